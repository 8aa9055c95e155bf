// The page that asks: statements as they come, sources beside them. Without this file everything works as plain pages.
// Fragments are the server's own and escaped there; whatever else is shown is set as text.
"use strict";

const byId = (id) => document.getElementById(id);
const csrf = () => document.querySelector('input[name="csrf"]').value;

// Whoever reads an answer aloud listens to how it comes.
const tell = (type, more = {}) => document.dispatchEvent(new CustomEvent("answer", { detail: { type, ...more } }));

async function* frames(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) {
      const lines = rest.slice(0, end).split("\n");
      const field = (name) => lines.filter((one) => one.startsWith(name + ": ")).map((one) => one.slice(name.length + 2)).join("\n");
      yield { event: field("event"), data: JSON.parse(field("data")) };
    }
  }
}

async function ask(form) {
  const button = form.querySelector("button[type=submit]");
  const progress = byId("progress");
  byId("answer").hidden = false;
  byId("body").replaceChildren(Object.assign(document.createElement("ol"), { className: "statements", id: "coming" }));
  byId("coming").setAttribute("aria-live", "polite");
  byId("asked").textContent = form.question.value.trim();
  progress.textContent = "Looking through the record …";
  button.disabled = true;
  closeBeside(false);
  byId("asked").focus();
  tell("asked");
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/event-stream" },
    });
    if (response.redirected) return location.assign(response.url);  // the visit has ended: sign in again
    if (!(response.headers.get("Content-Type") || "").startsWith("text/event-stream")) return failed(response);
    let whole = false;
    for await (const { event, data } of frames(response)) {
      if (event === "begun") {
        byId("body").dataset.record = data.record_id;
        tell("begun", { record: data.record_id });
      } else if (event === "statement") {
        byId("coming").insertAdjacentHTML("beforeend", data.html);
        byId("coming").lastElementChild.classList.add("new");
        tell("statement", { record: byId("body").dataset.record, number: data.number });
      } else if (event === "record") {
        whole = true;
        byId("body").innerHTML = data.html;
        history.replaceState(null, "", "/?q=" + encodeURIComponent(form.question.value.trim()));
        progress.textContent = "";
      } else if (event === "error") {
        whole = true;
        progress.textContent = `${data.error} ${data.advice}`.trim();
      }
    }
    if (!whole) progress.textContent = "The answer broke off. What is shown was checked; ask again for the whole.";
  } catch {
    progress.textContent = "The service could not be reached. Nothing was lost: ask again in a moment.";
  } finally {
    button.disabled = false;
    tell("ended");
  }
}

async function failed(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const told = [...page.querySelectorAll("main p")].slice(0, 2).map((one) => one.textContent.trim());
  byId("progress").textContent = told.join(" ") || "That did not work.";
}

let opener = null;

async function openBeside(link) {
  const address = new URL(link.href);
  const turned = byId("beside").contains(link); // another page of what is open already
  byId("beside-page").href = link.href;
  address.searchParams.set("fragment", "1");
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) { location.href = link.href; return; }  // or the visit has ended
  byId("beside-body").innerHTML = await response.text();
  if (!turned) {
    document.querySelectorAll(".mark[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    opener = link;
  }
  byId("beside").hidden = false;
  byId("split").classList.add("open");
  byId("beside").focus({ preventScroll: true });
  const cited = byId("beside-body").querySelector("#cited");
  const beside = byId("beside");
  beside.scrollTop = 0;
  if (cited) beside.scrollTop = cited.getBoundingClientRect().top - beside.getBoundingClientRect().top - beside.clientHeight / 3;
}

function closeBeside(back = true) {
  if (!byId("beside") || byId("beside").hidden) return;
  byId("beside").hidden = true;
  byId("split").classList.remove("open");
  document.querySelectorAll(".mark[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  if (back && opener) opener.focus();
}

async function copy(link) {
  const said = link.closest(".actions").querySelector(".copied");
  try {
    const response = await fetch(link.href);
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    await navigator.clipboard.writeText(await response.text());
    said.textContent = "Copied, citations and disclosure with it.";
  } catch {
    location.href = link.href;
  }
}

// What becomes of it is told by the page that the form leads to; where the visit has ended, that is the sign-in.
async function feedback(form, button) {
  const told = form.querySelector(".told");
  const body = new URLSearchParams(new FormData(form));
  body.set("kind", button.value);
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { "X-CSRF-Token": csrf() } });
    if (!response.ok || new URL(response.url).pathname === "/sign-in") throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    told.textContent = page.querySelector("main > .said").textContent;
  } catch {
    told.textContent = "That could not be kept. Open this page again, and try once more.";
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.id === "ask") {
    event.preventDefault();
    ask(event.target);
  } else if (event.target.matches("[data-feedback]") && event.submitter) {
    event.preventDefault();
    feedback(event.target, event.submitter);
  }
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-source], a[data-copy]");
  if (event.target.id === "beside-close") closeBeside();
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (link.hasAttribute("data-copy")) copy(link);
  else openBeside(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeBeside();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.id === "question") {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
