// Checked statements read aloud, one after another without a gap. Nothing sounds without a click, and nothing goes on
// sounding without the service's leave (lease.js). Whoever shows what is spoken listens to "speech" on the document:
//   detail.type  loading (something was asked for), start, word (detail.word: its index), end (of one utterance),
//                silent (of everything; detail.line says why, where it was not simply over)
//   detail.utterance  as POST /record/ID/utterances/NUMBER gives it; detail.clock()  seconds since its sound began
// `csrf` is ask.js's, which every page that speaks has too.

import { SILENT_MS, lease, lineOf } from "./lease.js";

const TICK_MS = 40;
const AHEAD_S = 0.5; // the next sound is put behind the present one so long before its end
const FADE_S = 0.01;
const LINES = {
  none: "This browser cannot play sounds made from samples.",
  empty: "There is no statement to read aloud.",
  lost: "Silent: the service could not be reached.",
};

let context = null;
let session = null;
const disclosed = new Map(); // by record: the disclosure that was heard on this page

const tell = (type, more = {}) => document.dispatchEvent(new CustomEvent("speech", { detail: { type, ...more } }));
const pause = (ms) => new Promise((over) => setTimeout(over, ms));
const faced = () => document.querySelector("#presenter[data-shown]") !== null;

// One reading: statements of one record, of which more may come until it is complete.
class Session {
  items = [];
  sounding = [];
  place = 0; // of the item that is read
  ends = 0; // when the last sound ends, on the context's clock
  over = new AbortController();
  line = "";

  constructor(record, button) {
    Object.assign(this, { record, button, complete: false, disclosure: disclosed.get(record), wake: () => {} });
  }

  get ended() {
    return this.over.signal.aborted;
  }

  add(number) {
    if (!this.items.length && !disclosed.has(this.record)) this.items.push({ number: 0 });
    this.items.push({ number });
    this.fetch();
    this.wake();
  }

  // What is read and what comes behind it, and no more: what was fetched stands in the log as given out.
  fetch() {
    for (const one of this.items.slice(this.place, this.place + 2)) one.made ??= made(this, one.number);
  }

  async item(place) {
    while (place >= this.items.length && !this.complete && !this.ended) {
      await new Promise((wake) => { this.wake = wake; });
    }
    this.place = place;
    this.fetch();
    return this.ended ? undefined : this.items[place];
  }
}

async function made(of, number) {
  const how = new URLSearchParams({ source: localStorage.getItem("sources") !== "unsaid", face: faced() });
  try {
    const response = await fetch(`/record/${of.record}/utterances/${number}?${how}`, {
      method: "POST", headers: { Accept: "application/json", "X-CSRF-Token": csrf() }, signal: of.over.signal,
    });
    if (!response.ok) return { line: await lineOf(response), skipped: response.status === 422 };
    const utterance = await response.json();
    const bytes = Uint8Array.from(atob(utterance.audio), (one) => one.charCodeAt(0));
    return { utterance, buffer: await context.decodeAudioData(bytes.buffer) };
  } catch {
    return { line: LINES.lost };
  }
}

async function read(of) {
  const ticking = setInterval(() => tick(of), TICK_MS);
  for (let place = 0, item; (item = await of.item(place)); place += 1) {
    const { utterance, buffer, line, skipped } = await item.made;
    if (of.ended) break;
    if (line) of.line = line;
    if (line && !skipped) break;
    if (!line && (await introduced(of, utterance)) && !of.ended) await sound(of, utterance, buffer);
  }
  while (of.sounding.length && !of.ended) await pause(TICK_MS);
  clearInterval(ticking);
  if (session === of) silence(of.line || (of.items.length ? "" : LINES.empty));
}

// No statement without its disclosure, which says more than before where another speaker has come since.
async function introduced(of, utterance) {
  if (utterance.number && utterance.disclosure !== of.disclosure) {
    const { utterance: again, buffer, line } = await made(of, 0);
    if (line) {
      if (session === of) silence(line);
      return false;
    }
    of.disclosure = again.disclosure;
    await sound(of, again, buffer);
  } else if (!utterance.number) of.disclosure = utterance.disclosure;
  return true;
}

