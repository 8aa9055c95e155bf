// The desk: files dropped where their fields are, and a publication as it goes on. Without this file both work as forms.
// The outcome is the server's own fragment, escaped there; whatever else is shown is set as text.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);

  const size = (bytes) =>
    bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1048576).toFixed(1)} MiB`;

  // What a file's field says of its choice, and whether the form may be sent with it.
  const told = (field, said) => {
    const one = field.files[0], most = Number(field.dataset.most), timed = field.dataset.timed;
    const file = timed && byId("file").files[0];
    const fits = !timed || !file || timed.split(" ").some((end) => file.name.toLowerCase().endsWith(end));
    let fault = "";
    if (one && one.size > most * 1048576) fault = `${one.name} has ${size(one.size)}; at most ${most} MiB are read.`;
    else if (one && !fits) fault = `Only a transcript with times (${timed.replace(" ", " or ")}) has a recording.`;
    field.setCustomValidity(fault);
    said.textContent = fault || (one ? `${one.name}, ${size(one.size)}.` : said.dataset.before);
  };

  for (const drop of document.querySelectorAll(".drop")) {
    const field = drop.querySelector("input[type=file]"), said = drop.querySelector("[role=status]");
    said.dataset.before = said.textContent;
    const chosen = () => {
      const title = byId("title"), one = field.files[0];
      if (field.id === "file" && title && one) title.placeholder = one.name.replace(/\.[^.]*$/, "").replace(/[_-]+/g, " ");
      for (const other of document.querySelectorAll(".drop")) {
        const its = other.querySelector("input[type=file]");
        if (its === field || its.files.length) told(its, other.querySelector("[role=status]"));
      }
    };
    field.addEventListener("change", chosen);
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length !== 1) { said.textContent = "Drop one file at a time."; return; }
      field.files = event.dataTransfer.files;
      chosen();
    });
  }

  const add = byId("add");
  if (add) {
    add.addEventListener("submit", () => { byId("sending").textContent = "Sending. A long recording takes its time."; });
    window.addEventListener("pageshow", () => { byId("sending").textContent = ""; });
  }

  const publishing = byId("publishing");
  if (publishing && publishing.hasAttribute("data-running")) {
    const events = new EventSource("/library/publish/events");
    events.addEventListener("progress", (event) => {
      const now = JSON.parse(event.data), bar = byId("bar");
      byId("stage").textContent = now.total ? `${now.stage}: ${now.done} of ${now.total}` : now.stage;
      bar.max = now.total || 1;
      bar.value = now.done;
      byId("label").textContent = now.label;
    });
    events.addEventListener("ended", (event) => {
      events.close();
      const { html, error } = JSON.parse(event.data);
      byId("stage").textContent = error || "It has ended.";
      byId("bar").hidden = true;
      byId("label").textContent = "";
      byId("back").hidden = false;
      byId("outcome").innerHTML = html;
      byId("going").textContent = "The last publication from this page";
    });
  }
})();
