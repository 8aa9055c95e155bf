// The avatar: loaded, posed and kept alive by TalkingHead, which is given no sound and no camera of its own.

import { TalkingHead } from "@met4citizen/talkinghead";
import { NAMES } from "./lips.js";

const STEP_MS = 100; // the most that one frame moves it, however long the last one took
const SWAY = 0.35; // how far it turns beside what TalkingHead does by default

// Calm: it breathes, blinks, looks at the reader and now and then past them. No other pose, no mood, no gesture.
function calm(head) {
  const eyes = (least, most) => ({
    alt: [
      { p: 0.7, delay: [800, 4000], dt: [300, [4000, 9000]], vs: { eyeContact: [1] } },
      { delay: [800, 4000], dt: [300, [900, 2200]], vs: { eyesRotateY: [[-most, most]], eyesRotateX: [[-least, least]] } },
    ],
  });
  return {
    baseline: {},
    speech: { deltaRate: 0, deltaPitch: 0, deltaVolume: 0 },
    anims: [
      { name: "breathing", delay: 1400, dt: [1500, 500, 1500], vs: { chestInhale: [0.35, 0.35, 0] } },
      {
        name: "head",
        idle: { delay: [600, 2400], dt: [[2500, 6000]], vs: turns(SWAY) },
        speaking: { delay: [0, 400], dt: [[900, 2200]], vs: turns(SWAY * 0.8) },
      },
      { name: "eyes", idle: eyes(0.12, 0.35), speaking: eyes(0.08, 0.2) },
      head.animTemplateBlink,
      { name: "brows", delay: [1500, 6000], dt: [[300, 600], [800, 2600]], vs: { browInnerUp: [[0, 0.35, 2]] } },
    ],
  };
}

function turns(by) {
  return {
    bodyRotateX: [[-0.05 * by, 0.08 * by]],
    bodyRotateY: [[-0.28 * by, 0.28 * by]],
    bodyRotateZ: [[-0.12 * by, 0.12 * by]],
  };
}

// Upright. TalkingHead takes a head that is bent a quarter of a radian as one that looks ahead.
const BENT = 0.25;
const POSE = {
  standing: true,
  props: {
    "Hips.position": { x: 0, y: 1, z: 0 },
    "Hips.rotation": { x: 0, y: 0, z: 0 },
    "Spine.rotation": { x: 0, y: 0, z: 0 },
    "Spine1.rotation": { x: 0, y: 0, z: 0 },
    "Spine2.rotation": { x: 0, y: 0, z: 0 },
    "Neck.rotation": { x: -BENT, y: 0, z: 0 },
    "Head.rotation": { x: BENT, y: 0, z: 0 },
  },
};

// Without a sound of its own: nothing of it is made, as a page that nobody has clicked may make none.
class Silent extends TalkingHead {
  initAudioGraph() {
    const nothing = async () => {};
    this.audioCtx = { state: "closed", resume: nothing, suspend: nothing, close: nothing };
  }
}

export class Figure {
  // The avatar at `url`, in `scene`. Rejects where it cannot be had, or lacks what a face needs.
  static async load(url, scene, camera) {
    const head = new Silent(document.createElement("div"), {
      avatarOnly: true, avatarOnlyScene: scene, avatarOnlyCamera: camera, lipsyncModules: [], modelFPS: 60,
    });
    head.animMoods.calm = calm(head);
    head.poseTemplates.straight = { ...head.poseTemplates.straight, props: { ...head.poseTemplates.straight.props, ...POSE.props } };
    head.poseName = "straight";
    head.poseCurrentTemplate = head.poseTemplates.straight;
    head.poseBase = head.poseFactory(head.poseCurrentTemplate);
    head.poseTarget = head.poseFactory(head.poseCurrentTemplate, 1);
    head.mtRandomized = ["cheekSquintLeft", "cheekSquintRight"]; // of all that it would move at random, what is not seen
    const figure = new Figure(head);
    await head.showAvatar({ url, avatarMood: "calm" });
    figure.advance(1);
    return figure;
  }

  constructor(head) {
    this.head = head;
  }

  get armature() {
    return this.head.armature;
  }

  // The middle between the eyes, in the scene.
  eyes(vector) {
    const other = vector.clone();
    this.head.objectLeftEye.getWorldPosition(vector);
    this.head.objectRightEye.getWorldPosition(other);
    return vector.add(other).multiplyScalar(0.5);
  }

  speaking(yes) {
    this.head.stateName = yes ? "speaking" : "idle";
    if (yes) this.head.makeEyeContact(1500);
  }

  // How much of each viseme is shown from now on; none: idle movement has the mouth.
  mouth(weights) {
    for (const name of NAMES) {
      const target = this.head.mtAvatar[`viseme_${name}`];
      if (target) Object.assign(target, { realtime: weights ? weights[name] : 0, needsUpdate: true });
    }
  }

  advance(milliseconds) {
    this.head.animate(Math.min(milliseconds, STEP_MS));
  }

  dispose() {
    this.head.dispose();
  }
}
