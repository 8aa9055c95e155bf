// The presenter's place in a page. Nothing of it is loaded before somebody wants to see it, and nothing at all where the
// device asks for less motion or draws no 3D: then there is sound, with captions, and no face.

const KEPT = "presenter"; // for this visit: whether it is to be shown
const less = matchMedia("(prefers-reduced-motion: reduce)");

function draws() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}

function place(section) {
  const frame = document.createElement("div"), button = document.createElement("button"), line = document.createElement("p");
  frame.className = "picture";
  button.type = "button";
  button.className = "quiet";
  line.className = "soft small";
  line.setAttribute("role", "status");
  section.replaceChildren(frame, button, line);
  let presenter = null;

  function shown(yes, why = "") {
    frame.hidden = !yes;
    section.toggleAttribute("data-shown", yes);
    button.textContent = yes ? "Hide the presenter" : "Show the presenter";
    button.disabled = false;
    line.textContent = why;
  }

  function gone(why) {
    presenter = null;
    shown(false, why);
  }

  async function show() {
    shown(true);
    button.disabled = true;
    const said = `AI presenter, reading the record of ${section.dataset.name}`;
    try {
      const { Presenter } = await import("/static/presenter/presenter.js");
      presenter = await Presenter.show(frame, section.dataset.avatar, said, gone);
      shown(true);
    } catch (error) {
      gone(error.message);
    }
  }

  button.addEventListener("click", () => {
    sessionStorage.setItem(KEPT, presenter ? "" : "shown");
    if (presenter) presenter.leave();
    else show();
  });
  less.addEventListener("change", () => {
    presenter?.leave();
    section.hidden = less.matches;
  });
  shown(false);
  section.hidden = false;
  if (sessionStorage.getItem(KEPT)) show();
}

const section = document.getElementById("presenter");
if (section?.dataset.avatar && !less.matches && draws()) place(section);
