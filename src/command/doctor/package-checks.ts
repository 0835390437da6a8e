import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { attempt, type Check, REINSTALL } from "./check";

/** Node.js itself, and the packages that are loaded only when they are used. */
export async function checkPackages(): Promise<Check[]> {
  return [
    await attempt("Node.js", nodeVersion, {
      state: "broken",
      remedy: "install Node.js 20 or newer: https://nodejs.org",
    }),
    await attempt("polars", () => loadedVersion("nodejs-polars"), { state: "broken", remedy: REINSTALL }),
    await attempt("danfojs", () => loadedVersion("danfojs-node"), {
      state: "optional",
      remedy: "only for danfo data frames: npm install danfojs-node",
    }),
  ];
}

function nodeVersion(): string {
  if (Number(process.versions.node.split(".")[0]) < 20) throw new Error(`${process.version} is too old`);
  return process.version;
}

/** Loads a package, which also loads its native part, and tells its version. */
function loadedVersion(name: string): string {
  require(name);
  let folder = dirname(require.resolve(name));
  for (;;) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      if (manifest.name === name) return manifest.version;
    } catch {
      // no package.json in this folder: look one higher
    }
    if (dirname(folder) === folder) return "of unknown version";
    folder = dirname(folder);
  }
}
