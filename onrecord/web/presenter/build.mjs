// Puts the presenter together: `node build.mjs FOLDER`. One script, and the licences of what is inside.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const folder = process.argv[2];
// What TalkingHead imports and a face without a camera, motion files and statistics of its own never calls.
const UNUSED = {
  "OrbitControls.js": "OrbitControls", "DRACOLoader.js": "DRACOLoader", "FBXLoader.js": "FBXLoader",
  "RoomEnvironment.js": "RoomEnvironment", "stats.module.js": "Stats",
};

const lean = {
  name: "lean",
  setup(made) {
    made.onResolve({ filter: /^three\/addons\// }, ({ path, importer }) => {
      const file = path.split("/").at(-1);
      if (file in UNUSED) return { path: file, namespace: "unused" };
      if (file === "GLTFLoader.js" && importer.includes("talkinghead"))
        return { path: join(here, "src/loading.js") };
      return null;
    });
    made.onLoad({ filter: /.*/, namespace: "unused" }, ({ path }) => {
      const name = UNUSED[path];
      return { contents: name === "Stats" ? "export default class {}" : `export class ${name} {}` };
    });
  },
};

await mkdir(folder, { recursive: true });
await build({
  entryPoints: [join(here, "src/presenter.js")],
  outfile: join(folder, "presenter.js"),
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  plugins: [lean],
});
const licences = [["three.js", "three"], ["TalkingHead", "@met4citizen/talkinghead"]];
const texts = await Promise.all(licences.map(async ([name, at]) => {
  const { version } = JSON.parse(await readFile(join(here, "node_modules", at, "package.json"), "utf8"));
  return `${name} ${version}\n\n${await readFile(join(here, "node_modules", at, "LICENSE"), "utf8")}`;
}));
await writeFile(join(folder, "LICENCES.txt"), texts.join("\n\n"));
