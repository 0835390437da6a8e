import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/base/random";
import { missingCurve, noiseCurve } from "../../src/measure/noise";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples, reorderFeatures, rowPredictor, samplesOf } from "./predictors";

test("a linear model's noise curve is sqrt(clean^2 + sigma^2 |w|^2)", () => {
  const predictor = linearPredictor([0.6, -0.8, 0.5]);
  const samples = normalSamples(predictor, 4000, 0.5);
  for (const distribution of ["gaussian", "uniform"] as const) {
    const curve = noiseCurve(predictor, samples, { distribution, sigmas: [0.1, 0.5, 1], repeats: 8, seed: 3 });
    for (const { sigma, rmse, standardError, predictionVariance, predictionChange, ratio } of curve.points) {
      const exact = Math.sqrt(curve.cleanRmse ** 2 + sigma ** 2 * 1.25);
      assert.ok(Math.abs(rmse - exact) < 4 * (standardError as number), `${rmse} is not ${exact} ± ${standardError}`);
      assert.ok((standardError as number) < 0.01);
      assertClose((predictionVariance as number) / (sigma ** 2 * 1.25), 1, 0.03);
      assertClose(predictionChange / (sigma * Math.sqrt(1.25)), 1, 0.02);
      assertClose(ratio as number, rmse / curve.cleanRmse, 1e-15);
    }
  }
});

test("noise on chosen features only is felt through their weights only", () => {
  const predictor = linearPredictor([2, 0.5]);
  const samples = { ...normalSamples(predictor, 3000, 0), featureNames: ["a", "b"] };
  const curve = noiseCurve(predictor, samples, { features: ["b"], sigmas: [1], repeats: 4 });
  assert.deepEqual(curve.features, ["b"]);
  assertClose(curve.points[0].rmse, 0.5, 0.02);
});

test("two models with one seed meet the same noise: at twice the weights the error is exactly twice as large", () => {
  const [one, two] = [linearPredictor([1, 2]), linearPredictor([2, 4])];
  const samples = normalSamples(one, 40, 0);
  const options = { sigmas: [0.25, 0.5], repeats: 3, seed: 9 };
  const first = noiseCurve(one, samples, options);
  const second = noiseCurve(two, { ...samples, y: samples.y.map((y) => 2 * y) }, options);
  for (const l of [0, 1]) assertClose(second.points[l].rmse / first.points[l].rmse, 2, 1e-5);
  // and one draw serves every sigma
  assertClose(first.points[1].rmse / first.points[0].rmse, 2, 1e-5);
});

test("the noise curve depends on the seed, not on the batch size", () => {
  const predictor = rowPredictor(
    2,
    (x) => Math.tanh(x[0] - x[1]),
    () => [0, 0],
  );
  const samples = normalSamples(predictor, 30, 0.1);
  const a = noiseCurve(predictor, samples, { seed: 1, batchSize: 7 });
  const b = noiseCurve(predictor, samples, { seed: 1 });
  const c = noiseCurve(predictor, samples, { seed: 2 });
  assertClose(
    a.points.map((p) => p.rmse),
    b.points.map((p) => p.rmse),
    1e-12,
  );
  assert.notEqual(b.points[0].rmse, c.points[0].rmse);
});

test("the area is the trapezoidal mean height from 0 to the largest sigma", () => {
  const predictor = linearPredictor([1]);
  const samples = normalSamples(predictor, 200, 0.3);
  const { points, cleanRmse, area } = noiseCurve(predictor, samples, { sigmas: [0.5, 1], repeats: 2 });
  assertClose(area, (0.5 * (cleanRmse + points[0].rmse)) / 2 + (0.5 * (points[0].rmse + points[1].rmse)) / 2, 1e-12);
});

test("one repeat has no standard error and no variance, and sigma 0 is the clean model", () => {
  const predictor = linearPredictor([1]);
  const samples = normalSamples(predictor, 50, 0.3);
  const { points, cleanRmse } = noiseCurve(predictor, samples, { sigmas: [0, 1], repeats: 1 });
  assert.equal(points[1].standardError, null);
  assert.equal(points[1].predictionVariance, null);
  assertClose(points[0].rmse, cleanRmse, 1e-12);
});

