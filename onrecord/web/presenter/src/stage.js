// The picture: a camera before the avatar's face, soft light, and the label over it.

import { Color, DirectionalLight, HemisphereLight, NoToneMapping, PerspectiveCamera, Scene, Vector3, WebGLRenderer } from "three";
import { Label } from "./label.js";

const VIEW = 22; // degrees from the picture's lower to its upper edge
const AWAY = 1.15; // metres from the eyes
const BELOW = 0.096; // metres from the eyes to the picture's middle
const RATIO = 2; // of device to CSS pixels, at most: more is not seen

export class Stage {
  constructor(place, text) {
    this.place = place;
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true, powerPreference: "low-power" });
    this.renderer.toneMapping = NoToneMapping;
    this.renderer.autoClear = false;
    this.scene = new Scene();
    this.camera = new PerspectiveCamera(VIEW, 1, 0.1, 10);
    this.label = new Label(text);
    this.lights();
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", text);
    place.append(this.canvas);
    this.resized = new ResizeObserver(() => this.resize());
    this.resized.observe(place);
    this.resize();
  }

  get canvas() {
    return this.renderer.domElement;
  }

  lights() {
    const sky = new HemisphereLight(new Color("#ffffff"), new Color("#8fb3ad"), 2.1);
    const key = new DirectionalLight(new Color("#fff6e8"), 2.1);
    key.position.set(-1.0, 2.4, 2.6);
    const rim = new DirectionalLight(new Color("#d5f2ee"), 0.9);
    rim.position.set(1.6, 2.2, -1.4);
    this.scene.add(sky, key, rim);
  }

  aim(eyes) {
    this.camera.position.set(eyes.x, eyes.y - BELOW + 0.03, eyes.z + AWAY);
    this.camera.lookAt(new Vector3(eyes.x, eyes.y - BELOW, eyes.z));
  }

  resize() {
    const width = this.place.clientWidth || 1, height = this.place.clientHeight || 1;
    const ratio = Math.min(window.devicePixelRatio || 1, RATIO);
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(width, height);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.label.resize(width, height, ratio);
    this.render();
  }

  render() {
    this.renderer.clear();
    this.renderer.render(this.scene, this.camera);
    this.label.render(this.renderer);
  }

  dispose() {
    this.resized.disconnect();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
    this.canvas.remove();
  }
}
