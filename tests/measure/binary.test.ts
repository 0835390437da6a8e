import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracy } from "../../src/measure/accuracy";
import { binaryAccuracy, binaryAccuracyOf, probabilityPredictor } from "../../src/measure/binary";
import { assertClose } from "../assert-close";
import { linearPredictor, samplesOf } from "./predictors";

test("binary accuracy of four rows by hand", () => {
  const logit = Math.log(3); // p = .75
  const result = binaryAccuracyOf([logit, logit, -logit, -logit], [1, 0, 0, 1]);
  assertClose(result.logLoss, -(Math.log(0.75) + Math.log(0.25)) / 2, 1e-12);
  assertClose(result.brier, (0.0625 + 0.5625) / 2, 1e-12);
  assert.equal(result.accuracy, 0.5);
  assert.equal(result.auc, 0.5);
  // two bins: p .25 with share .5, p .75 with share .5
  assertClose(result.expectedCalibrationError, 0.25, 1e-12);
  assert.equal(result.calibration.length, 2);
});

test("AUC counts ordered pairs, ties one half; one class alone has none", () => {
  assert.equal(binaryAccuracyOf([1, 2, 2, 3], [0, 0, 1, 1]).auc, 3.5 / 4);
  assert.equal(binaryAccuracyOf([1, 2], [1, 1]).auc, null);
});

test("extreme logits stay finite", () => {
  const result = binaryAccuracyOf([1000, -1000], [0, 1]);
  assert.equal(result.logLoss, 1000);
  assert.equal(result.brier, 1);
});

test("bins of equal counts hold equal numbers of rows", () => {
  const { calibration } = binaryAccuracyOf([-3, -2, -1, 0, 1, 2], [0, 0, 1, 0, 1, 1], { bins: 3, binning: "count" });
  assert.deepEqual(
    calibration.map((bin) => bin.rows),
    [2, 2, 2],
  );
  assert.deepEqual(
    calibration.map((bin) => bin.observedShare),
    [0, 0.5, 1],
  );
});

test("rows of equal probability share a bin, whatever their order", () => {
  const targets = [0, 0, 0, 1, 1, 1];
  const forward = binaryAccuracyOf([1, 1, 1, 1, 1, 1], targets, { bins: 3, binning: "count" });
  assert.deepEqual(
    forward.calibration.map((bin) => bin.rows),
    [6],
  );
  const backward = binaryAccuracyOf([1, 1, 1, 1, 1, 1], targets.reverse(), { bins: 3, binning: "count" });
  assertClose(backward.expectedCalibrationError, forward.expectedCalibrationError, 1e-15);
});

test("as a probability, the model's RMSE is the root of its Brier score and its slope p (1 - p) |w|", () => {
  const predictor = linearPredictor([2], -1);
  const samples = samplesOf([[0], [1], [2]], [0, 1, 1]);
  const probability = probabilityPredictor(predictor);
  assertClose(accuracy(probability, samples).rmse ** 2, binaryAccuracy(predictor, samples).brier, 1e-7);
  const { predictions, inputGradients } = probability.inputGradients(samples.x, 3);
  for (const i of [0, 1, 2]) assertClose(inputGradients[i], 2 * predictions[i] * (1 - predictions[i]), 1e-7);
});

test("targets other than 0 and 1 are refused by row", () => {
  assert.throws(
    () => binaryAccuracyOf([0, 0], [0, 0.5]),
    /targets\[1\] is 0.5: give a whole number of at least 0 and of at most 1/,
  );
  assert.throws(() => binaryAccuracyOf([], []), /at least one/);
});

test("a constant logit of 0 has log loss log 2, Brier score 1/4, AUC 1/2 and the calibration error |1/2 - share|", () => {
  const result = binaryAccuracyOf([0, 0, 0, 0, 0], [1, 1, 1, 1, 0]);
  assertClose([result.logLoss, result.brier, result.auc as number], [Math.LN2, 0.25, 0.5], 1e-15);
  assertClose(result.expectedCalibrationError, 0.3, 1e-15);
});

test("neither the order of the rows nor the batch size changes a binary measure", () => {
  const predictor = linearPredictor([1.5, -0.5], 0.2);
  const rows = Array.from({ length: 37 }, (_, i) => [Math.sin(3 * i), Math.cos(5 * i)]);
  const labels = rows.map(([a, b], i) => (a - b + Math.sin(11 * i) > 0 ? 1 : 0));
  const forward = binaryAccuracy(predictor, samplesOf(rows, labels));
  const backward = binaryAccuracy(predictor, samplesOf([...rows].reverse(), [...labels].reverse()), { batchSize: 5 });
  assert.ok(forward.auc !== null && forward.auc > 0.5 && forward.auc < 1);
  for (const key of ["logLoss", "accuracy", "auc", "brier", "expectedCalibrationError"] as const) {
    assertClose(backward[key] as number, forward[key] as number, 1e-12, key);
  }
});
