import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repeats } from "../../tests/long";
import { copyPackages, fingerprintOf, INSTALLED } from "./copied-packages";

/** One constant of each room, and what it becomes; the first one is always tried. */
const CHANGES: [file: string, from: string, to: string][] = [
  ["engine/dense/kernel/update.js", "1 - adam.beta1 ** step", "1.0001 - adam.beta1 ** step"],
  ["base/random.js", "u * scale", "u * scale * 1.0001"],
  ["data/split-blocks.js", '"split")', '"another split")'],
  ["loss/base-loss.js", "out.derivative = 2 * error", "out.derivative = 2.0001 * error"],
  ["loss/multiplier.js", "(-half * out.value)", "(-1.0001 * half * out.value)"],
  ["engine/adam.js", "(1 - beta1) * g", "(1.0001 - beta1) * g"],
  ["engine/tape/right-gradients.js", "tf.mul(4, ", "tf.mul(4.001, "],
  ["measure/presets.js", "sigmas: [0.1, 0.3, 1]", "sigmas: [0.1, 0.31, 1]"],
  ["measure/presets.js", "radius: 0.5, steps: 5", "radius: 0.51, steps: 5"],
  ["label-noise.js", "noise.sd * draws", "noise.sd * 1.01 * draws"],
];

test("a number that is changed anywhere changes the fingerprint", async (t) => {
  const copy = copyPackages(t);
  const found = [await fingerprintOf(INSTALLED)];
  for (const [file, from, to] of CHANGES.slice(0, repeats({ short: 1, long: CHANGES.length }))) {
    const path = join(file.startsWith("label-noise") ? copy.studies : copy.lai, file);
    const code = readFileSync(path, "utf8");
    const changed = code.replace(from, to);
    assert.notEqual(changed, code, `${file} has no ${from}`);
    writeFileSync(path, changed);
    found.push(await fingerprintOf(copy));
    writeFileSync(path, code);
  }
  assert.equal(new Set(found).size, found.length, found.join(" "));
  assert.equal(await fingerprintOf(copy), found[0]);
});
