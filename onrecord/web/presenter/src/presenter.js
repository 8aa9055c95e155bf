// The presenter in a page. It listens to the page's "speech" events and shows what is heard, by the sound's own clock;
// it sounds nothing, and asks for nothing but its avatar, and whether that may still be shown.

import { Vector3 } from "three";
import { Figure } from "./figure.js";
import { weights } from "./lips.js";
import { line } from "./loading.js";
import { Stage } from "./stage.js";

const AGAIN_MS = 4000; // after which it asks whether it may still be shown

export class Presenter {
  // The avatar at `url` in the element `place`; `text` is what the picture says of itself; `gone(line)` is called when
  // it has to leave. Rejects with the reason, in one line.
  static async show(place, url, text, gone) {
    const stage = new Stage(place);
    stage.say(text);
    try {
      return new Presenter(stage, await Figure.load(url, stage.scene, stage.camera), url, gone);
    } catch (error) {
      stage.dispose();
      throw error;
    }
  }

  constructor(stage, figure, url, gone) {
    Object.assign(this, { stage, figure, url, gone, spoken: null, last: performance.now() });
    this.heard = (event) => this.hear(event.detail);
    document.addEventListener("speech", this.heard);
    this.seen = new IntersectionObserver((found) => this.look(found.at(-1).isIntersecting));
    this.seen.observe(stage.place);
    this.asking = setInterval(() => this.ask(), AGAIN_MS);
    stage.canvas.addEventListener("webglcontextlost", () => this.leave("The picture was lost. The sound goes on."));
    stage.aim(figure.eyes(new Vector3()));
    this.frame = this.frame.bind(this);
    this.look(true);
  }

  hear({ type, utterance, clock }) {
    if (type === "start" && utterance.avatar) {
      this.spoken = { utterance, clock };
      this.stage.say(utterance.label);
      this.figure.speaking(true);
    } else if (type === "silent" || type === "start" || (type === "end" && this.spoken?.utterance === utterance)) {
      this.spoken = null;
      this.figure.speaking(false);
      if (type === "silent") this.ask();
    }
  }

  async ask() {
    const reply = await fetch(this.url, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (reply?.ok || this.left) return;
    this.leave(reply ? await line(await fetch(this.url)) : "Whether the presenter may be shown cannot be asked now.");
  }

  look(visible) {
    cancelAnimationFrame(this.waiting);
    this.last = performance.now();
    if (visible && !this.left) this.waiting = requestAnimationFrame(this.frame);
  }

  frame(now) {
    this.waiting = requestAnimationFrame(this.frame);
    this.figure.mouth(this.spoken && weights(this.spoken.utterance.visemes, this.spoken.clock()));
    const milliseconds = now - this.last;
    this.last = now;
    this.figure.advance(milliseconds);
    this.stage.render(milliseconds);
  }

  leave(why = "") {
    if (this.left) return;
    this.left = true;
    document.removeEventListener("speech", this.heard);
    clearInterval(this.asking);
    this.seen.disconnect();
    cancelAnimationFrame(this.waiting);
    this.figure.dispose();
    this.stage.dispose();
    this.gone(why);
  }
}
