import assert from "node:assert/strict";
import { test } from "node:test";
import { averageRanks, tieSizes } from "../../../src/base/statistics";
import type { MethodRun } from "../../../src/compare/statistics/method-runs";
import {
  comparePaired,
  effectSize,
  holm,
  pairedTTest,
  wilcoxonSignedRank,
} from "../../../src/compare/statistics/paired";
import { frontMixAtClean, paretoFront } from "../../../src/compare/statistics/pareto";
import { bootstrapInterval, summarise } from "../../../src/compare/statistics/summary";
import { changeAtBudget } from "../../../studies/src/statistics/change-at-budget";
import { friedman } from "../../../studies/src/statistics/friedman";
import { assertClose } from "../../assert-close";

test("a summary by hand, with an interval around the mean that the seed repeats", () => {
  const values = [1.02, 2.17, 2.81, 4, 10];
  const summary = summarise(values, { seed: 2 });
  assert.equal(summary.mean, 4);
  assertClose(summary.standardDeviation as number, Math.sqrt((2.98 ** 2 + 1.83 ** 2 + 1.19 ** 2 + 36) / 4), 1e-12);
  const [low, high] = summary.interval as [number, number];
  // BCa over all 5^5 resamples: their means at .0624 and .9948, 2.076 and 8.204; the next mean above is 8.434
  assertClose(low, 2.076, 1e-12);
  assert.ok(8.204 - 1e-12 < high && high < 8.434 + 1e-12, `${high}`);
  assert.deepEqual(summarise(values, { seed: 2 }), summary);
  const more = Array.from({ length: 25 }, (_, i) => i ** 1.7);
  assert.notDeepEqual(summarise(more, { seed: 3 }).interval, summarise(more, { seed: 2 }).interval);
});

test("one value has no spread, equal values have no width", () => {
  assert.deepEqual(summarise([3]), { count: 1, mean: 3, standardDeviation: null, interval: null, level: 0.95 });
  assert.deepEqual(bootstrapInterval([2, 2, 2]), [2, 2]);
  assert.throws(() => summarise([]), /at least 1/);
  assert.throws(() => summarise([1, Number.NaN]), /values\[1\] is NaN/);
  assert.throws(() => summarise([1, 2, 9], { level: 1 }), /level is 1: give a number above 0 and below 1/);
  assert.throws(() => summarise([1, 2, 9], { level: 95 }), /level is 95/);
});

test("an interval of nearly all certainty spans the resamples: no level up to 1 is refused or lost", () => {
  const values = [1.02, 2.17, 2.81, 4, 10];
  const [low, high] = bootstrapInterval(values, { level: 1 - 2 ** -53 });
  // one of 3,125 resamples is five times the smallest, as many five times the largest
  assert.deepEqual([low, high], [1.02, 10]);
});

test("the interval covers the true mean about as often as it says", () => {
  // the mean of 30 uniform numbers, 200 times: within 3 standard errors of .95
  let seed = 12345;
  const uniform = (): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  let covered = 0;
  for (let k = 0; k < 200; k++) {
    const [low, high] = bootstrapInterval(Array.from({ length: 30 }, uniform), { resamples: 400, seed: k });
    if (low <= 0.5 && high >= 0.5) covered++;
  }
  assert.ok(covered > 176 && covered <= 200, `${covered} of 200`);
});

test("the paired t test by hand: differences 1, 2, 3", () => {
  const { t, degrees, pValue } = pairedTTest([2, 4, 6], [1, 2, 3]);
  assertClose(t, 2 * Math.sqrt(3), 1e-12);
  assert.equal(degrees, 2);
  // two degrees: P = 1 - t / sqrt(2 + t^2)
  assertClose(pValue, 1 - t / Math.sqrt(2 + t * t), 1e-9);
  assert.equal(pairedTTest([1, 1], [1, 1]).pValue, 1);
  assert.equal(pairedTTest([2, 3], [1, 2]).pValue, 0);
});

test("Wilcoxon by hand: 5 differences of one sign have P = 2 / 32", () => {
  assert.deepEqual(wilcoxonSignedRank([1, 2, 3, 4, 5], [0, 0, 0, 0, 0]), {
    statistic: 0,
    pValue: 1 / 16,
    count: 5,
    exact: true,
  });
  // ranks 1 2 3, the first negative: rank sums 1 and 5, P = 2 * 2 / 8
  assert.equal(wilcoxonSignedRank([-1, 2, 3], [0, 0, 0]).pValue, 0.5);
  assert.equal(wilcoxonSignedRank([1, 2], [1, 2]).pValue, 1);
});

test("Holm by hand: .01, .04, .03 become .03, .06, .06", () => {
  assertClose(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06], 1e-12);
  assert.deepEqual(holm([0.9, 0.8]), [1, 1]);
  assert.throws(() => holm([1.2]), /pValues\[0\] is 1.2/);
});

