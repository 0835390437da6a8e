import assert from "node:assert/strict";
import test from "node:test";
import { checkFinite } from "../../src/base/samples";
import { standardisationWarning } from "../../src/base/standardised";

const samples = (rows: number, row: (i: number) => number[], y: (i: number) => number, featureNames?: string[]) => {
  const x = Float32Array.from(Array.from({ length: rows }, (_, i) => row(i)).flat());
  return { x, y: Float32Array.from({ length: rows }, (_, i) => y(i)), rows, features: row(0).length, featureNames };
};
const sign = (i: number): number => (i % 2 === 0 ? 1 : -1);

test("standardised data give no warning", () => {
  assert.equal(
    standardisationWarning(
      samples(32, (i) => [sign(i), 1.9 * sign(i)], sign),
      false,
    ),
    null,
  );
});

test("columns off in mean or standard deviation are named with both", () => {
  const given = samples(
    40,
    (i) => [sign(i), 3 * sign(i), 0.6 + sign(i)],
    (i) => 0.1 * sign(i),
    ["a", "b", "c"],
  );
  assert.equal(
    standardisationWarning(given, false),
    "not standardised: b (mean 0, standard deviation 3), c (mean 0.6, standard deviation 1), " +
      "y (mean 0, standard deviation 0.1); lambda and slopes are in the units of these data.",
  );
});

test("many columns are counted rather than listed", () => {
  const given = samples(40, (i) => [5, 6, 7, 8, 9].map((mean) => mean + sign(i)), sign);
  assert.match(standardisationWarning(given, false) ?? "", /x\[2\] \(mean 7, standard deviation 1\) and 2 more;/);
});

test("few rows, 0/1 columns and the targets of a logistic loss are let be", () => {
  assert.equal(
    standardisationWarning(
      samples(
        31,
        () => [100],
        () => 100,
      ),
      false,
    ),
    null,
  );
  assert.equal(
    standardisationWarning(
      samples(
        40,
        (i) => [i === 0 ? 1 : 0, sign(i)],
        (i) => i % 2,
      ),
      true,
    ),
    null,
  );
  assert.match(
    standardisationWarning(
      samples(
        40,
        (i) => [sign(i)],
        () => 1,
      ),
      false,
    ) ?? "",
    /y \(mean 1,/,
  );
});

test("a number that is not finite is named by row and column", () => {
  checkFinite("x", Float32Array.of(1, 2), 2);
  assert.throws(
    () => checkFinite("x", Float32Array.of(1, 2, 3, Number.NaN), 2),
    /^ArgumentError: x\[row 1, column 1\] is NaN/,
  );
  assert.throws(
    () => checkFinite("y", Float32Array.of(1, Number.NEGATIVE_INFINITY), 1),
    /^ArgumentError: y\[1\] is -Infinity/,
  );
});
