// "Hear it" and "Watch it": the recording of the cited words, from where they begin to where they end, and no further.
// Nothing plays without a click, and nothing goes on without the service's leave (lease.js). `csrf` is ask.js's.

import { lease, lineOf } from "./lease.js";

const UNREACHED = "The service could not be reached.";
const UNPLAYED = "This browser cannot play the recording.";
let playing = null;

async function play(button) {
  const holder = button.closest("[data-clips]");
  const one = playing = { button, holder, line: holder.querySelector(".clip-line"), media: null, lease: null };
  document.dispatchEvent(new CustomEvent("hush", { detail: "clip" }));
  button.setAttribute("aria-pressed", "true");
  one.line.textContent = "";
  const { record } = button.closest("[data-record]").dataset;
  const number = button.dataset.clip;
  try {
    const response = await fetch(`/record/${record}/clips/${number}`, {
      method: "POST", headers: { Accept: "application/json", "X-CSRF-Token": csrf() },
    });
    if (playing !== one) return;
    if (!response.ok) return stop(await lineOf(response));
    start(one, await response.json(), `/record/${record}/speech/lease?clip=${number}`);
  } catch {
    if (playing === one) stop(UNREACHED);
  }
}

function start(one, { url, from_s, to_s, note, kind }, address) {
  const media = one.media = document.createElement(kind);
  media.src = url; // with the fragment from_s,to_s
  media.playsInline = true;
  if (kind === "video") media.setAttribute("aria-label", "The recording of the cited words");
  media.addEventListener("loadedmetadata", () => {
    media.hidden = !media.videoWidth; // a film may be sound alone
    if (!media.hidden) media.scrollIntoView({ block: "nearest" });
  });
  one.holder.append(media);
  if (note) one.line.textContent = note;
  const gone = () => playing !== one;
  let held = false, ending = 0;

  const hold = (late) => { held = late; media.classList.toggle("held", late); }; // not seen without leave either
  const end = () => { if (!gone()) stop(one.line.textContent); };
  const near = () => {
    clearTimeout(ending);
    if (media.currentTime >= to_s) return end();
    if (!media.paused) ending = setTimeout(near, Math.min((to_s - media.currentTime) * 1000, 1000));
  };
  media.addEventListener("playing", near);
  media.addEventListener("timeupdate", near);
  media.addEventListener("ended", end);
  media.addEventListener("pause", () => { if (!held && media.currentTime > from_s) end(); }); // the fragment's own end
  media.addEventListener("error", () => { if (!gone()) stop(UNPLAYED); });
  one.lease = lease(address, {
    may() {
      if (media.paused && !gone()) media.play().catch(() => { if (!gone()) stop(UNPLAYED); });
      hold(false);
    },
    late() { hold(true); media.pause(); },
    stop(line) { if (!gone()) stop(line); },
  });
}

function stop(line = "") {
  const one = playing;
  if (!one) return;
  playing = null;
  one.lease?.end();
  one.media?.pause();
  setTimeout(() => unload(one.media));
  one.button.setAttribute("aria-pressed", "false");
  one.line.textContent = line;
}

// Nothing more of it is fetched.
function unload(media) {
  media?.removeAttribute("src");
  media?.load();
  media?.remove();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-clip]");
  if (!button) return;
  const again = playing?.button === button;
  stop();
  if (!again) play(button);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !playing) return;
  event.stopImmediatePropagation();
  stop();
}, { capture: true });
document.addEventListener("hush", ({ detail }) => { if (detail !== "clip") stop(); });
document.documentElement.classList.add("plays");
