import assert from "node:assert/strict";
import { test } from "node:test";
import { effectSize, holm, pairedTTest, wilcoxonSignedRank } from "../../../src/compare/statistics/paired";
import { frontMixAtClean, paretoFront } from "../../../src/compare/statistics/pareto";
import { bootstrapInterval } from "../../../src/compare/statistics/summary";
import { assertClose } from "../../assert-close";
import { reference } from "../../measure/dense-predictor";

const expected = reference.statistics;

test("the paired t test agrees with SciPy", () => {
  const { t, pValue, interval } = pairedTTest(expected.a, expected.b);
  assertClose([t, pValue, ...interval], [expected.t.t, expected.t.pValue, ...expected.t.interval], 1e-12);
});

test("the tail of Student's t agrees with SciPy, far out too", () => {
  for (const { t, degrees, pValue } of expected.tails) {
    // a sample with mean t / sqrt(n) and standard deviation 1 has the statistic t
    const n = degrees + 1;
    const base = Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
    const spread = Math.sqrt(base.reduce((sum, value) => sum + value * value, 0) / (n - 1));
    const values = base.map((value) => value / spread + t / Math.sqrt(n));
    const result = pairedTTest(values, new Array(n).fill(0));
    assertClose(result.pValue / pValue, 1, 1e-9);
  }
});

test("Wilcoxon's test agrees with SciPy: exact, exact with ties and zeros, and approximate", () => {
  const exact = wilcoxonSignedRank(expected.a, expected.b);
  assert.equal(exact.exact, true);
  assertClose([exact.statistic, exact.pValue], [expected.wilcoxon.statistic, expected.wilcoxon.pValue], 1e-12);
  // rounded, so that differences that are equal on paper are ties
  const rounded = (a: number[], b: number[]): number[] => a.map((value, i) => Number((value - b[i]).toFixed(10)));
  const zeros = (length: number): number[] => new Array(length).fill(0);
  const { tied, long } = expected;
  const ties = wilcoxonSignedRank(rounded(tied.a, tied.b), zeros(tied.a.length));
  assertClose([ties.statistic, ties.pValue], [tied.statistic, tied.pValue], 1e-12);
  const approximate = wilcoxonSignedRank(rounded(long.a, long.b), zeros(long.a.length));
  assert.equal(approximate.exact, false);
  assertClose([approximate.statistic, approximate.pValue], [long.statistic, long.pValue], 1e-9);
});

test("exact signed-rank tests of 22 samples with ties and zeros, 4 to 14 pairs, agree with SciPy's permutations", () => {
  assert.equal(expected.tiedMany.length, 22);
  for (const { d, statistic, pValue } of expected.tiedMany) {
    const result = wilcoxonSignedRank(d, new Array(d.length).fill(0));
    assertClose([result.statistic, result.pValue], [statistic, pValue], 1e-12, `${d}`);
    assert.equal(result.count, d.filter((value: number) => value !== 0).length);
  }
});

test("BCa intervals agree with SciPy's within the luck of the resampling", () => {
  const interval = bootstrapInterval(expected.skewed.values, { resamples: 50_000, seed: 5 });
  assertClose(interval, expected.skewed.interval, 0.015);
  const differences = expected.a.map((value: number, i: number) => value - expected.b[i]);
  assertClose(bootstrapInterval(differences, { resamples: 50_000 }), expected.difference.interval, 1e-3);
});

test("Holm's correction agrees with statsmodels", () => {
  assertClose(holm(expected.holm.pValues), expected.holm.adjusted, 1e-12);
});

test("the effect size's correction is Hedges' gamma function to .1 %", () => {
  const size = effectSize(expected.a, expected.b) as number;
  assertClose(size / expected.effectSize.value, 1, 1e-3);
  assertClose(expected.effectSize.exactCorrection, 1 - 3 / 35, 1e-3); // 10 pairs
});

test("the front agrees with pymoo's, and the error at matched clean error with NumPy's interpolation", () => {
  const { points, front, cleans, robust } = expected.matched;
  const pairs = points.map(([clean, error]: [number, number]) => ({ clean, robust: error }));
  assert.deepEqual(
    paretoFront(pairs).map((i) => points[i]),
    front,
  );
  assert.ok(cleans.at(-1) > front.at(-1)[0], "some lie beyond the front's end");
  for (const [i, clean] of cleans.entries()) {
    const mixed = frontMixAtClean(pairs, clean)!.reduce(
      (sum, { index, share }) => sum + share * pairs[index].robust,
      0,
    );
    assertClose(mixed, robust[i], 1e-12, `at ${clean}`);
  }
  assert.equal(frontMixAtClean(pairs, cleans[0] - 1e-9), null);
});