test("the effect size by hand: differences 1, 2, 3 have d = 2 and g = 2 (1 - 3 / 7)", () => {
  assertClose(effectSize([1, 2, 3], [0, 0, 0]) as number, (2 * 4) / 7, 1e-12);
  assert.equal(effectSize([1, 1, 1], [0, 0, 0]), null);
});

test("a paired comparison changes sign with its order", () => {
  const [a, b] = [
    [1, 2, 4, 3],
    [2, 2, 5, 6],
  ];
  const [forward, backward] = [comparePaired(a, b), comparePaired(b, a)];
  assert.equal(forward.meanDifference, -1.25);
  assert.equal(backward.meanDifference, 1.25);
  assert.equal(forward.shareLower, 0.875);
  assert.equal(forward.wilcoxon.pValue, backward.wilcoxon.pValue);
  assertClose(forward.tTest.pValue, backward.tTest.pValue, 1e-12);
  assert.throws(() => comparePaired([1, 2], [1, 2, 3]), /one value for each/);
});

test("ranks share ties", () => {
  assert.deepEqual([...averageRanks([10, 20, 10, 5])], [2.5, 4, 2.5, 1]);
  assert.deepEqual(tieSizes([10, 20, 10, 5]), [2]);
});

test("Friedman by hand: three data sets that agree on three methods", () => {
  const result = friedman([
    [1, 2, 3],
    [2, 3, 4],
    [0, 5, 9],
  ]);
  assert.deepEqual(result.averageRanks, [1, 2, 3]);
  assertClose(result.statistic as number, 6, 1e-12); // N (k - 1), the largest possible
  assertClose(result.pValue as number, Math.exp(-3), 1e-9); // chi-square of 2 degrees
  // Demšar's (2006) table: q of .05 for 3 methods is 2.343
  assertClose(result.criticalDifference, 2.343 * Math.sqrt(12 / 18), 1e-3);
  assert.equal(
    friedman([
      [1, 1],
      [2, 2],
    ]).statistic,
    null,
  );
  assert.throws(() => friedman([[1, 2]]), /two data sets/);
  assert.throws(() => friedman([[1, 2], [1]]), /table\[1\]/);
});

const points = [
  { clean: 1, robust: 5 },
  { clean: 2, robust: 3 },
  { clean: 3, robust: 4 },
  { clean: 4, robust: 1 },
  { clean: 2, robust: 3 },
];

test("the Pareto front and its interpolation by hand", () => {
  assert.deepEqual(paretoFront(points), [0, 1, 3]);
  assert.equal(frontMixAtClean(points, 0.9), null);
  assert.deepEqual(frontMixAtClean(points, 1), [{ index: 0, share: 1 }]);
  assert.deepEqual(frontMixAtClean(points, 3.5), [
    { index: 1, share: 0.25 },
    { index: 3, share: 0.75 },
  ]);
  assert.deepEqual(frontMixAtClean(points, 9), [{ index: 3, share: 1 }]);
  assert.throws(() => frontMixAtClean([], 1), /at least one point/);
});

const run = (setting: string, seed: number, clean: number, robust: number, testClean = clean, testRobust = robust) => ({
  setting,
  seed,
  validation: { clean, robust },
  test: { clean: testClean, robust: testRobust },
});

test("the change at a budget by hand: the strong setting is too dear, the middle one is chosen on validation", () => {
  const baseline: MethodRun[] = [run("plain", 0, 1, 2, 1, 2), run("plain", 1, 1, 2, 1, 4)];
  const method = [0, 1].flatMap((seed) => [
    run("weak", seed, 1, 1.9),
    run("middle", seed, 1.02, 1.5, 1.05, 1),
    run("strong", seed, 1.2, 1),
  ]);
  const result = changeAtBudget(method, baseline, { budget: 0.02 });
  assert.deepEqual(
    result.chosen.map((choice) => choice.setting),
    ["middle", "middle"],
  );
  assertClose(result.robustChange?.mean as number, (-0.5 - 0.75) / 2, 1e-12);
  assertClose(result.cleanChange?.mean as number, 0.05, 1e-12);
  assert.equal(result.paired?.meanDifference, -2);
  assert.equal(changeAtBudget(method, baseline, { budget: 0.5 }).chosen[0].setting, "strong");
});

test("seed by seed, a seed without an affordable setting is left out and shown", () => {
  const baseline: MethodRun[] = [run("plain", 0, 1, 2), run("plain", 1, 1, 2)];
  const method: MethodRun[] = [run("a", 0, 1, 1), run("a", 1, 2, 1)];
  const result = changeAtBudget(method, baseline, { select: "seed" });
  assert.deepEqual(result.chosen, [
    { seed: 0, setting: "a" },
    { seed: 1, setting: null },
  ]);
  assert.equal(result.count, 1);
  assert.equal(result.paired, null);
  assert.equal(changeAtBudget([run("a", 0, 9, 1), run("a", 1, 9, 1)], baseline).robustChange, null);
});

