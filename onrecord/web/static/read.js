// The page of a source: arrows turn pages, Escape leads back to the answer. Everything works by its links without this.
"use strict";

const LEADS = { ArrowLeft: "prev", ArrowRight: "next", Escape: "up" };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !(event.key in LEADS)) return;
  const link = document.querySelector(`a[rel="${LEADS[event.key]}"]`);
  if (link) link.click();
});
