import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageRoot } from "../../src/base/files";
import { onlyLong } from "../long";
import { manifestOf, packForNpm, run, type Tarballs, TRAIN } from "./packed";

/** What npm shows of a copy of lai-loss as it is published: with and without the package of the native kernel for this machine. */
const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), "lai native packages "));
after(() => rmSync(folder, { recursive: true }));
const skip = onlyLong || (spawnSync("cc", ["--version"]).status === 0 ? false : "there is no C compiler here");

/** With a cache of its own, and no choice of a kernel. */
const env = { LAI_CACHE_DIR: join(folder, "cache"), LAI_KERNEL: "", LAI_NATIVE: "" };

/** The tarballs of one packing, made once. */
let packed: Tarballs | undefined;
const tarballs = (): Tarballs => {
  packed ??= packForNpm(join(folder, "packed")).tarballs;
  return packed;
};

/** Installs tarballs in an empty folder and tells what computed a training there. */
function computes(name: string, given: readonly string[]): string {
  const consumer = join(folder, name);
  mkdirSync(consumer);
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name, private: true }));
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...given], consumer, env);
  return run(process.execPath, ["-e", TRAIN], consumer, env).split("\n").at(-2)!;
}

test("with the platform's package the native kernel computes, without it WebAssembly does", { skip }, () => {
  const { own, native } = tarballs();
  assert.match(computes("with", [own, native]), /^native \S+$/);
  assert.match(computes("without", [own]), /^WebAssembly (relaxed )?SIMD$/);
  const asked = run(process.execPath, ["-e", TRAIN], join(folder, "without"), { ...env, LAI_KERNEL: "native" });
  assert.match(
    asked,
    /^WebAssembly (relaxed )?SIMD\n.*lai-loss: there is no native kernel here, WebAssembly computes\n/s,
  );
});

test("the packed copy names the platforms' packages as optional and runs no script; the repository names none", {
  skip,
}, () => {
  const { own, native } = tarballs();
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
  const { optionalDependencies } = manifestOf(own);
  const platforms = Object.entries(optionalDependencies!).filter(([name]) => name.startsWith("lai-loss-native-"));
  assert.equal(platforms.length, 4);
  assert.ok(platforms.every(([, wanted]) => wanted === version));
  const platform = manifestOf(native);
  assert.deepEqual([platform.os, platform.cpu], [[process.platform], [process.arch]]);
  assert.deepEqual(platform.libc, process.platform === "linux" ? ["glibc"] : undefined);
  assert.equal(platform.scripts, undefined);
  assert.doesNotMatch(readFileSync(join(root, "package.json"), "utf8"), /lai-loss-native/);
  assert.doesNotMatch(readFileSync(join(root, "package-lock.json"), "utf8"), /lai-loss-native/);
});

/** A script of native/inspect.mjs over a file; prints what it throws. */
function inspect(file: string, target: string): string {
  const script = `import(${JSON.stringify(join(root, "native", "inspect.mjs"))}).then(({ checkNative }) =>
    checkNative(...process.argv.slice(1))).catch((error) => console.log(error.message));`;
  return run(process.execPath, ["-e", script, file, target], folder).trim();
}

test("a file is taken for the processor that it says itself, with the entry that Node.js calls", { skip }, () => {
  const file = join(folder, "lai-native.node");
  run(process.execPath, [join(root, "native", "build.mjs"), "--out", file], root);
  const [target, other] = process.arch === "x64" ? ["x64", "arm64"] : ["arm64", "x64"];
  assert.equal(inspect(file, `${process.platform}-${target}`), "");
  assert.match(inspect(file, `${process.platform}-${other}`), /is for \w+-\w+, not for \w+-\w+$/);
  const bytes = readFileSync(file);
  const put = (change: (copy: Buffer) => void): string => {
    const copy = Buffer.from(bytes);
    change(copy);
    const path = join(folder, "changed.node");
    writeFileSync(path, copy);
    return inspect(path, `${process.platform}-${target}`);
  };
  const rename = (from: string, to: string) => (copy: Buffer) => {
    for (let at = copy.indexOf(`${from}\0`); at >= 0; at = copy.indexOf(`${from}\0`, at + 1)) copy.write(to, at);
  };
  assert.match(put(rename("napi_register_module_v1", "napi_register_module_v0")), /has no napi_register_module_v1$/);
  assert.match(put(rename("calloc", "caller")), /wants caller, which Node\.js does not have$/);
  assert.match(
    put((copy) => copy.fill(0, 0, 64)),
    /is neither an ELF nor a Mach-O file of 64 bits$/,
  );
});
