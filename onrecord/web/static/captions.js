// What is being said, where it can be read: the words at the foot of the page, and lit up in the answer itself.
// It listens to the player (speech.js), and does nothing else.

const dock = document.getElementById("speaking");
const label = document.getElementById("speaking-label");
const caption = document.getElementById("speaking-words");
const line = document.getElementById("speaking-line");
const stop = dock.querySelector("[data-silence]");
const sources = document.getElementById("speaking-sources");
const LIT = window.Highlight && CSS.highlights ? new Highlight() : null;
let spans = []; // the words of the caption
let places = []; // the same words in the answer, where they stand there

if (LIT) CSS.highlights.set("spoken", LIT);

// The caption, a span for each word; what stands between them stays, but for the asterisks around a title.
function spelled({ text, words: timed }) {
  const letters = [...text].map((one) => (one === "*" ? "" : one)); // places count code points
  const parts = [];
  let at = 0;
  spans = timed.map(({ start, end }) => {
    parts.push(letters.slice(at, start).join(""));
    const word = Object.assign(document.createElement("span"), { textContent: letters.slice(start, end).join("") });
    parts.push(word);
    at = end;
    return word;
  });
  caption.replaceChildren(...parts, letters.slice(at).join(""));
  caption.scrollTop = 0;
}

// The same words within the answer, whose text is a part of what is said; none for what is only said.
function found(within) {
  const place = caption.textContent.indexOf(within.textContent);
  const node = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  if (place < 0 || !node.nextNode()) return [];
  const before = new Range();
  before.selectNodeContents(caption);
  let from = place; // where the node's text begins in what is said
  return spans.map((word) => {
    before.setEndBefore(word);
    const start = before.toString().length, end = start + word.textContent.length;
    while (start >= from + node.currentNode.length) {
      from += node.currentNode.length;
      if (!node.nextNode()) return null;
    }
    if (start < from) return null;
    const range = new Range();
    range.setStart(node.currentNode, start - from);
    range.setEnd(node.currentNode, Math.min(end - from, node.currentNode.length));
    return range;
  });
}

function lit(number) {
  for (const one of document.querySelectorAll(".spoken")) one.classList.remove("spoken");
  LIT?.clear();
  places = [];
  const statement = number > 0 && document.querySelector(`[data-spoken="${number}"]`);
  if (!statement) return;
  statement.classList.add("spoken");
  for (const mark of statement.querySelectorAll("[data-mark]")) {
    document.getElementById(`source-${mark.dataset.mark}`)?.classList.add("spoken");
  }
  places = found(statement.querySelector(".words") ?? statement);
  uncovered(statement);
}

// What is seen in part comes out from under the captions; a reader who is elsewhere on the page stays there.
function uncovered(statement) {
  const { top, bottom } = statement.getBoundingClientRect(), edge = dock.getBoundingClientRect().top;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  if (top < innerHeight && bottom > edge) scrollBy({ top: bottom - edge + 16, behavior });
}

function show(open) {
  dock.hidden = !open;
  document.documentElement.classList.toggle("sounding", open);
}

const heard = {
  loading() {
    show(true);
    line.textContent = "";
    label.textContent = "Preparing to read …";
    caption.replaceChildren();
    stop.textContent = "Stop";
  },
  start({ utterance }) {
    label.textContent = utterance.label;
    spelled(utterance);
    lit(utterance.number);
  },
  word({ word }) {
    caption.querySelector(".now")?.classList.remove("now");
    LIT?.clear();
    const now = spans[word];
    if (!now) return;
    now.classList.add("now");
    caption.scrollTop = now.offsetTop - caption.clientHeight / 2;
    if (places[word]) LIT?.add(places[word]);
  },
  end() {
    lit(0);
  },
  silent({ line: why = "" }) {
    lit(0);
    label.textContent = "";
    caption.replaceChildren();
    show(why !== "");
    line.textContent = why;
    stop.textContent = "Close";
  },
};

document.addEventListener("speech", ({ detail }) => heard[detail.type](detail));
document.addEventListener("click", (event) => { if (event.target.closest("[data-silence]")) show(false); });
sources.checked = localStorage.getItem("sources") !== "unsaid";
sources.addEventListener("change", () => localStorage.setItem("sources", sources.checked ? "said" : "unsaid"));
