// What the picture says of itself: words on a plate, drawn into the picture.

import {
  CanvasTexture, LinearFilter, Mesh, MeshBasicMaterial, OrthographicCamera, PlaneGeometry, Scene, SRGBColorSpace,
} from "three";

const SIZE = 13, LINE = 17, SIDE = 11, ABOVE = 7, MARGIN = 8, ROUND = 12; // CSS pixels
const PLATE = "#fbfaf6", INK = "#173f3c";
const FONT = `600 ${SIZE}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif`;

function lines(pen, text, most) {
  const found = [""];
  for (const word of text.split(" ")) {
    const longer = found.at(-1) ? `${found.at(-1)} ${word}` : word;
    if (found.at(-1) && pen.measureText(longer).width > most) found.push(word);
    else found[found.length - 1] = longer;
  }
  return found;
}

export class Label {
  constructor() {
    this.text = "";
    this.canvas = document.createElement("canvas");
    this.texture = new CanvasTexture(this.canvas);
    this.texture.colorSpace = SRGBColorSpace;
    this.texture.minFilter = LinearFilter;
    this.texture.generateMipmaps = false;
    const material = new MeshBasicMaterial({ map: this.texture, transparent: true, depthTest: false });
    this.plate = new Mesh(new PlaneGeometry(1, 1), material);
    this.scene = new Scene();
    this.scene.add(this.plate);
    this.camera = new OrthographicCamera();
    this.size = [1, 1, 1];
  }

  say(text) {
    this.text = text;
    this.draw();
  }

  // For a picture of so many CSS pixels, of `ratio` device pixels each.
  resize(width, height, ratio) {
    this.size = [width, height, ratio];
    Object.assign(this.camera, { left: 0, right: width, top: height, bottom: 0, near: 0, far: 2 });
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    const [width, , ratio] = this.size;
    const pen = this.canvas.getContext("2d");
    pen.font = FONT;
    const rows = lines(pen, this.text, width - 2 * (MARGIN + SIDE));
    const widest = Math.max(...rows.map((row) => pen.measureText(row).width));
    const wide = Math.min(Math.ceil(widest) + 2 * SIDE, width), tall = rows.length * LINE + 2 * ABOVE;
    this.canvas.width = wide * ratio;
    this.canvas.height = tall * ratio;
    pen.scale(ratio, ratio);
    pen.fillStyle = PLATE;
    pen.beginPath();
    pen.roundRect(0, 0, wide, tall, ROUND);
    pen.fill();
    Object.assign(pen, { font: FONT, fillStyle: INK, textAlign: "center", textBaseline: "middle" });
    rows.forEach((row, at) => pen.fillText(row, wide / 2, ABOVE + LINE * (at + 0.5)));
    this.texture.dispose(); // its size has changed
    this.texture.needsUpdate = true;
    this.plate.scale.set(wide, tall, 1);
    this.plate.position.set(width / 2, MARGIN + tall / 2, -1);
  }

  render(renderer) {
    renderer.clearDepth();
    renderer.render(this.scene, this.camera);
  }

  dispose() {
    this.texture.dispose();
    this.plate.geometry.dispose();
    this.plate.material.dispose();
  }
}
