// While something sounds: the service says `may` four times a second, or why not. No `may` for SILENT_MS is no.
// `frames` is ask.js's, which every page that speaks has too.

export const SILENT_MS = 750;
const GIVE_UP_MS = 15000;
const AGAIN_MS = 200;
const LOST = "Silent: the service does not answer, so nothing says that this may go on.";

// `may` is called at each, `late` where none came in time, `stop` with one line at the end; nothing after `end`.
export function lease(address, { may, late, stop }) {
  const ended = new AbortController();
  let overdue = 0, lost = 0;

  function end() {
    ended.abort();
    clearTimeout(overdue);
    clearTimeout(lost);
  }
  function finish(line) {
    if (ended.signal.aborted) return;
    end();
    stop(line);
  }
  function expect() {
    clearTimeout(overdue);
    clearTimeout(lost);
    overdue = setTimeout(late, SILENT_MS);
    lost = setTimeout(() => finish(LOST), GIVE_UP_MS);
  }
  async function listen() {
    const response = await fetch(address, { headers: { Accept: "application/json" }, signal: ended.signal });
    if (!response.ok) return finish(await lineOf(response));
    for await (const { event, data } of frames(response)) {
      if (ended.signal.aborted) return;
      if (event === "stop") return finish(data.error);
      expect();
      may();
    }
  }
  async function keep() {
    while (!ended.signal.aborted) {
      try {
        await listen();
      } catch {
        await new Promise((again) => setTimeout(again, AGAIN_MS));
      }
    }
  }
  expect();
  keep();
  return { end };
}

// What a refused request says, in one line.
export async function lineOf(response) {
  try {
    const { error, advice } = await response.json();
    return `${error.slice(0, 1).toUpperCase()}${error.slice(1)} ${advice}`.trim();
  } catch {
    return "That did not work.";
  }
}
