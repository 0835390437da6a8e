import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Random } from "../../../src/base/random";
import { ready } from "../../../src/engine/backend";
import { derivativeRange } from "../../../src/measure/lipschitz/dense-weights";
import { exactLipschitz } from "../../../src/measure/lipschitz/exact";
import { globalLipschitzBound } from "../../../src/measure/lipschitz/global-bound";
import { localLipschitzBound } from "../../../src/measure/lipschitz/local-bound";
import { withPredictor } from "../../../src/measure/predictor";
import { ACTIVATION_NAMES, type ActivationName } from "../../../src/model/activation";
import { denseModel } from "../../../src/model/dense-model";
import { assertClose } from "../../assert-close";
import { ACTIVATIONS } from "../../engine/float64-network";
import { densePredictor, randomStack } from "../dense-predictor";
import { normalSamples } from "../predictors";

before(() => ready());

/** float32 arithmetic in the engines: lower bounds carry its rounding. */
const ROUNDING = 1 + 1e-4;

test("lower bound <= upper bound in any network of any activation, as the engine computes it", () => {
  const network = fc.record({
    inputs: fc.integer({ min: 1, max: 5 }),
    hidden: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 0, maxLength: 4 }),
    activation: fc.constantFrom(...ACTIVATION_NAMES),
    scale: fc.constantFrom(0.3, 1, 3),
    radius: fc.constantFrom(0.1, 1, 5),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });
  fc.assert(
    fc.property(network, ({ inputs, hidden, activation, scale, radius, seed }) => {
      const model = denseModel({ inputs, hidden, activation: activation as ActivationName, seed });
      const random = new Random(seed, "test biases");
      const weights = model.getWeights().map((w, i) => {
        // kernels larger or smaller than a start gives, and biases that are not 0
        return i % 2 === 0 ? tf.mul(w, scale) : tf.tensor(Array.from({ length: w.size }, () => random.normal()));
      });
      model.setWeights(weights);
      tf.dispose(weights);
      withPredictor(model, (predictor) => {
        assert.ok(predictor.weights);
        const { upper, product, averaged, intervals, derivativeRanges } = globalLipschitzBound(predictor.weights);
        const samples = normalSamples(predictor, 6, 0, seed);
        const options = { radius, steps: 5, seed, batchSize: 4 };
        const lower = localLipschitzBound(predictor, samples, options).max as number;
        assert.ok(lower <= upper * ROUNDING + 1e-6, `${lower} > ${upper}`);
        assert.ok(averaged <= product * (1 + 1e-9) && upper === Math.min(product, averaged, intervals));
        const { inputGradients } = predictor.inputGradients(samples.x, 6);
        for (const [k, g] of inputGradients.entries()) {
          const [low, high] = derivativeRanges[k % inputs];
          assert.ok(g >= low - 1e-4 * intervals - 1e-6 && g <= high + 1e-4 * intervals + 1e-6, `${g}: ${low}, ${high}`);
        }
        const exact = exactLipschitz(predictor.weights);
        if (activation === "linear" || hidden.length === 0) assert.equal(exact?.method, "linear");
        if (exact) assert.ok(lower <= exact.value * ROUNDING + 1e-6 && exact.value <= upper * (1 + 1e-9));
      });
      model.dispose();
    }),
    { seed: 6, numRuns: 300 },
  );
});

test("the exact constant of a one-feature network lies between what is found on an interval and every upper bound", () => {
  const network = fc.record({
    hidden: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
    activation: fc.constantFrom("relu", "leakyRelu"),
    low: fc.double({ min: -3, max: 2, noNaN: true }),
    width: fc.double({ min: 0.1, max: 3, noNaN: true }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });
  fc.assert(
    fc.property(network, ({ hidden, activation, low, width, seed }) => {
      const weights = randomStack(1, hidden, activation, seed);
      const predictor = densePredictor(weights);
      const inside = exactLipschitz(weights, { interval: [low, low + width] })?.value as number;
      const everywhere = exactLipschitz(weights)?.value as number;
      const x = Float32Array.from({ length: 401 }, (_, i) => low + (width * (i + 0.5)) / 402);
      const { inputGradients, predictions } = predictor.inputGradients(x, x.length);
      for (const [i, slope] of inputGradients.entries()) {
        assert.ok(Math.abs(slope) <= inside * (1 + 1e-6) + 1e-9, `${slope} at ${x[i]}, exact ${inside}`);
      }
      // the change over the interval is a mean slope
      const change = Math.abs(predictions[400] - predictions[0]) / (x[400] - x[0]);
      assert.ok(change <= inside * (1 + 1e-4) + 1e-4);
      assert.ok(inside <= everywhere * (1 + 1e-12));
      assert.ok(everywhere <= globalLipschitzBound(weights).upper * (1 + 1e-9));
    }),
    { seed: 7, numRuns: 200 },
  );
});

test("the exact constant of a one-feature ReLU network is reached by a slope that the network has", () => {
  for (let seed = 0; seed < 8; seed++) {
    const weights = randomStack(1, [6, 5], "relu", seed);
    const predictor = densePredictor(weights);
    const x = Float32Array.from({ length: 20_001 }, (_, i) => -10 + i / 1000);
    const slopes = predictor.inputGradients(x, x.length).inputGradients;
    const steepest = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
    const exact = exactLipschitz(weights, { interval: [-10, 10] })?.value as number;
    assertClose(steepest, exact, 1e-5 * exact, `seed ${seed}`);
  }
});

test("an interval is given from its lower end to its upper", () => {
  const weights = randomStack(1, [3], "relu", 1);
  for (const interval of [
    [1, -1],
    [1, 1],
    [0, Number.NaN],
  ] as const) {
    assert.throws(() => exactLipschitz(weights, { interval }), /interval is .*give its lower end, then its upper/);
  }
});

test("the derivative of every activation, by differences of its definition, keeps to its range and comes near both ends", () => {
  const h = 1e-5;
  for (const name of ACTIVATION_NAMES) {
    const f = ACTIVATIONS[name];
    const z = Array.from({ length: 80_001 }, (_, i) => -20 + i / 2000 + 1e-4); // kinks lie between the points
    const slopes = z.map((value) => (f(value + h) - f(value - h)) / (2 * h));
    const [low, high] = derivativeRange({
      activation: name,
      kernel: new Float32Array(),
      bias: new Float32Array(),
      units: 0,
    });
    const [least, most] = [Math.min(...slopes), Math.max(...slopes)];
    assert.ok(least >= low - 1e-7 && most <= high + 1e-7, `${name}: ${least} to ${most}, given ${low} to ${high}`);
    assertClose([least, most], [low, high], 3e-3, name);
  }
});