test("missing values: with probability 1 every cell is replaced, with 0 none is", () => {
  const predictor = linearPredictor([1, 1]);
  const samples = samplesOf(
    [
      [1, 10],
      [3, 20],
    ],
    [11, 23],
    ["a", "b"],
  );
  const curve = missingCurve(predictor, samples, { features: ["a"], probabilities: [0, 1], repeats: 3 });
  assert.deepEqual(curve.replacements, [2]);
  assert.equal(curve.points[0].rmse, 0);
  assert.equal(curve.points[1].rmse, 1); // 2 + 10 against 11, and 2 + 20 against 23
  const zeros = missingCurve(predictor, samples, { replacements: [0, 0], probabilities: [1], repeats: 2 });
  assertClose(zeros.points[0].rmse, Math.sqrt((11 ** 2 + 23 ** 2) / 2), 1e-12);
});

test("missing values at probability p cost a linear model p w^2 var(x) in mean square", () => {
  const predictor = linearPredictor([2, 0]);
  const samples = normalSamples(predictor, 5000, 0);
  const curve = missingCurve(predictor, samples, { probabilities: [0.2, 0.5], repeats: 5 });
  for (const { probability, rmse } of curve.points) assertClose(rmse ** 2 / (4 * probability), 1, 0.06);
});

test("noise options are checked", () => {
  const predictor = linearPredictor([1]);
  const samples = samplesOf([[1], [2]], [1, 2]);
  assert.throws(() => noiseCurve(predictor, samples, { sigmas: [0.2, 0.1] }), /ascending/);
  assert.throws(() => noiseCurve(predictor, samples, { sigmas: [-1] }), /sigmas\[0\] is -1/);
  assert.throws(() => noiseCurve(predictor, samples, { sigmas: [] }), /sigmas/);
  assert.throws(() => noiseCurve(predictor, samples, { repeats: 0 }), /repeats is 0/);
  assert.throws(() => noiseCurve(predictor, samples, { distribution: "cauchy" as "uniform" }), /distribution/);
  assert.throws(() => missingCurve(predictor, samples, { probabilities: [1.5] }), /at most 1/);
  assert.throws(() => missingCurve(predictor, samples, { replacements: [] }), /replacements/);
});

test("two rows and two repeats by hand: f(x) = 3 x, errors 1 and -1 without noise, 3 sigma z with it", () => {
  const z = [0, 1].map((repeat) => {
    const random = new Random(5, `gaussian noise ${repeat}`);
    return [Math.fround(random.normal()), Math.fround(random.normal())];
  });
  const samples = samplesOf([[1], [2]], [2, 7]);
  const curve = noiseCurve(linearPredictor([3]), samples, { sigmas: [0.5], repeats: 2, seed: 5 });
  assert.equal(curve.cleanRmse, 1);
  const [point] = curve.points;
  const squares = z.map(([a, b]) => ((1 + 1.5 * a) ** 2 + (-1 + 1.5 * b) ** 2) / 2);
  const rmse = Math.sqrt((squares[0] + squares[1]) / 2);
  assertClose(point.repeatRmse, squares.map(Math.sqrt), 1e-6);
  assertClose([point.rmse, point.ratio as number], [rmse, rmse], 1e-6);
  // standard error of the mean square |s0 - s1| / 2, over 2 rmse
  assertClose(point.standardError as number, Math.abs(squares[0] - squares[1]) / 2 / (2 * rmse), 1e-6);
  // variance of two values is half their squared difference
  const variances = [0, 1].map((row) => (1.5 * (z[0][row] - z[1][row])) ** 2 / 2);
  assertClose(point.predictionVariance as number, (variances[0] + variances[1]) / 2, 1e-6);
  assertClose(point.predictionChange, 1.5 * Math.sqrt(z.flat().reduce((sum, v) => sum + v * v, 0) / 4), 1e-6);
});

test("noise on one feature does not depend on where that feature stands; on all features only within its luck", () => {
  const predictor = rowPredictor(
    2,
    (x) => Math.tanh(x[0]) + 0.3 * x[1] ** 2,
    () => [0, 0],
  );
  const samples = { ...normalSamples(predictor, 300, 0.1), featureNames: ["a", "b"] };
  const other = reorderFeatures(predictor, samples, [1, 0]);
  const turned = { ...other.samples, featureNames: ["b", "a"] };
  for (const features of [["a"], undefined]) {
    const options = { sigmas: [0.5], repeats: 20, ...(features && { features }) };
    for (const distribution of ["gaussian", "uniform"] as const) {
      const [a] = noiseCurve(predictor, samples, { ...options, distribution }).points;
      const [b] = noiseCurve(other.predictor, turned, { ...options, distribution }).points;
      assertClose(b.rmse, a.rmse, features ? 1e-12 : 6 * (a.standardError as number));
    }
  }
});
