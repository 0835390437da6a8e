import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { packageRoot } from "../../../src/base/files";
import * as modules from "../../../src/engine/dense/kernel/modules";
import * as browserModules from "../../../src/engine/dense/kernel/modules.browser";
import { ACTIVATION_NAMES } from "../../../src/model/activation";

const CODE = 10;
const DATA = 11;

/** The sections of a WebAssembly module: what is before the code says which memory it is given. */
function sectionsOf(base64: string): Map<number, string> {
  const bytes = Buffer.from(base64, "base64");
  const sections = new Map<number, string>();
  for (let at = 8; at < bytes.length; ) {
    const id = bytes[at++];
    let length = 0; // LEB128
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    sections.set(id, bytes.toString("hex", at, at + length));
    at += length;
  }
  return sections;
}

test("the modules of a browser run the same code as Node's, on a memory that is not shared", () => {
  assert.deepEqual([modules.SHARED, browserModules.SHARED], [true, false]);
  const pairs = [
    [modules.SIMD_MODULE, browserModules.SIMD_MODULE],
    [modules.RELAXED_SIMD_MODULE, browserModules.RELAXED_SIMD_MODULE],
  ];
  for (const [shared, alone] of pairs.map((pair) => pair.map(sectionsOf))) {
    assert.ok(shared.get(CODE)!.length > 20_000);
    assert.deepEqual(alone.get(CODE), shared.get(CODE));
    const memory = "03656e76066d656d6f727902"; // the import "env" "memory", of the kind memory
    assert.ok(shared.get(2)!.endsWith(`${memory}0301808004`), "shared, from 1 to 65,536 pages");
    assert.ok(alone.get(2)!.endsWith(`${memory}0001`), "not shared, from 1 page on");
    assert.ok(!shared.has(DATA) && !alone.has(DATA), "data would be written over what threads share");
  }
});

test("the kernel's activations stand in the order of ACTIVATION_NAMES", () => {
  const source = readFileSync(join(packageRoot(), "native", "elementwise.h"), "utf8");
  const cases = [...source.matchAll(/case (\d+): ACTIVATE\((\w+)\(/g)];
  assert.deepEqual(
    cases.map((found) => Number(found[1])),
    ACTIVATION_NAMES.map((_, i) => i),
  );
  const otherNames: Record<string, string> = {
    leakyRelu: "leaky_relu",
    selu: "elu", // with another scale
    hardSigmoid: "hard_sigmoid",
    tanh: "hyperbolic_tangent",
  };
  const functions = ACTIVATION_NAMES.map((name) => otherNames[name] ?? name);
  assert.deepEqual(
    cases.map((found) => found[2]),
    functions,
  );
});
