// The presenter's place in a page: `#presenter`, hidden until somebody wants to see it. Nothing of it is loaded before
// that, and nothing at all where the device asks for less motion or draws no 3D: then there is sound, with captions, and
// no face.

const KEPT = "presenter"; // for this visit: whether it is to be shown
const LOST = "The presenter cannot be shown here. What is read aloud can be heard without.";
const less = matchMedia("(prefers-reduced-motion: reduce)");

function draws() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}

function made(name, facts) {
  return Object.assign(document.createElement(name), facts);
}

function place(section) {
  const button = made("button", { type: "button", className: "quiet" });
  const line = made("p", { className: "soft small" });
  const control = made("div", { className: "presenting" });
  line.setAttribute("role", "status");
  button.setAttribute("aria-controls", section.id);
  section.replaceWith(control);
  control.append(section, button, line);
  let presenter = null;

  function shown(yes, why = "") {
    section.hidden = !yes;
    section.toggleAttribute("data-shown", yes);
    button.textContent = yes ? "Hide the presenter" : "Show the presenter";
    button.setAttribute("aria-expanded", String(yes));
    button.disabled = false;
    line.textContent = why;
  }

  function gone(why) {
    presenter = null;
    shown(false, why);
  }

  async function show() {
    button.disabled = true;
    try {
      const { Presenter } = await import("/static/presenter/presenter.js");
      section.hidden = false; // a picture needs to know its size
      presenter = await Presenter.show(section, section.dataset.avatar, section.dataset.label, gone);
      shown(true);
    } catch (error) {
      gone(error.told ? error.message : LOST);
    }
  }

  button.addEventListener("click", () => {
    sessionStorage.setItem(KEPT, presenter ? "" : "shown");
    if (presenter) presenter.leave();
    else show();
  });
  less.addEventListener("change", () => {
    presenter?.leave();
    control.hidden = less.matches;
  });
  shown(false);
  if (sessionStorage.getItem(KEPT)) show();
}

const section = document.getElementById("presenter");
if (section?.dataset.avatar && !less.matches && draws()) place(section);