// Over when the next may be put behind it.
async function sound(of, utterance, buffer) {
  const one = { utterance, word: -1, begun: false, late: false };
  one.alive = new GainNode(context, { gain: 0 }); // dies on the sound's own thread, unless it is renewed
  one.source = new AudioBufferSourceNode(context, { buffer });
  one.source.connect(one.alive).connect(context.destination);
  const address = `/record/${of.record}/speech/lease?numbers=${utterance.number}&face=${utterance.avatar !== null}`;
  await new Promise((leave) => {
    of.over.signal.addEventListener("abort", leave);
    one.lease = lease(address, {
      may() { one.late = false; renew(one); hold(of); leave(); },
      late() { one.late = true; hold(of); },
      stop(line) { if (session === of) silence(line); },
    });
  });
  if (of.ended) return one.lease.end();
  one.at = Math.max(of.ends, context.currentTime + FADE_S);
  one.clock = () => context.currentTime - one.at - (context.outputLatency || 0);
  of.ends = one.at + buffer.duration;
  one.source.start(one.at);
  of.sounding.push(one);
  while (context.currentTime < of.ends - AHEAD_S && !of.ended) await pause(TICK_MS);
}

function renew(one) {
  const now = context.currentTime, gain = one.alive.gain;
  gain.cancelScheduledValues(0);
  gain.setValueAtTime(1, now);
  gain.setValueAtTime(0, now + SILENT_MS / 1000);
}

// Where leave is late, time stands still: no word is lost where it comes after all.
function hold(of) {
  if (of.sounding.some((one) => one.begun && one.late)) context.suspend();
  else if (!of.ended) context.resume();
}

function tick(of) {
  for (const one of [...of.sounding]) {
    const { utterance, clock } = one, now = clock();
    if (now < 0) return;
    if (!one.begun) {
      one.begun = true;
      tell("start", { utterance, clock });
      hold(of);
    }
    const word = utterance.words.findLastIndex((each) => each.begin <= now);
    if (word !== one.word) tell("word", { utterance, clock, word });
    one.word = word;
    if (now < one.source.buffer.duration) return;
    if (utterance.number === 0) disclosed.set(of.record, utterance.disclosure);
    one.lease.end();
    of.sounding.shift();
    tell("end", { utterance, clock });
  }
}

function begin(record, button) {
  silence();
  document.dispatchEvent(new CustomEvent("hush", { detail: "speech" }));
  if (typeof AudioContext === "undefined") return tell("silent", { line: LINES.none });
  context ??= new AudioContext();
  context.resume();
  session = new Session(record, button);
  press();
  tell("loading");
  read(session);
}

function silence(line = "") {
  const of = session;
  if (!of) return;
  session = null;
  of.over.abort();
  of.wake();
  for (const one of of.sounding.splice(0)) { // so nothing more is told of them
    one.lease.end();
    one.alive.gain.cancelScheduledValues(0);
    one.alive.gain.setTargetAtTime(0, context.currentTime, FADE_S / 3);
    one.source.stop(context.currentTime + FADE_S * 2);
    if (one.begun) tell("end", { utterance: one.utterance, clock: one.clock });
  }
  setTimeout(() => { if (!session) context.suspend(); }, FADE_S * 4000);
  press();
  tell("silent", { line });
}

// Which button is going on; the page that asks puts new ones in the place of the old.
function press() {
  for (const one of document.querySelectorAll("button[data-aloud]")) {
    const here = session !== null && session.record === one.closest("[data-record]")?.dataset.record;
    one.setAttribute("aria-pressed", String(here && session.button === (one.dataset.whole ?? one.dataset.aloud)));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-aloud]");
  if (event.target.closest("[data-silence]") || button?.getAttribute("aria-pressed") === "true") return silence();
  if (!button) return;
  begin(button.closest("[data-record]").dataset.record, button.dataset.whole ?? button.dataset.aloud);
  for (const number of button.dataset.aloud.split(",")) session?.add(Number(number));
  if (session) session.complete = true;
});

// The page that asks: where that was ticked, statements are read as they come.
document.addEventListener("answer", ({ detail: { type, record, number } }) => {
  const coming = session && !session.complete && (session.record ?? record) === record;
  if (type === "asked") {
    silence();
    if (document.getElementById("aloud")?.checked) begin(null, "whole");
  } else if (coming && type === "begun") {
    session.record = record;
  } else if (coming && type === "statement") {
    session.add(number);
  } else if (type === "ended") {
    if (session && !session.complete) session.complete = true;
    session?.wake();
  }
  press();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !session) return;
  event.stopImmediatePropagation(); // silence comes first; what is open stays open
  silence();
}, { capture: true });
document.addEventListener("hush", ({ detail }) => { if (detail !== "speech") silence(); }); // something else is heard
document.documentElement.classList.add("speaks");
