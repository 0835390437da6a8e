import assert from "node:assert/strict";
import { test } from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import type { LossEvaluator } from "../../src/loss/loss";
import { denseModel } from "../../src/model/dense-model";

const POINTS = [0.3, 5, 8, 17, 40, -5, -8, -17, -40];

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));
const root = 2 * Math.sqrt(2 / Math.PI);

/** f' and f'' in float64, in forms that do not cancel: s is the logistic function, and 1 - s(z) = s(-z). */
const DERIVATIVES: Record<string, (z: number) => [number, number]> = {
  tanh: (z) => {
    const slope = 1 / Math.cosh(z) ** 2;
    return [slope, -2 * Math.tanh(z) * slope];
  },
  sigmoid: (z) => {
    const slope = logistic(z) * logistic(-z);
    return [slope, slope * (logistic(-z) - logistic(z))];
  },
  swish: (z) => {
    const p = logistic(z) * logistic(-z);
    return [logistic(z) + z * p, p * (2 + z * (logistic(-z) - logistic(z)))];
  },
  gelu_new: (z) => {
    const w = root * (z + 0.044715 * z ** 3);
    const [w1, w2] = [root * (1 + 3 * 0.044715 * z * z), root * 6 * 0.044715 * z];
    const p = logistic(w) * logistic(-w);
    return [logistic(w) + z * p * w1, 2 * p * w1 + z * p * (w2 + w1 * w1 * (logistic(-w) - logistic(w)))];
  },
};

/** c = 0 and v = 1: the gradient of the bias is then f''(z), and that of the output's weight f'(z). */
const slopeAlone: LossEvaluator = (batch) => {
  batch.predictionDerivatives.fill(0);
  batch.inputGradientDerivatives.fill(1);
  return 0;
};

for (const backend of ["wasm", "cpu"] as const) {
  for (const name of ENGINE_NAMES) {
    test(`engine ${name} on ${backend} keeps f' and f'' where an activation is flat`, async () => {
      await ready({ backend });
      for (const [activation, derivatives] of Object.entries(DERIVATIVES)) {
        if (name === "tape" && activation === "gelu_new") continue; // tfjs's own gelu_new computes 1 + tanh, which cancels
        const model = denseModel({ inputs: 1, hidden: [1], activation: activation as "tanh", seed: 0 });
        const engine = createEngine(model, { engine: name });
        engine.setState({ ...engine.getState(), weights: [1, 0, 1, 0].map((w) => Float32Array.of(w)) });
        for (const z of POINTS) {
          const x = Float32Array.of(z);
          const { weightGradients } = engine.gradients({ rows: 1, slopeLossRows: 1, x, y: x }, slopeAlone, true);
          const [slope, curvature] = derivatives(z);
          const close = (actual: number, expected: number, what: string): void =>
            assert.ok(
              // numbers below 1e-30 may be 0, or held
              Math.abs(actual - expected) <= 3e-5 * Math.abs(expected) + 1e-30,
              `${activation}${what} at ${z} is ${actual}, exact ${expected}`,
            );
          close(engine.inputGradients(x, 1).inputGradients[0], slope, "'");
          close(weightGradients[2][0], slope, "'");
          close(weightGradients[1][0], curvature, "''");
        }
        engine.dispose();
        tf.dispose(model.trainableWeights.map((weight) => weight.read()));
      }
    });
  }
}
