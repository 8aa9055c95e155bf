// The examination that goes on: its part of the page is fetched again until it has ended.

const EVERY_MS = 2000;
const part = document.getElementById("examining");

async function again() {
  try {
    const response = await fetch(part.dataset.from, { headers: { Accept: "text/html" } });
    if (response.redirected) return location.reload(); // the visit has ended: sign in again
    if (response.ok) part.innerHTML = await response.text(); // our own fragment, escaped by the server
  } catch {
    // the network is away for a moment: the next look may find it
  }
  watch();
}

function watch() {
  const going = part.querySelector("[data-going]") !== null;
  const button = document.querySelector('form[action="/room/ledger/examine"] button');
  if (button) button.disabled = going;
  if (going) setTimeout(again, EVERY_MS);
}

if (part) watch();
