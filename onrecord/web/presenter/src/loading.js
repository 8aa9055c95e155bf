// The loader of avatars, for pages that fetch from their own server alone: pictures inside a file are decoded from its
// bytes, where the usual loader would fetch them from an address of type blob:.

import { Texture } from "three";
import { GLTFLoader as Usual } from "three/addons/loaders/GLTFLoader.js";

const WRAPS = { 33071: 1001, 33648: 1002, 10497: 1000 }; // OpenGL's numbers, and three's own

// Its message is the server's own line, for whoever wanted to see the face.
class Refused extends Error {
  told = true;
}

class Pictures {
  constructor(parser) {
    this.parser = parser;
    this.name = "pictures_inside";
  }

  loadTexture(at) {
    const { textures, images } = this.parser.json;
    const image = images?.[textures[at].source];
    return image?.bufferView === undefined ? null : this.texture(at, image);
  }

  async texture(at, image) {
    const bytes = await this.parser.getDependency("bufferView", image.bufferView);
    const blob = new Blob([bytes], { type: image.mimeType });
    const texture = new Texture(await createImageBitmap(blob, { colorSpaceConversion: "none" }));
    const { samplers, textures } = this.parser.json;
    const sampler = samplers?.[textures[at].sampler] ?? {};
    texture.wrapS = WRAPS[sampler.wrapS ?? 10497];
    texture.wrapT = WRAPS[sampler.wrapT ?? 10497];
    texture.flipY = false;
    texture.needsUpdate = true;
    this.parser.associations.set(texture, { textures: at });
    return texture;
  }
}

export class GLTFLoader extends Usual {
  constructor(manager) {
    super(manager);
    this.register((parser) => new Pictures(parser));
  }

  async loadAsync(url) {
    const reply = await fetch(url);
    if (!reply.ok) throw new Refused(await line(reply));
    return this.parseAsync(await reply.arrayBuffer(), "");
  }
}

export async function line(reply) {
  const plain = (reply.headers.get("Content-Type") ?? "").startsWith("text/plain");
  return plain ? (await reply.text()).trim() : `The presenter cannot be had (${reply.status}).`;
}
