import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageVersion } from "../../../src/base/files";
import { chooseVariant, kernelVariants } from "../../../src/engine/dense/kernel/instance";
import { nativeFile } from "../../../src/engine/dense/kernel/native";

const folder = mkdtempSync(join(tmpdir(), "lai native "));
after(() => rmSync(folder, { recursive: true }));
const file = nativeFile();
const skip = file === null ? "there is no native kernel here: node native/build.mjs" : false;
const source = join(__dirname, "../../../src");

/** The variant that a process of its own takes, and what it says on stderr. */
function taken(env: Record<string, string>): { variant: string; lines: string[] } {
  const script = `
    const { kernelVariants, usualVariant } = require(${JSON.stringify(join(source, "engine/dense/kernel/instance"))});
    kernelVariants(); // looked for once, however often it is asked for
    process.stdout.write(usualVariant());`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", script], {
    encoding: "utf8",
    env: { ...process.env, LAI_CACHE_DIR: join(folder, "cache"), ...env },
  });
  assert.equal(status, 0, stderr);
  return { variant: stdout, lines: stderr.split("\n").filter((line) => line !== "") };
}

/** A file of that name and content in a folder of its own. */
function put(name: string, content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(folder, "file ")), name);
  writeFileSync(path, content);
  return path;
}

/** A module in JavaScript in place of the native one. */
const script = (body: string): string =>
  put("lai-native.js", `const right = require(${JSON.stringify(file)}); ${body}`);

function patched(change: (bytes: Buffer) => void): string {
  const bytes = readFileSync(file!);
  change(bytes);
  return put("lai-native.node", bytes);
}

function replaceText(bytes: Buffer, from: string, to: string): void {
  let count = 0;
  for (let at = bytes.indexOf(`${from}\0`); at >= 0; at = bytes.indexOf(`${from}\0`, at + 1)) {
    bytes.write(to, at);
    count++;
  }
  assert.ok(count > 0);
}

const BAD: Record<string, [make: () => string, reason: RegExp]> = {
  "that is not there": [() => join(folder, "no-such.node"), /there is no such file$/],
  truncated: [
    () => put("lai-native.node", readFileSync(file!).subarray(0, 20_000)),
    /Error: .*lai-native\.node|its trial ended by SIG/,
  ],
  empty: [() => put("lai-native.node", ""), /Error: .*file too short|Error: /],
  "for another processor": [() => patched((bytes) => bytes.writeUInt16LE(0x2a, 18)), /Error: .*lai-native\.node/],
  "of another version": [
    () => patched((bytes) => replaceText(bytes, packageVersion(), "9.9.9")),
    /it is version 9\.9\.9, ABI 2; this package takes version \S+, ABI 2$/,
  ],
  "of another ABI": [() => script("module.exports = { ...right, abi: 7 };"), /it is version \S+, ABI 7; this package/],
  "that crashes": [() => script("process.kill(process.pid, 'SIGSEGV');"), /its trial ended by SIGSEGV$/],
  "that ends its process": [() => script("process.exit(7);"), /its trial ended with exit code 7$/],
  "without an instruction set that runs here": [
    () => script("module.exports = { ...right, levels: {} };"),
    /it has nothing that this processor runs$/,
  ],
  "that computes something else": [
    () =>
      script(`
        const wrong = (of) => ({ ...of, backward: (memory, network, first, last, tangents) => {
          of.backward(memory, network, first, last, 0);
        } });
        const levels = Object.entries(right.levels).map(([name, of]) => [name, wrong(of)]);
        module.exports = { ...right, levels: Object.fromEntries(levels) };`),
    /its native-\w+ does not compute what WebAssembly does \(\w+\): a number is \S+ instead of \S+$/,
  ],
};

for (const [what, [make, reason]] of Object.entries(BAD)) {
  test(`a native file ${what} is passed over with one line, and WebAssembly goes on`, {
    skip: skip || (what === "for another processor" && process.platform !== "linux"),
  }, () => {
    const path = make();
    for (const run of ["tried", "as it was found before"]) {
      const { variant, lines } = taken({ LAI_NATIVE: path });
      assert.match(variant, /^(relaxed-)?simd$/, run);
      assert.equal(lines.length, 1, lines.join("\n"));
      assert.ok(lines[0].startsWith(`lai-loss: the native kernel ${path} is passed over, WebAssembly computes: `));
      assert.match(lines[0], reason);
    }
  });
}

test("where the native kernel has SSE4.2 alone, WebAssembly computes, unless the native one is asked for", {
  skip: skip || (process.arch !== "x64" && "x86 alone has SSE4.2"),
}, () => {
  const path = script("module.exports = { ...right, levels: { sse42: right.levels.sse42 } };");
  assert.match(taken({ LAI_NATIVE: path, LAI_KERNEL: "" }).variant, /^(relaxed-)?simd$/);
  const asked = taken({ LAI_NATIVE: path, LAI_KERNEL: "native" });
  assert.deepEqual(asked, { variant: "native-sse42", lines: [] });
});

test("a file is tried once: the result lies beside it, or in the cache where it cannot", { skip }, () => {
  const beside = mkdtempSync(join(folder, "beside "));
  const path = join(beside, "lai-native.node");
  copyFileSync(file!, path);
  assert.match(taken({ LAI_NATIVE: path }).variant, /^native-/);
  assert.deepEqual(readdirSync(beside).sort(), ["lai-native.node", "lai-native.node.checked.json"]);
  const kept = JSON.parse(readFileSync(`${path}.checked.json`, "utf8"));
  assert.deepEqual(Object.values(kept.results), [null]);
  const [place] = Object.keys(kept.results);
  writeFileSync(`${path}.checked.json`, JSON.stringify({ ...kept, results: { [place]: "it was put here" } }));
  assert.match(taken({ LAI_NATIVE: path }).lines[0], /: it was put here$/);
  writeFileSync(`${path}.checked.json`, JSON.stringify({ file: "another build", results: { [place]: "of another" } }));
  assert.match(taken({ LAI_NATIVE: path }).variant, /^native-/);
  rmSync(`${path}.checked.json`);
  mkdirSync(`${path}.checked.json`);
  const cache = join(folder, "another cache");
  assert.match(taken({ LAI_NATIVE: path, LAI_CACHE_DIR: cache }).variant, /^native-/);
  assert.match(readdirSync(cache).join(), /^native-[0-9a-f]{16}\.checked\.json$/);
});

test("LAI_KERNEL chooses a kind or a variant, and what it cannot mean is refused", { skip }, () => {
  assert.match(taken({ LAI_KERNEL: "wasm" }).variant, /^(relaxed-)?simd$/);
  assert.match(taken({ LAI_KERNEL: "native" }).variant, /^native-/);
  assert.match(taken({ LAI_KERNEL: "" }).variant, /^native-/);
  for (const variant of kernelVariants()) assert.equal(taken({ LAI_KERNEL: variant }).variant, variant);
  assert.match(taken({ LAI_KERNEL: "native", LAI_NATIVE: "/no-such.node" }).variant, /^(relaxed-)?simd$/);
  process.env.LAI_KERNEL = "fast";
  after(() => delete process.env.LAI_KERNEL);
  assert.throws(() => chooseVariant(), /^ArgumentError: LAI_KERNEL is "fast": set it to one of wasm, native, /);
  assert.match(chooseVariant("native"), /^native-/);
  assert.throws(() => chooseVariant("native-none" as "native"), /^ArgumentError: variant is "native-none": /);
});
