import assert from "node:assert/strict";
import { test } from "node:test";
import { mean, standardDeviation } from "../../src/base/statistics";
import { compareNoise } from "../../src/measure/compare-noise";
import { missingCurve, noiseCurve } from "../../src/measure/noise";
import { assertClose } from "../assert-close";
import { linearPredictor, normalSamples } from "./predictors";

test("paired differences have a far smaller standard error than either curve", () => {
  const [one, two] = [linearPredictor([1, 0.5]), linearPredictor([0.98, 0.5])];
  const samples = normalSamples(one, 500, 0.3);
  const options = { sigmas: [0.5], repeats: 6 };
  const [first, second] = [noiseCurve(one, samples, options), noiseCurve(two, samples, options)];
  const [{ difference, standardError }] = compareNoise(first, second);
  assertClose(difference, first.points[0].rmse - second.points[0].rmse, 1e-4);
  assert.ok((standardError as number) < 0.3 * (first.points[0].standardError as number));
  assert.ok(difference > 2 * (standardError as number), "the steeper model suffers more, and it shows");
});

test("curves of other noise are not compared", () => {
  const predictor = linearPredictor([1]);
  const samples = normalSamples(predictor, 20, 0.3);
  const a = noiseCurve(predictor, samples, { sigmas: [0.5], repeats: 2, seed: 1 });
  const b = noiseCurve(predictor, samples, { sigmas: [0.5], repeats: 2, seed: 2 });
  assert.throws(() => compareNoise(a, b), /measure both with the same noise/);
});

test("by hand: repeats 3 and 5 against 2 and 6 differ by 1 and -1, mean 0, standard error 1", () => {
  const predictor = linearPredictor([1]);
  const curve = noiseCurve(predictor, normalSamples(predictor, 20, 0.3), { sigmas: [0.5], repeats: 2 });
  const withRepeats = (repeatRmse: number[]) => ({ ...curve, points: [{ ...curve.points[0], repeatRmse }] });
  const [result] = compareNoise(withRepeats([3, 5]), withRepeats([2, 6]));
  assert.deepEqual(result, { sigma: 0.5, difference: 0, standardError: 1 });
});

test("curves of missing values are compared too, where the same cells were missing and replaced by the same", () => {
  const [one, two] = [linearPredictor([1, 0.5]), linearPredictor([1, 0.4])];
  const samples = normalSamples(one, 300, 0.3);
  const options = { probabilities: [0.2, 0.5], repeats: 6 };
  const [first, second] = [missingCurve(one, samples, options), missingCurve(two, samples, options)];
  const differences = compareNoise(first, second);
  assert.deepEqual(
    differences.map(({ probability }) => probability),
    [0.2, 0.5],
  );
  assertClose(differences[1].difference, first.points[1].rmse - second.points[1].rmse, 1e-3);
  assert.ok((differences[1].standardError as number) < 0.3 * (first.points[1].standardError as number));
  const others = missingCurve(two, samples, { ...options, replacements: [0, 1] });
  assert.throws(() => compareNoise(first, others), /measure both with the same noise/);
  const noise = noiseCurve(two, samples, { sigmas: [0.2, 0.5], repeats: 6 });
  assert.throws(() => compareNoise(first as never, noise as never), /measure both with the same noise/);
});

test("standard errors are as large as the luck of the draws: over 80 seeds, of a curve and of a difference", () => {
  const [one, two] = [linearPredictor([1, 0.5]), linearPredictor([0.9, 0.6])];
  const samples = normalSamples(one, 60, 0.3);
  const found = Array.from({ length: 80 }, (_, seed) => {
    const options = { sigmas: [0.5], repeats: 8, seed };
    const [first, second] = [noiseCurve(one, samples, options), noiseCurve(two, samples, options)];
    return { curve: first.points[0], difference: compareNoise(first, second)[0] };
  });
  const ofCurves = found.map(({ curve }) => curve.standardError as number);
  const ofDifferences = found.map(({ difference }) => difference.standardError as number);
  // a standard deviation over 80 values is known to 8 %, the mean of 80 standard errors of 8 repeats to 3 %
  assertClose(standardDeviation(found.map(({ curve }) => curve.rmse)) / mean(ofCurves), 1, 0.25);
  assertClose(standardDeviation(found.map(({ difference }) => difference.difference)) / mean(ofDifferences), 1, 0.25);
});
