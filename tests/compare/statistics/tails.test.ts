import assert from "node:assert/strict";
import { test } from "node:test";
import { normalTails, pairedTTest, studentTails, wilcoxonSignedRank } from "../../../src/compare/statistics/paired";
import { rankCorrelation } from "../../../src/compare/statistics/rank-correlation";

/** Relative, as a tail of 1e-200 must be right to its digits too. */
function assertRelative(actual: number, expected: number, tolerance: number, label: string): void {
  assert.ok(Math.abs(actual / expected - 1) <= tolerance, `${label}: ${actual}, expected ${expected}`);
}

// all expected values are SciPy's 1.17.1

test("the tails of Student's t agree with SciPy down to 1e-255, on either side", () => {
  // 2 * scipy.stats.t.sf(t, degrees)
  for (const [t, degrees, p] of [
    ...[
      [0.01, 1, 0.993634014470186],
      [1.5, 2, 0.2723931248910011],
      [12, 4, 0.000276428548502973],
    ],
    ...[
      [1e8, 4, 5.999999999999997e-32],
      [1e20, 4, 6e-80],
      [50, 19, 1.2440279578064896e-21],
    ],
    ...[
      [1e14, 19, 2.54103530124439e-255],
      [9, 49, 5.89568833583773e-12],
      [8, 10_000, 1.3821208729065301e-15],
    ],
    [Math.sqrt(1000), 5, 5.938297253037585e-7],
  ]) {
    assertRelative(studentTails(t, degrees), p, 1e-10, `t ${t}, ${degrees} degrees`);
    assert.equal(studentTails(-t, degrees), studentTails(t, degrees));
  }
  assert.equal(studentTails(0, 4), 1);
  assert.equal(studentTails(1e200, 4), Number.MIN_VALUE); // too small for a double, but not impossible
  assert.equal(studentTails(Number.NEGATIVE_INFINITY, 4), 0);
});

test("the tails of the normal distribution agree with SciPy", () => {
  // 2 * scipy.stats.norm.sf(z)
  for (const [z, p] of [
    ...[
      [0, 1],
      [0.1, 0.920344325445942],
      [1.96, 0.04999579029644087],
      [6, 1.973175290075389e-9],
    ],
    ...[
      [9, 2.2571768119076647e-19],
      [20, 5.507248237212311e-89],
      [37, 1.1451142445047853e-299],
    ],
    [Math.sqrt(0.001), 0.9747728793699604],
  ]) {
    assertRelative(normalTails(z), p, 1e-12, `z ${z}`);
    assert.equal(normalTails(-z), normalTails(z));
  }
  assert.equal(normalTails(50), Number.MIN_VALUE); // too small for a double, but not impossible
});

test("a perfect rank correlation gives the chance of that order, by hand", () => {
  // one of 3! orders, in either direction
  assertRelative(rankCorrelation([1, 2, 3], [9, 5, 2]).pValue!, 2 / 6, 1e-12, "rank correlation");
});

test("Wilcoxon's normal approximation far out is SciPy's", () => {
  // scipy.stats.wilcoxon(np.arange(1, n + 1.0), method="asymptotic", correction=False)
  for (const [n, p] of [
    [60, 1.6295557943119345e-11],
    [200, 1.4361464127613523e-34],
    [1000, 3.325859118934513e-165],
  ]) {
    const values = Array.from({ length: n }, (_, i) => i + 1);
    const { pValue, exact } = wilcoxonSignedRank(values, new Array(n).fill(0));
    assertRelative(pValue, p, 1e-10, `${n} pairs`);
    assert.equal(exact, false);
  }
  // of 50 pairs all signs are counted: two of 2^50
  const fifty = Array.from({ length: 50 }, (_, i) => i + 1);
  assert.equal(wilcoxonSignedRank(fifty, new Array(50).fill(0)).pValue, 2 ** -49);
});

test("the p-value of a paired t test of 27,085 standard errors is SciPy's", () => {
  // scipy.stats.ttest_1samp([5 + 0.001 * ((i % 3) - 1) for i in range(20)], 0)
  const values = Array.from({ length: 20 }, (_, i) => 5 + 0.001 * ((i % 3) - 1));
  const { t, pValue } = pairedTTest(values, new Array(20).fill(0));
  assertRelative(t, 27084.609316896767, 1e-9, "t");
  assertRelative(pValue, 1.525041502812301e-73, 1e-7, "p");
});
