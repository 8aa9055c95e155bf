// The picture: a camera before the avatar's face, soft light, and the label over it.

import { DirectionalLight, HemisphereLight, NoToneMapping, PerspectiveCamera, Scene, Vector3, WebGLRenderer } from "three";
import { Label } from "./label.js";

const VIEW = 22; // degrees from the picture's lower to its upper edge
const AWAY = 1.15; // metres from the eyes
const BELOW = 0.096; // metres from the eyes to the picture's middle
const FINE = 2; // device pixels of a CSS pixel, at most: more are not seen
const COARSE = 0.75; // and where the machine is slow
const SLOW_MS = 55, PATIENCE = 40; // frames that take so long, one after another

export class Stage {
  constructor(place) {
    this.place = place;
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true, powerPreference: "low-power" });
    this.renderer.toneMapping = NoToneMapping;
    this.renderer.autoClear = false;
    this.camera = new PerspectiveCamera(VIEW, 1, 0.1, 10);
    this.scene = new Scene();
    this.label = new Label();
    this.most = FINE;
    this.slow = 0;
    this.light();
    this.canvas.setAttribute("role", "img");
    place.append(this.canvas);
    this.resized = new ResizeObserver(() => this.resize());
    this.resized.observe(place);
    this.resize();
  }

  get canvas() {
    return this.renderer.domElement;
  }

  light() {
    const sky = new HemisphereLight("#ffffff", "#8fb3ad", 2.1);
    const key = new DirectionalLight("#fff6e8", 2.1);
    key.position.set(-1.0, 2.4, 2.6);
    const rim = new DirectionalLight("#d5f2ee", 0.9);
    rim.position.set(1.6, 2.2, -1.4);
    this.scene.add(sky, key, rim);
  }

  aim(eyes) {
    this.camera.position.set(eyes.x, eyes.y - BELOW + 0.03, eyes.z + AWAY);
    this.camera.lookAt(new Vector3(eyes.x, eyes.y - BELOW, eyes.z));
  }

  // What the picture says of itself: drawn into it, and told to whoever cannot see it.
  say(text) {
    if (this.label.text === text) return;
    this.label.say(text);
    this.canvas.setAttribute("aria-label", text);
  }

  resize() {
    const width = this.place.clientWidth || 1, height = this.place.clientHeight || 1;
    const ratio = Math.min(window.devicePixelRatio || 1, this.most);
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(width, height);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.label.resize(width, height, Math.max(ratio, 1));
    this.render(0);
  }

  // `milliseconds` since the last time: where that is long again and again, it is drawn in fewer pixels.
  render(milliseconds) {
    this.slow = milliseconds > SLOW_MS ? this.slow + 1 : 0;
    if (this.slow > PATIENCE && this.most > COARSE) {
      this.most = COARSE;
      this.resize();
    }
    this.renderer.clear();
    this.renderer.render(this.scene, this.camera);
    this.label.render(this.renderer);
  }

  dispose() {
    this.resized.disconnect();
    this.label.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
    this.canvas.remove();
  }
}
