/**
 * Packs what goes to npm: the native kernels, tslab-kernel and lai-loss.
 *
 * node scripts/publish.mjs --out FOLDER [--zig COMMAND | --here] [--repository OWNER/NAME] [--dry-run | --publish]
 *
 * The native kernel for each platform becomes a package of its own, cross-compiled by `zig cc` (PyPI's ziglang: --zig "python -m
 * ziglang cc", the default with python3) and inspected; what this machine cannot run is said to be built and never run. `--here`
 * packs this machine's alone, built by cc. The packed copy of lai-loss names them all as optional dependencies, which the
 * repository's own package.json does not: npm ci would look for packages that are not there yet. `--repository` is written into
 * every package, as npm asks of who publishes with provenance. `--dry-run` has npm check all without an upload; `--publish`
 * uploads, what others depend on first. Wants `npm run build` before.
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

/** Packs a folder with another manifest, and returns the tarball's path. */
function repack(folder, change, scratch, out) {
  const copy = mkdtempSync(join(scratch, "copy-"));
  execFileSync("tar", ["-xzf", pack(folder, scratch), "-C", copy]);
  const path = join(copy, "package", "package.json");
  writeFileSync(path, `${JSON.stringify(change(JSON.parse(readFileSync(path, "utf8"))), null, 2)}\n`);
  return pack(join(copy, "package"), out);
}

async function packPlatform(target, compiler, published, scratch, out) {
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
    ...published,
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  return { tarball: pack(folder, out), tried: target === here ? "passed its trial here" : "built, never run" };
}

/** Whether npm has this version already, as where an earlier run ended in the middle. */
function isThere(tarball) {
  const { name, version } = JSON.parse(
    execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" }),
  );
  return spawnSync("npm", ["view", `${name}@${version}`, "version"], { encoding: "utf8" }).stdout.trim() === version;
}

/** lai-loss as npm packs it, with the platforms' packages as optional dependencies of the same version. */
function packOwn(targets, published, scratch, out) {
  const natives = Object.fromEntries(targets.map((target) => [packageOf(target), own.version]));
  const change = ({ devDependencies, ...manifest }) => ({
    ...manifest, // without development tools: of no use to who installs it, and one of them is this repository itself
    optionalDependencies: { ...manifest.optionalDependencies, ...natives },
    ...published,
  });
  return repack(root, change, scratch, out);
}

async function main({ out, zig, here: onlyHere = false, repository, "dry-run": dryRun = false, publish = false }) {
  if (out === undefined) throw new Error("--out is missing: give the folder for the packages");
  if (repository !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new Error(`--repository is ${repository}: give OWNER/NAME, as on GitHub`);
  if (dryRun && publish) throw new Error("--dry-run and --publish exclude each other: give one of them");
  if (!existsSync(join(root, "dist", "index.js"))) throw new Error("there is no dist: run npm run build first");
  const folder = resolve(out);
  mkdirSync(folder, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "lai-publish-"));
  const published =
    repository === undefined ? {} : { repository: { type: "git", url: `git+https://github.com/${repository}.git` } };
  try {
    const tarballs = [];
    for (const target of onlyHere ? [here] : Object.keys(TARGETS)) {
      const { tarball, tried } = await packPlatform(target, onlyHere ? undefined : zig, published, scratch, folder);
      console.log(`${tarball}: ${tried}`);
      tarballs.push(tarball);
    }
    const kernel = repack(join(root, "jupyter"), (manifest) => ({ ...manifest, ...published }), scratch, folder);
    for (const tarball of [kernel, packOwn(Object.keys(TARGETS), published, scratch, folder)]) {
      console.log(tarball);
      tarballs.push(tarball);
    }
    if (!publish && !dryRun) return;
    for (const tarball of tarballs) {
      if (publish && isThere(tarball)) console.log(`${tarball}: is on npm already`);
      else
        execFileSync("npm", ["publish", "--loglevel", "notice", ...(dryRun ? ["--dry-run"] : []), tarball], {
          stdio: "inherit",
        });
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    zig: { type: "string", default: "python3 -m ziglang cc" },
    here: { type: "boolean" },
    repository: { type: "string" },
    "dry-run": { type: "boolean" },
    publish: { type: "boolean" },
  },
});
main(values).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
