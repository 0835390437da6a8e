import assert from "node:assert/strict";
import { test } from "node:test";
import { differenceAtMeanClean, type MethodRun } from "../../../src/compare/statistics/difference-at-mean-clean";
import { assertClose } from "../../assert-close";

const run = (setting: string, seed: number, clean: number, robust: number): MethodRun => {
  return { setting, seed, test: { clean, robust } };
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

test("the reference is one mix for all seeds: its luckiest setting on each seed is not taken", () => {
  // b and c are equal on average, and one of them is lucky on each seed: matched seed by seed plain would lose 5/3 - 1
  const lucky = [...[run("b", 0, 1, 3), run("b", 1, 1, 7)], ...[run("c", 0, 1, 7), run("c", 1, 1, 3)]];
  const { difference, mix } = differenceAtMeanClean([run("m", 0, 1, 5), run("m", 1, 1, 5)], lucky);
  assert.deepEqual(mix, [{ setting: "b", share: 1 }]);
  assertClose(difference!.mean, (5 / 3 - 1 + (5 / 7 - 1)) / 2, 1e-12);
});

test("the order of the runs does not matter", () => {
  const setting = [run("m", 0, 1, 3), run("m", 1, 1.5, 1.75)];
  assert.deepEqual(
    differenceAtMeanClean([...setting].reverse(), [...reference].reverse()),
    differenceAtMeanClean(setting, reference),
  );
});

test("a setting that is a point of the reference's front differs from it by nothing", () => {
  const { difference } = differenceAtMeanClean([run("m", 0, 2, 1), run("m", 1, 2, 1)], reference);
  assert.equal(difference!.mean, 0);
});

test("each setting of the reference needs one run a seed", () => {
  assert.throws(
    () => differenceAtMeanClean([run("m", 0, 1, 1), run("m", 2, 1, 1)], reference),
    /reference is \[0,1\]: give "a" one run for each of the seeds 0, 2/,
  );
  const m = [run("m", 0, 1, 1), run("m", 1, 1, 1)];
  assert.throws(
    () => differenceAtMeanClean(m, [...reference, run("a", 2, 1, 1)]),
    /reference is \[0,1,2\]: give "a" one run for each of the seeds 0, 1/,
  );
  assert.throws(() => differenceAtMeanClean([...m, run("n", 0, 1, 1), run("n", 1, 1, 1)], reference), /one setting/);
  assert.throws(() => differenceAtMeanClean([], reference), /setting is .*at least one run/);
  assert.throws(() => differenceAtMeanClean(m, []), /reference is .*at least one run/);
});

test("a test error that is NaN, or the null of a file, is refused by name: it would pass for the best", () => {
  const m = [run("m", 0, 1, 1), run("m", 1, 1, 1)];
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, null as unknown as number]) {
    const broken = [run("x", 0, 1, 1), run("x", 1, 1, bad)];
    assert.throws(
      () => differenceAtMeanClean(broken, reference),
      /setting "x", seed 1, test.robust is (NaN|Infinity|null)/,
    );
    assert.throws(() => differenceAtMeanClean(m, [...reference, ...broken]), /reference "x", seed 1, test.robust/);
  }
});
