// The desk: a file dropped where its field is, and a publication as it goes on. Without this file both work as forms.
// The outcome is the server's own fragment, escaped there; whatever else is shown is set as text.
"use strict";

(() => {
  const byId = (id) => document.getElementById(id);

  const drop = byId("drop");
  if (drop) {
    const form = byId("add"), file = byId("file"), chosen = byId("chosen"), most = Number(form.dataset.most);
    const told = () => {
      const one = file.files[0];
      if (!one) return;
      const size = one.size < 1048576 ? `${Math.ceil(one.size / 1024)} KiB` : `${(one.size / 1048576).toFixed(1)} MiB`;
      const large = one.size > most;
      file.setCustomValidity(large ? `The file has ${size}; at most ${most / 1048576} MiB are read.` : "");
      chosen.textContent = large ? file.validationMessage : `${one.name}, ${size}.`;
      const title = byId("title");
      if (title && !title.value) title.placeholder = one.name.replace(/\.[^.]*$/, "").replace(/[_-]+/g, " ");
    };
    file.addEventListener("change", told);
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
    }
    for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length !== 1) { chosen.textContent = "Drop one file at a time."; return; }
      file.files = event.dataTransfer.files;
      told();
    });
  }

  const publishing = byId("publishing");
  if (publishing && publishing.hasAttribute("data-running")) {
    const events = new EventSource("/library/publish/events");
    events.addEventListener("progress", (event) => {
      const now = JSON.parse(event.data), bar = byId("bar");
      byId("stage").textContent = now.total ? `${now.stage}: ${now.done} of ${now.total}` : now.stage;
      bar.max = now.total || 1;
      bar.value = now.done;
      byId("label").textContent = now.label;
    });
    events.addEventListener("ended", (event) => {
      events.close();
      const { html, error } = JSON.parse(event.data);
      byId("stage").textContent = error || "It has ended.";
      byId("bar").hidden = true;
      byId("label").textContent = "";
      byId("back").hidden = false;
      byId("outcome").innerHTML = html;
      byId("going").textContent = "The last publication from this page";
    });
  }
})();
