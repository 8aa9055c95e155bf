// Asking by voice: the microphone is open from one press of the button to the next, for a minute at most. What was
// recorded goes to this service and nowhere else; what it understood is written into the field, to be read and
// corrected. It is never asked by itself.

const LONGEST_S = 60;
const TICK_MS = 100;
const LOUD = 4; // by which the level is drawn out: speech fills little of what a microphone could give
const KINDS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const LINES = {
  asking: "Your browser asks whether you allow the microphone.",
  listening: "Listening. Press again when you have asked.",
  soon: "Ten seconds left.",
  writing: "Writing down what was said …",
  heard: "This is what was understood. Correct it if need be, then ask.",
  cancelled: "Nothing was sent.",
  unsupported: "This browser cannot record here. Type your question.",
  denied: "The microphone is not allowed for this page. Allow it in your browser’s settings, or type your question.",
  absent: "No microphone was found. Type your question.",
  busy: "The microphone cannot be used now; another program may have it. Type your question.",
  lost: "The service could not be reached. Nothing was lost but what you said: try again, or type your question.",
  left: "Your visit has ended. Sign in again.",
};

const byId = (id) => document.getElementById(id);
const field = byId("question");
const button = byId("hear-button");

let session = null; // of the microphone, from the press that opens it to the text
let last = null; // where what was understood last stands in the field, until somebody types

class Session {
  chunks = [];
  began = 0;
  cancelled = false;

  async open() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    if (this.cancelled) return this.close();
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    this.recorder = new MediaRecorder(this.stream, { mimeType: kind, audioBitsPerSecond: 32000 });
    this.recorder.ondataavailable = ({ data }) => this.chunks.push(data);
    this.recorder.onstop = () => this.ended();
    this.recorder.start(1000);
    this.meter();
    this.began = performance.now();
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    show("listening");
  }

  meter() {
    this.context = new AudioContext();
    this.analyser = new AnalyserNode(this.context, { fftSize: 1024 });
    this.context.createMediaStreamSource(this.stream).connect(this.analyser);
    this.samples = new Float32Array(this.analyser.fftSize);
  }

  tick() {
    const seconds = Math.floor((performance.now() - this.began) / 1000);
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, one) => sum + one * one, 0) / this.samples.length;
    byId("hear-level").value = Math.min(1, LOUD * Math.sqrt(power));
    byId("hear-time").textContent = `0:${String(Math.min(seconds, LONGEST_S - 1)).padStart(2, "0")} of 1:00`;
    if (seconds === LONGEST_S - 10) say(LINES.soon);
    if (seconds >= LONGEST_S) this.stop();
  }

  stop() {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  cancel() {
    this.cancelled = true;
    if (this.recorder) this.stop();
    else finish(LINES.cancelled);
  }

  close() {
    clearInterval(this.ticking);
    this.stream?.getTracks().forEach((one) => one.stop());
    this.context?.close();
    this.context = null; // a context is closed once
  }

  async ended() {
    this.close();
    if (this.cancelled) return finish(LINES.cancelled);
    show("writing");
    await send(new Blob(this.chunks, { type: this.recorder.mimeType }));
  }
}

async function listen() {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return say(LINES.unsupported);
  document.dispatchEvent(new CustomEvent("hush", { detail: "hearing" })); // what is read aloud would be heard too
  const own = session = new Session();
  show("asking");
  try {
    await own.open();
  } catch (error) {
    own.close();
    if (session === own) finish({ NotAllowedError: LINES.denied, NotFoundError: LINES.absent, NotSupportedError: LINES.unsupported }[error.name] ?? LINES.busy);
  }
}

async function send(recording) {
  let line = LINES.lost;
  try {
    const response = await fetch("/heard", {
      method: "POST", body: recording,
      headers: { "Content-Type": recording.type.split(";")[0], "X-CSRF-Token": document.querySelector('input[name="csrf"]').value },
    });
    const told = await response.json();
    if (response.ok) {
      write(told.text);
      line = LINES.heard;
    } else {
      line = response.status === 401 ? LINES.left : `${told.error} ${told.advice}`.trim();
      line = line[0].toUpperCase() + line.slice(1);
    }
  } catch { /* said below */ }
  finish(line);
}

// Where the cursor is; in the place of what was understood before, if nobody has touched that.
function write(text) {
  const place = last ?? (field.selectionEnd ? [field.selectionStart, field.selectionEnd] : [field.value.length, field.value.length]);
  const gap = !last && /\S$/.test(field.value.slice(0, place[0])) ? " " : "";
  field.setRangeText(gap + text, ...place, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  last = [place[0] + gap.length, place[0] + gap.length + text.length];
}

field.addEventListener("input", () => { last = null; });

const say = (line) => { byId("hear-line").textContent = line; };

function show(state) {
  const listening = state === "listening";
  button.classList.toggle("listening", listening);
  button.disabled = state === "writing";
  byId("hear-name").textContent = listening ? "Stop and write it down" : state === "asking" ? "Waiting for the microphone …" : "Speak your question";
  if (byId("hearing").contains(document.activeElement) && !listening) button.focus();
  byId("hearing").hidden = !listening;
  say(LINES[state] ?? "");
}

function finish(line) {
  session = null;
  show("still");
  say(line);
}

button.addEventListener("click", () => {
  if (!session) listen();
  else if (session.began) session.stop();
  else session.cancel();
});
byId("hear-cancel").addEventListener("click", () => session?.cancel());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && session && !button.disabled) session.cancel();
});
document.addEventListener("hush", ({ detail }) => { if (detail !== "hearing") session?.cancel(); }); // something sounds
addEventListener("pagehide", () => { session?.cancel(); session?.close(); });
byId("hear").hidden = false;
