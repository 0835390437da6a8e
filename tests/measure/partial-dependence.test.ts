import assert from "node:assert/strict";
import { test } from "node:test";
import { partialDependence } from "../../src/measure/partial-dependence";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples, reorderFeatures, rowPredictor, samplesOf } from "./predictors";

const product = rowPredictor(
  2,
  (x) => x[0] * x[1],
  (x) => [x[1], x[0]],
);
const three = samplesOf(
  [
    [0, 1],
    [5, 2],
    [9, 6],
  ],
  [0, 0, 0],
  ["a", "b"],
);

test("partial dependence of x0 x1 by hand is v mean(x1), and ICE v x1", () => {
  const result = partialDependence(product, three, "a", { grid: [-1, 0, 2], iceCurves: 3 });
  assertClose(result.average, [-3, 0, 6], 1e-12);
  assert.equal(result.ice.length, 3);
  for (const [curve, row] of result.iceRows.entries()) {
    const x1 = three.x[row * 2 + 1];
    assertClose(result.ice[curve], [-x1, 0, 2 * x1], 1e-12);
  }
  assert.deepEqual([...result.iceRows].sort(), [0, 1, 2]);
  assert.equal(result.feature, "a");
});

test("a linear model's partial dependence is a straight line with its weight as slope", () => {
  const predictor = linearPredictor([1.5, -2], 1);
  const { grid, average } = partialDependence(predictor, normalSamples(predictor, 200, 0), 1, { points: 5 });
  for (let p = 1; p < 5; p++) assertClose((average[p] - average[p - 1]) / (grid[p] - grid[p - 1]), -2, 1e-4);
});

test("the default grid lies between the percentiles of the feature", () => {
  const samples = samplesOf(
    Array.from({ length: 101 }, (_, i) => [i, 0]),
    new Array(101).fill(0),
  );
  const { grid } = partialDependence(product, samples, 0, { points: 10, range: [0.05, 0.95] });
  assertClose(grid, [5, 15, 25, 35, 45, 55, 65, 75, 85, 95], 1e-12);
});

test("rows are drawn by seed, and neither batch size nor feature order matters", () => {
  const samples = normalSamples(product, 60, 0);
  const options = { maxRows: 20, seed: 4, points: 6 };
  const a = partialDependence(product, samples, 0, options);
  const other = reorderFeatures(product, samples, [1, 0]);
  const b = partialDependence(other.predictor, other.samples, 1, { ...options, batchSize: 3 });
  assert.equal(a.rows, 20);
  assertClose(b.average, a.average, 1e-6);
  assert.notDeepEqual(partialDependence(product, samples, 0, { ...options, seed: 5 }).average, a.average);
});

test("a constant feature, a bad grid and an unknown feature are refused", () => {
  const constant = samplesOf(
    [
      [1, 1],
      [1, 2],
    ],
    [0, 0],
  );
  assert.throws(() => partialDependence(product, constant, 0), /feature x0 is 1 in every row/);
  assert.throws(() => partialDependence(product, three, 0, { grid: [1, 1] }), /ascending/);
  assert.throws(() => partialDependence(product, three, "c"), /feature is "c"/);
  assert.throws(() => partialDependence(product, constant, "a"), /features without names/);
  assert.throws(() => partialDependence(product, three, 0, { iceCurves: -1 }), /iceCurves is -1/);
});
