import assert from "node:assert/strict";
import { test } from "node:test";
import type { MethodRun } from "../../../src/measure/statistics/comparison";
import { differenceAtMeanClean } from "../../../src/measure/statistics/matched-means";
import { assertClose } from "../../assert-close";

const run = (setting: string, seed: number, clean: number, robust: number): MethodRun => {
  return { setting, seed, validation: { clean, robust }, test: { clean, robust } };
};

/** a: mean clean 1, robust 3; b: mean clean 2, robust 1; c is worse than b in both. */
const reference = [
  ...[run("a", 0, 0.5, 2), run("a", 1, 1.5, 4)],
  ...[run("b", 0, 2, 1), run("b", 1, 2, 1)],
  ...[run("c", 0, 3, 2), run("c", 1, 3, 2)],
];

test("two settings of the reference are mixed so that their mean clean error is the method's", () => {
  const { difference, paired, mix } = differenceAtMeanClean([run("m", 0, 1, 3), run("m", 1, 1.5, 1.75)], reference);
  // mean clean 1.25: 75 % a and 25 % b, robust 1.75 and 3.25 on the two seeds
  assert.deepEqual(mix, [
    { setting: "a", share: 0.75 },
    { setting: "b", share: 0.25 },
  ]);
  assertClose(difference!.mean, (3 / 1.75 - 1 + (1.75 / 3.25 - 1)) / 2, 1e-12);
  assertClose(paired!.meanDifference, (3 - 1.75 + (1.75 - 3.25)) / 2, 1e-12);
});

test("beyond the front's last point its last setting stands; before its first nothing does", () => {
  const after = differenceAtMeanClean([run("m", 0, 5, 2), run("m", 1, 5, 1)], reference);
  assert.deepEqual(after.mix, [{ setting: "b", share: 1 }]);
  assertClose(after.difference!.mean, 0.5, 1e-12);
  const before = differenceAtMeanClean([run("m", 0, 0.9, 2), run("m", 1, 0.9, 1)], reference);
  assert.deepEqual(before, { difference: null, paired: null, mix: [] });
});

test("a setting that is a point of the reference's front differs from it by nothing", () => {
  const { difference } = differenceAtMeanClean([run("m", 0, 2, 1), run("m", 1, 2, 1)], reference);
  assert.equal(difference!.mean, 0);
});

test("each setting of the reference needs one run a seed", () => {
  assert.throws(
    () => differenceAtMeanClean([run("m", 0, 1, 1), run("m", 2, 1, 1)], reference),
    /0 runs of .*a.* with seed 2/,
  );
  assert.throws(() => differenceAtMeanClean([], reference), /at least one run/);
});
