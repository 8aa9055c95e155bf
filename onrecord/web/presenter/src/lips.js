// From the visemes of an utterance to how much of each the mouth shows at a moment.

export const NAMES = ["PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]; // and sil: none
const PASSING_S = 0.045; // half of the time that one takes to become the next
const LONG_S = 0.12; // a vowel that lasts so long is shown whole
const LEAST = 0.62; // of a vowel that is over at once
const WHOLE = new Set(["PP", "FF", "TH", "CH"]); // seen wrong at once where they are shown by halves

// Half of the passing at the border of two visemes: no longer than half of the shorter one.
function passing(one, other) {
  const shortest = Math.min(one ? one.finish - one.begin : 1, other ? other.finish - other.begin : 1);
  return Math.max(Math.min(PASSING_S, shortest / 2), 1e-3);
}

function amount(one) {
  if (WHOLE.has(one.name)) return 1;
  return LEAST + (1 - LEAST) * Math.min((one.finish - one.begin) / LONG_S, 1);
}

function eased(share) {
  const held = Math.min(Math.max(share, 0), 1);
  return held * held * (3 - 2 * held);
}

// {name: weight} at `seconds` of [{name, begin, finish}] in order; at a border both have half of theirs.
export function weights(visemes, seconds) {
  const found = Object.fromEntries(NAMES.map((name) => [name, 0]));
  visemes.forEach((one, at) => {
    if (!(one.name in found) || seconds < one.begin - PASSING_S || seconds > one.finish + PASSING_S) return;
    const before = passing(visemes[at - 1], one), after = passing(one, visemes[at + 1]);
    const come = eased((seconds - one.begin + before) / (2 * before));
    const gone = eased((seconds - one.finish + after) / (2 * after));
    found[one.name] = Math.max(found[one.name], amount(one) * Math.min(come, 1 - gone));
  });
  return found;
}
