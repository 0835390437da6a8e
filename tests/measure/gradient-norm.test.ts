import assert from "node:assert/strict";
import { test } from "node:test";
import { describeNorms, gradientNorms, inputGradientNorms } from "../../src/measure/gradient-norm";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples, reorderFeatures, rowPredictor, samplesOf } from "./predictors";

test("a linear model has the same slope |w| everywhere", () => {
  const predictor = linearPredictor([3, -4]);
  const result = gradientNorms(predictor, normalSamples(predictor, 20, 0), { targetSlope: 4.9, batchSize: 6 });
  assert.deepEqual(result, {
    rows: 20,
    mean: 5,
    p50: 5,
    p95: 5,
    p99: 5,
    max: 5,
    zero: 0,
    nan: 0,
    infinite: 0,
    aboveTarget: 1,
    excess: 5 / 4.9 - 1,
  });
});

test("how far slopes are above a target is a mean over all rows", () => {
  const above = describeNorms(Float64Array.of(1, 2, 3, 4), 2);
  assert.equal(above.aboveTarget, 0.5);
  assert.equal(above.excess, (0 + 0 + 0.5 + 1) / 4);
  assert.equal(describeNorms(Float64Array.of(1, 2)).excess, null);
  assert.equal(describeNorms(Float64Array.of(1, 2), 0).excess, null);
});

test("chosen features, by name or by index, are those whose slope counts", () => {
  const predictor = linearPredictor([3, -4, 12]);
  const samples = samplesOf([[1, 2, 3]], [0], ["a", "b", "c"]);
  assertClose(inputGradientNorms(predictor, samples, { features: ["b", "a"] }), [5], 0);
  assertClose(inputGradientNorms(predictor, samples, { features: [0, 2] }), [Math.sqrt(153)], 1e-12);
  assert.throws(
    () => gradientNorms(predictor, samples, { features: ["d"] }),
    /features is "d": unknown feature; the data have a, b, c/,
  );
  assert.throws(() => gradientNorms(predictor, samples, { features: [3] }), /features is 3: unknown feature/);
  assert.throws(() => gradientNorms(predictor, samples, { features: ["a", 0] }), /name each feature once/);
  assert.throws(() => gradientNorms(predictor, samples, { features: [] }), /features/);
});

test("f = x^2 / 2 has slopes |x|: mean and percentiles by hand", () => {
  const predictor = rowPredictor(
    1,
    (x) => x[0] ** 2 / 2,
    (x) => x,
  );
  const result = gradientNorms(predictor, samplesOf([[0], [-1], [2], [3], [4]], [0, 0, 0, 0, 0]), { targetSlope: 2 });
  assert.equal(result.mean, 2);
  assert.equal(result.p50, 2);
  assertClose(result.p95 as number, 3.8, 1e-12);
  assert.equal(result.max, 4);
  assert.equal(result.zero, 1);
  assert.equal(result.aboveTarget, 0.4);
});

test("NaN and infinite gradients are counted and left out of the percentiles", () => {
  const gradients = [
    [0, 0],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 0],
    [3, 4],
    [Number.NaN, Number.POSITIVE_INFINITY],
  ];
  const predictor = rowPredictor(
    2,
    () => 0,
    (x) => gradients[x[0]],
  );
  const rows = gradients.map((_, i) => [i, 0]);
  const result = gradientNorms(predictor, samplesOf(rows, [0, 0, 0, 0, 0]), { targetSlope: 1 });
  assert.deepEqual([result.zero, result.nan, result.infinite, result.mean, result.max], [1, 2, 1, 2.5, 5]);
  assert.equal(result.aboveTarget, 0.5);
});

test("feature order and batch size change no slope", () => {
  const predictor = rowPredictor(
    3,
    (x) => x[0] * x[1] + Math.sin(x[2]),
    (x) => [x[1], x[0], Math.cos(x[2])],
  );
  const samples = normalSamples(predictor, 33, 0.1);
  const other = reorderFeatures(predictor, samples, [2, 0, 1]);
  const expected = inputGradientNorms(predictor, samples);
  assertClose(inputGradientNorms(other.predictor, other.samples, { batchSize: 5 }), expected, 1e-12);
});
