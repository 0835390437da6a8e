import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "../../src/base/check";
import type { FittedTarget } from "../../src/base/samples";
import { accuracy, accuracyOf } from "../../src/measure/accuracy";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples, samplesOf } from "./predictors";

const inDollars: FittedTarget = {
  ...{ name: "price", unit: "USD", transform: "none", positive: null, negative: null },
  ...{ mean: 100, sd: 10 },
};

test("accuracy of three rows by hand", () => {
  // errors 1, -2, 0; y - mean(y) = -1, 0, 1
  const result = accuracyOf([2, 0, 3], [1, 2, 3]);
  assertClose(result.rmse, Math.sqrt(5 / 3), 1e-15);
  assertClose(result.mae, 1, 1e-15);
  assertClose(result.bias, -1 / 3, 1e-15);
  assertClose(result.r2 as number, 1 - 5 / 2, 1e-15);
  assert.equal(result.inTargetUnits, null);
});

test("accuracy in target units is that of predictions and targets brought back into them", () => {
  const result = accuracyOf([2, 0, 3], [1, 2, 3], inDollars);
  assertClose(result.inTargetUnits?.rmse as number, 10 * Math.sqrt(5 / 3), 1e-13);
  assertClose(result.inTargetUnits?.mae as number, 10, 1e-13);
  assert.equal(result.inTargetUnits?.unit, "USD");
});

test("R2 is null where all targets are equal", () => {
  assert.equal(accuracyOf([1, 2], [3, 3]).r2, null);
});

test("accuracy of a perfect model is 0 error and R2 1, whatever the batch size", () => {
  const predictor = linearPredictor([1, -2, 0.5], 0.25);
  const samples = normalSamples(predictor, 50, 0);
  for (const batchSize of [1, 7, 50, 4096]) {
    const result = accuracy(predictor, samples, { batchSize });
    assert.equal(result.rmse, 0);
    assert.equal(result.r2, 1);
  }
});

test("accuracy names the row and column of a NaN, and a wrong number of features", () => {
  const predictor = linearPredictor([1, 1]);
  const bad = samplesOf(
    [
      [0, 1],
      [2, Number.NaN],
    ],
    [0, 0],
    ["age", "weight"],
  );
  assert.throws(() => accuracy(predictor, bad), /row 1, column 1 \(weight\)\] is NaN: give finite numbers/);
  assert.throws(
    () => accuracy(predictor, samplesOf([[0, 1]], [Number.POSITIVE_INFINITY])),
    /samples.y\[0\] is Infinity/,
  );
  assert.throws(() => accuracy(linearPredictor([1]), samplesOf([[0, 1]], [0])), /samples.features is 2: give the 1/);
  assert.throws(() => accuracy(predictor, { ...samplesOf([[0, 1]], [0]), rows: 0 }), ArgumentError);
  assert.throws(() => accuracy(predictor, { ...samplesOf([[0, 1]], [0]), rows: 2 }), /2 rows x 2 features need 4/);
});

test("accuracy refuses unknown options and a target scale that is not positive", () => {
  const samples = samplesOf([[0], [1]], [0, 1]);
  assert.throws(() => accuracy(linearPredictor([1]), samples, { batchsize: 3 } as object), /unknown option/);
  assert.throws(
    () => accuracy(linearPredictor([1]), { ...samples, target: { ...inDollars, sd: 0 } }),
    /samples.target.sd is 0/,
  );
  assert.throws(() => accuracyOf([1], [1, 2]), /predictions/);
});
