import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../../src/base/check";
import { rankCorrelation } from "../../../src/compare/statistics/rank-correlation";
import { assertClose } from "../../assert-close";

test("the rank correlation of two lists is SciPy's, ties sharing their mean rank", () => {
  // scipy.stats.spearmanr
  const { rho, pValue } = rankCorrelation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 7, 7]);
  assertClose(rho!, 0.8696565534786727, 1e-12);
  assertClose(pValue!, 0.02437689168569078, 1e-9);
});

test("any rising function of the values has rank correlation 1, a falling one -1, a constant none", () => {
  const x = [3, 1, 2, 10];
  const { rho, pValue } = rankCorrelation(x, x.map(Math.exp));
  assert.equal(rho, 1);
  assertClose(pValue!, 2 / 24, 1e-12); // two of the 4! orders
  assert.deepEqual(
    rankCorrelation(
      x,
      x.map((value) => -value),
    ).rho,
    -1,
  );
  assert.deepEqual(rankCorrelation(x, [1, 1, 1, 1]), { rho: null, pValue: null });
});

test("lists that cannot be paired are refused", () => {
  assert.throws(() => rankCorrelation([1, 2, 3], [1, 2]), ArgumentError);
  assert.throws(() => rankCorrelation([1, 2], [1, 2]), /at least 3/);
});
