import assert from "node:assert/strict";
import { test } from "node:test";
import { compareNoise } from "../../src/measure/compare-noise";
import { noiseCurve } from "../../src/measure/noise";
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
