/**
 * Packs what goes to npm: node scripts/publish.mjs --out FOLDER [--zig COMMAND | --here] [--publish]
 *
 * The native kernel for each platform becomes a package of its own, cross-compiled by `zig cc` (PyPI's ziglang: --zig "python -m
 * ziglang cc", the default with python3) and inspected; what this machine cannot run is said to be built and never run. `--here`
 * packs this machine's alone, built by cc. The packed copy of lai-loss names them all as optional dependencies, which the
 * repository's own package.json does not: npm ci would look for packages that are not there yet. Nothing is uploaded without
 * --publish, and then the platforms go first. Wants `npm run build` before.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildNative, TARGETS } from "../native/build.mjs";
import { checkNative } from "../native/inspect.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const own = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const here = `${process.platform}-${process.arch}`;
const packageOf = (target) => `lai-loss-native-${target}`;

/** Packs a folder and returns the tarball's path. */
function pack(folder, out) {
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", out], {
    cwd: folder,
  });
  return join(out, String(packed).trim().split("\n").at(-1));
}

/** Whether the file passes the trial beside WebAssembly on this machine. */
function passesHere(file) {
  const trial = join(root, "dist", "engine", "dense", "kernel", "native-trial.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [trial, file], { encoding: "utf8" });
  if (status !== 0 || stdout.trim() !== "passed") throw new Error(`${file} fails its trial here: ${stderr || status}`);
}

async function packPlatform(target, compiler, scratch, out) {
  const folder = join(scratch, target);
  mkdirSync(folder);
  const file = join(folder, "lai-native.node");
  await buildNative({ out: file, target: compiler === undefined ? undefined : target, compiler });
  checkNative(file, target);
  if (target === here) passesHere(file);
  const [os, cpu] = target.split("-");
  const manifest = {
    name: packageOf(target),
    version: own.version,
    description: `The native kernel of lai-loss for ${target}. Installed with lai-loss, of no use alone.`,
    license: own.license,
    os: [os],
    cpu: [cpu],
    ...(os === "linux" ? { libc: ["glibc"] } : {}),
    main: "lai-native.node",
    files: ["lai-native.node"],
    engines: own.engines,
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  return { tarball: pack(folder, out), tried: target === here ? "passed its trial here" : "built, never run" };
}

/** lai-loss as npm packs it, with the platforms' packages as optional dependencies of the same version. */
function packOwn(targets, scratch, out) {
  const copy = join(scratch, "own");
  mkdirSync(copy);
  execFileSync("tar", ["-xzf", pack(root, scratch), "-C", copy]);
  const path = join(copy, "package", "package.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  const natives = Object.fromEntries(targets.map((target) => [packageOf(target), own.version]));
  manifest.optionalDependencies = { ...manifest.optionalDependencies, ...natives };
  delete manifest.devDependencies; // of no use to who installs it; one of them is this repository itself
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return pack(join(copy, "package"), out);
}

async function main({ out, zig, here: onlyHere = false, publish = false }) {
  if (out === undefined) throw new Error("--out is missing: give the folder for the packages");
  if (!existsSync(join(root, "dist", "index.js"))) throw new Error("there is no dist: run npm run build first");
  const folder = resolve(out);
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "lai-publish-"));
  try {
    const tarballs = [];
    for (const target of onlyHere ? [here] : Object.keys(TARGETS)) {
      const { tarball, tried } = await packPlatform(target, onlyHere ? undefined : zig, scratch, folder);
      console.log(`${tarball}: ${tried}`);
      tarballs.push(tarball);
    }
    tarballs.push(packOwn(Object.keys(TARGETS), scratch, folder));
    console.log(tarballs.at(-1));
    if (publish) for (const tarball of tarballs) execFileSync("npm", ["publish", tarball], { stdio: "inherit" });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    zig: { type: "string", default: "python3 -m ziglang cc" },
    here: { type: "boolean" },
    publish: { type: "boolean" },
  },
});
main(values).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