test("a run whose errors are NaN, or the null of a file, is refused by name: it would pass for the best", () => {
  const baseline: MethodRun[] = [run("plain", 0, 1, 2), run("plain", 1, 1, 2)];
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, null as unknown as number]) {
    const method = [run("a", 0, 1, 1), run("a", 1, 1, bad)];
    assert.throws(
      () => changeAtBudget(method, baseline),
      /method "a", seed 1, validation.robust is (NaN|Infinity|null)/,
    );
    assert.throws(
      () => changeAtBudget(baseline, [run("p", 0, bad, 1), run("p", 1, 1, 1)]),
      /baseline "p", seed 0, validation.clean/,
    );
  }
});

test("runs with missing or repeated seeds are refused", () => {
  const baseline: MethodRun[] = [run("plain", 0, 1, 2), run("plain", 1, 1, 2)];
  assert.throws(() => changeAtBudget([run("a", 0, 1, 1)], baseline), /0 runs of .*exactly one/);
  assert.throws(() => changeAtBudget([...baseline, run("plain", 1, 1, 1)], baseline), /exactly one/);
  assert.throws(() => changeAtBudget(baseline, [...baseline, run("other", 1, 1, 2)]), /one run a seed/);
  assert.throws(() => changeAtBudget([], baseline), /at least one run/);
  assert.throws(() => changeAtBudget([...baseline, run("plain", 2, 1, 1)], baseline), /"plain" runs of the seeds 0, 1/);
});

test("statistics over seeds do not depend on the order of the seeds, nor the tests on the unit", () => {
  const first = [0.61, 0.58, 0.66, 0.6, 0.63, 0.59, 0.7];
  const second = [0.63, 0.57, 0.7, 0.64, 0.69, 0.6, 0.71];
  const order = [3, 6, 0, 2, 5, 1, 4];
  const a = comparePaired(first, second);
  const turned = comparePaired(
    order.map((i) => first[i]),
    order.map((i) => second[i]),
  );
  const scaled = comparePaired(
    first.map((value) => 1000 * value),
    second.map((value) => 1000 * value),
  );
  assertClose(turned.meanDifference, a.meanDifference, 1e-12);
  assertClose(scaled.meanDifference, 1000 * a.meanDifference, 1e-9);
  for (const b of [turned, scaled]) {
    assertClose([b.tTest.t, b.tTest.pValue], [a.tTest.t, a.tTest.pValue], 1e-9);
    assertClose([b.wilcoxon.statistic, b.wilcoxon.pValue], [a.wilcoxon.statistic, a.wilcoxon.pValue], 1e-9);
    assertClose(b.effectSize as number, a.effectSize as number, 1e-9);
    assert.equal(b.shareLower, a.shareLower);
  }
  assert.equal(holm([0.04, 0.01, 0.2])[1], holm([0.01, 0.2, 0.04])[0]);
});

test("ranks and fronts do not depend on the order of data sets and points, nor ranks on each set's unit", () => {
  const table = [
    [1, 2, 3.5],
    [0.2, 0.1, 0.5],
    [7, 8, 9],
    [3, 1, 2],
  ];
  const a = friedman(table);
  const b = friedman([...table].reverse().map((row, i) => row.map((value) => 10 ** i * Math.exp(value))));
  assertClose([...b.averageRanks, b.statistic as number], [...a.averageRanks, a.statistic as number], 1e-12);
  const columns = friedman(table.map(([x, y, z]) => [z, x, y]));
  assertClose(columns.averageRanks, [a.averageRanks[2], a.averageRanks[0], a.averageRanks[1]], 1e-12);
  const backward = [...points].reverse();
  assert.deepEqual(
    paretoFront(backward).map((i) => backward[i]),
    paretoFront(points).map((i) => points[i]),
  );
});

test("the change at a budget does not depend on the order of the runs", () => {
  const baseline = [0, 1, 2].flatMap((seed) => [run("a", seed, 1 + 0.1 * seed, 4), run("b", seed, 3 + seed, 2)]);
  const method = [0, 1, 2].flatMap((seed) => [run("x", seed, 2, 2.4 + seed), run("y", seed, 1.15, 3)]);
  const plain = baseline.filter(({ setting }) => setting === "a");
  const turn = <T>(runs: readonly T[]): T[] => [...runs].reverse();
  const [one, other] = [
    changeAtBudget(method, plain, { budget: 0.2 }),
    changeAtBudget(turn(method), turn(plain), { budget: 0.2 }),
  ];
  assertClose(other.robustChange?.mean as number, one.robustChange?.mean as number, 1e-12);
  assert.equal(other.count, one.count);
});
