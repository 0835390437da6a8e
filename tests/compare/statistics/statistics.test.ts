import assert from "node:assert/strict";
import { test } from "node:test";
import { averageRanks, tieSizes } from "../../../src/base/statistics";
import {
  comparePaired,
  effectSize,
  holm,
  pairedTTest,
  wilcoxonSignedRank,
} from "../../../src/compare/statistics/paired";
import { frontMixAtClean, paretoFront } from "../../../src/compare/statistics/pareto";
import { bootstrapInterval, summarise } from "../../../src/compare/statistics/summary";
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

test("a front does not depend on the order of the points", () => {
  const backward = [...points].reverse();
  assert.deepEqual(
    paretoFront(backward).map((i) => backward[i]),
    paretoFront(points).map((i) => points[i]),
  );
});
