import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "../../src/measure/evaluate";
import { measureRows, measureTable } from "../../src/measure/table";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples, rowPredictor, samplesOf } from "./predictors";

const valueIn = (rows: ReturnType<typeof measureRows>, name: string): number | null | undefined =>
  rows.find(({ measure }) => measure === name)?.value;

test("the slope along the last 5 % of the variance by hand: x along (1, 0), slope (3, 4), share 16 / 25", () => {
  const samples = samplesOf(
    [
      [-3, 0.1],
      [3, 0.1],
      [-3, -0.1],
      [3, -0.1],
    ],
    [0, 1, 0, 1],
  );
  const rows = measureRows(evaluate(linearPredictor([3, 4]), samples));
  assertClose(valueIn(rows, "share of |slope|^2 along the last 5 % of the variance") as number, 16 / 25, 1e-6);
  assert.equal(valueIn(rows, "slope, p95"), 5);
});

test("rows of slope 0 and of NaN are shown where there are any, and a share above a target where one is given", () => {
  const predictor = rowPredictor(
    1,
    (x) => Math.max(0, x[0]),
    (x) => [x[0] > 0 ? 1 : x[0] < -1 ? Number.NaN : 0],
  );
  const samples = samplesOf([[-2], [-0.5], [-0.7], [1], [2]], [0, 0, 0, 1, 2]);
  const rows = measureRows(evaluate(predictor, samples, { targetSlope: 0.5 }));
  assert.equal(valueIn(rows, "rows of slope 0"), 2);
  assert.equal(valueIn(rows, "rows with a NaN slope"), 1);
  assert.equal(valueIn(rows, "rows of infinite slope"), undefined);
  assert.equal(valueIn(rows, "share above the target slope"), 0.5);
  const linear = linearPredictor([1]);
  assert.equal(valueIn(measureRows(evaluate(linear, normalSamples(linear, 9, 0.1))), "rows of slope 0"), undefined);
});

test("a table has a line a row, with its Monte Carlo error, a dash where a value is not defined, and masking is said", () => {
  const staircase = rowPredictor(
    1,
    (x) => Math.round(2 * x[0]) / 2,
    () => [0],
  );
  const evaluation = evaluate(staircase, samplesOf([[0.1], [0.2], [-0.1]], [1, 1, 1]), {
    which: ["accuracy", "noise", "attack"],
  });
  const lines = measureTable(evaluation).split("\n");
  assert.match(lines.find((line) => line.startsWith("R2")) as string, /^R2 +-$/);
  assert.match(lines.find((line) => line.startsWith("RMSE, noise 1 ")) as string, /^RMSE, noise 1 +[\d.]+ ± [\d.]+$/);
  assert.match(lines.at(-1) as string, /gradients hide weaknesses/);
  assert.equal(lines.length, measureRows(evaluation).length + 1);
});
