import assert from "node:assert/strict";
import { test } from "node:test";
import { principalDirections } from "../../src/measure/principal-directions";
import { sensitivity } from "../../src/measure/sensitivity";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples, reorderFeatures, rowPredictor, samplesOf } from "./predictors";

test("a linear model's sensitivity is its weights, each of one sign", () => {
  const predictor = linearPredictor([3, -4]);
  const samples = { ...normalSamples(predictor, 30, 0), featureNames: ["a", "b"] };
  const { norms, perFeature } = sensitivity(predictor, samples);
  assert.equal(norms.max, 5);
  assert.equal(sensitivity(predictor, samples, { features: ["b"] }).featureNorms?.max, 4);
  assert.deepEqual(perFeature, [
    { feature: "a", meanAbsolute: 3, mean: 3, signConsistency: 1 },
    { feature: "b", meanAbsolute: 4, mean: -4, signConsistency: 1 },
  ]);
});

test("sign consistency and means by hand: f = x^2 / 2 at -1, 2, 3, 0", () => {
  const predictor = rowPredictor(
    1,
    (x) => x[0] ** 2 / 2,
    (x) => x,
  );
  const [feature] = sensitivity(predictor, samplesOf([[-1], [2], [3], [0]], [0, 0, 0, 0])).perFeature;
  assert.deepEqual(feature, { feature: "x0", meanAbsolute: 1.5, mean: 1, signConsistency: 2 / 3 });
});

test("gradient shares along the principal directions by hand: inputs on the diagonal, slope across it", () => {
  const samples = samplesOf(
    [
      [-1, -1],
      [1, 1],
      [2, 2],
    ],
    [0, 0, 0],
  );
  const across = sensitivity(linearPredictor([1, -1]), samples).directions;
  assertClose(
    across.map((d) => d.varianceShare),
    [1, 0],
    1e-12,
  );
  assertClose(
    across.map((d) => d.gradientShare as number),
    [0, 1],
    1e-12,
  );
  const both = sensitivity(linearPredictor([1, 0]), samples, { directions: principalDirections(samples) }).directions;
  assertClose(
    both.map((d) => d.gradientShare as number),
    [0.5, 0.5],
    1e-12,
  );
});

test("shares sum to 1, and neither feature order nor batch size matters", () => {
  const predictor = rowPredictor(
    3,
    (x) => x[0] * x[1] + Math.sin(2 * x[2]),
    (x) => [x[1], x[0], 2 * Math.cos(2 * x[2])],
  );
  const samples = normalSamples(predictor, 40, 0);
  const a = sensitivity(predictor, samples);
  const other = reorderFeatures(predictor, samples, [2, 0, 1]);
  const b = sensitivity(other.predictor, other.samples, { batchSize: 7 });
  assertClose(
    a.directions.reduce((sum, d) => sum + (d.gradientShare as number), 0),
    1,
    1e-12,
  );
  assertClose(
    b.directions.map((d) => d.gradientShare as number),
    a.directions.map((d) => d.gradientShare as number),
    1e-9,
  );
  assertClose(b.perFeature[0].meanAbsolute, a.perFeature[2].meanAbsolute, 1e-12);
});

test("a constant model has zero slopes, no signs and no shares", () => {
  const predictor = linearPredictor([0, 0]);
  const result = sensitivity(predictor, normalSamples(predictor, 5, 1));
  assert.equal(result.norms.zero, 5);
  assert.equal(result.perFeature[0].signConsistency, null);
  assert.equal(result.directions[0].gradientShare, null);
});

test("directions of another number of features are refused", () => {
  const predictor = linearPredictor([1, 2]);
  const three = principalDirections(normalSamples(linearPredictor([1, 1, 1]), 9, 0));
  assert.throws(
    () => sensitivity(predictor, normalSamples(predictor, 5, 0), { directions: three }),
    /give the directions of 2 features/,
  );
  assert.throws(() => principalDirections(samplesOf([[1]], [1])), /at least two rows/);
});
