import assert from "node:assert/strict";
import { test } from "node:test";
import { accumulatedLocalEffects } from "../../src/measure/accumulated-local-effects";
import { curveRoughness, smoothness } from "../../src/measure/smoothness";
import { partialDependenceSurface, surfaceRoughness } from "../../src/measure/surface";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples, reorderFeatures, rowPredictor, samplesOf } from "./predictors";

test("roughness by hand", () => {
  const { totalVariation, meanSquaredSecondDifference } = curveRoughness([0, 1, 2, 4], [0, 2, 1, 1]);
  assert.equal(totalVariation, 3);
  // second differences: (-1 - 2) / 1 = -3, and 2 (0 + 1) / 3 = 2 / 3
  assertClose(meanSquaredSecondDifference, (9 + 4 / 9) / 2, 1e-12);
  assertClose(curveRoughness([0, 1, 3, 4], [0, 1, 9, 16]).meanSquaredSecondDifference, 4, 1e-12); // x^2
  assert.throws(() => curveRoughness([0, 1], [0, 1]), /at least three/);
  assert.throws(() => curveRoughness([0, 1, 1], [0, 1, 2]), /ascending/);
});

test("a linear model is straight in every curve, and varies by |w| times the range", () => {
  const predictor = linearPredictor([2, -1]);
  const samples = normalSamples(predictor, 300, 0);
  for (const { feature, partialDependence, ice, accumulatedLocalEffects: ale } of smoothness(predictor, samples)) {
    assert.ok(Math.max(partialDependence.meanSquaredSecondDifference, ice.meanSquaredSecondDifference) < 1e-4);
    assertClose(partialDependence.totalVariation, ice.totalVariation, 1e-4);
    assert.ok((ale?.totalVariation as number) > partialDependence.totalVariation, `${feature}: ALE spans all rows`);
  }
});

test("ICE sees what the average hides: x0 x1 with x1 symmetric", () => {
  const product = rowPredictor(
    2,
    (x) => x[0] * x[1],
    (x) => [x[1], x[0]],
  );
  const rows = [-2, -1, 1, 2].flatMap((a) => [-1, 1].map((b) => [a, b]));
  const [first] = smoothness(product, samplesOf(rows, new Array(8).fill(0)), { range: [0, 1], points: 5 });
  assertClose(first.partialDependence.totalVariation, 0, 1e-9);
  assertClose(first.ice.totalVariation, 4, 1e-9);
});

test("a constant feature is left out", () => {
  const predictor = linearPredictor([1, 1]);
  const samples = samplesOf(
    [
      [1, 0],
      [1, 1],
      [1, 2],
    ],
    [0, 0, 0],
    ["a", "b"],
  );
  assert.deepEqual(
    smoothness(predictor, samples).map((entry) => entry.feature),
    ["b"],
  );
});

test("ALE of a linear model is its line, centred over the rows", () => {
  const predictor = linearPredictor([3, 1]);
  const samples = normalSamples(predictor, 101, 0);
  const { grid, effects, counts } = accumulatedLocalEffects(predictor, samples, 0, { bins: 10 });
  for (let k = 1; k < grid.length; k++) assertClose(effects[k] - effects[0], 3 * (grid[k] - grid[0]), 1e-5);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    101,
  );
  const centre = counts.reduce((sum, count, k) => sum + (count * (effects[k] + effects[k + 1])) / 2, 0);
  assertClose(centre, 0, 1e-9);
});

test("ALE's default bins are no narrower than a thousandth of the range, so that rounding makes no roughness", () => {
  const predictor = rowPredictor(
    1,
    (x) => Math.fround(1 + 0.5 * x[0]),
    () => [0.5],
  );
  // most rows within a millionth of each other, as of a feature that is nearly always the same
  const rows = Array.from({ length: 200 }, (_, i) => [i < 190 ? 0.1 + i * 1e-8 : i / 100]);
  const samples = samplesOf(rows, new Array(200).fill(0));
  const { grid, effects, counts } = accumulatedLocalEffects(predictor, samples, 0);
  const widths = grid.slice(1).map((edge, k) => edge - grid[k]);
  assert.ok(grid.length >= 3 && Math.min(...widths) > 1e-3 * (grid[grid.length - 1] - grid[0]));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    200,
  );
  assert.ok(curveRoughness(grid, effects).meanSquaredSecondDifference < 1e-6);
});

test("ALE by hand on correlated inputs: x0 x1 on the diagonal is x^2 / 2, not x mean(x)", () => {
  const product = rowPredictor(
    2,
    (x) => x[0] * x[1],
    (x) => [x[1], x[0]],
  );
  const rows = [0, 1, 2, 3, 4].map((v) => [v, v]);
  // bins (0, 2] with rows 0, 1, 2 and (2, 4] with rows 3, 4: mean changes 2 * 1 and 2 * 3.5
  const { effects, counts } = accumulatedLocalEffects(product, samplesOf(rows, [0, 0, 0, 0, 0]), 0, { bins: 2 });
  assert.deepEqual(counts, [3, 2]);
  assertClose([effects[1] - effects[0], effects[2] - effects[1]], [2, 7], 1e-6);
  const other = reorderFeatures(product, samplesOf(rows, [0, 0, 0, 0, 0]), [1, 0]);
  assertClose(
    accumulatedLocalEffects(other.predictor, other.samples, 1, { bins: 2, batchSize: 2 }).effects,
    effects,
    1e-9,
  );
});

test("surface roughness: a plane has none, u v has twist, by hand", () => {
  const grid = [0, 1, 2];
  const plane = grid.map((u) => grid.map((v) => 3 * u + 4 * v));
  const flat = surfaceRoughness([grid, grid], plane);
  assertClose([flat.totalVariation, flat.meanSquaredSecondDifference], [20, 0], 1e-12); // slope 5 over area 4
  const saddle = grid.map((u) => grid.map((v) => u * v));
  assertClose(surfaceRoughness([grid, grid], saddle).meanSquaredSecondDifference, 2, 1e-12);
  const bowl = grid.map((u) => grid.map(() => u * u));
  assertClose(surfaceRoughness([grid, grid], bowl).meanSquaredSecondDifference, 4, 1e-12);
  assert.throws(() => surfaceRoughness([[0, 1, 3], grid], plane), /equidistant/);
});

test("the partial dependence surface by hand", () => {
  const predictor = rowPredictor(
    3,
    (x) => x[0] * x[1] + x[2],
    (x) => [x[1], x[0], 1],
  );
  const samples = samplesOf(
    [
      [0, 0, 1],
      [5, 5, 3],
    ],
    [0, 0],
    ["a", "b", "c"],
  );
  const surface = partialDependenceSurface(predictor, samples, ["b", "a"], {
    grids: [
      [1, 2],
      [0, 10],
    ],
  });
  assert.deepEqual(surface.features, ["b", "a"]);
  assertClose(surface.values.flat(), [2, 12, 2, 22], 1e-6);
  assert.throws(() => partialDependenceSurface(predictor, samples, ["a", "a"]), /two different features/);
});
