import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { Random } from "../../src/base/random";
import { ready } from "../../src/engine/backend";
import { createEngine } from "../../src/engine/create-engine";
import { ENGINE_NAMES } from "../../src/engine/engine";
import { constrainedSlopeLoss } from "../../src/loss/constrained-slope";
import { laiLoss } from "../../src/loss/lai-loss";
import type { LossEvaluator } from "../../src/loss/loss";
import { ACTIVATION_NAMES, type ActivationName } from "../../src/model/activation";
import { denseModel } from "../../src/model/dense-model";
import { largest } from "../assert-close";
import { Float64Network } from "./float64-network";

const SIZES = [11, 8, 7, 6, 1];
const ROWS = 12;
const SAMPLES = 3;

for (const [n, activation] of ACTIVATION_NAMES.entries()) {
  test(`weight gradients equal float64 finite differences on 4 layers of ${activation} and 11 features`, async () => {
    await checkActivation(n, activation);
  });
}

for (const multiplier of [0, 0.8, 30]) {
  test(`weight gradients of a loss with a state equal finite differences at multiplier ${multiplier}, which stays`, async () => {
    const evaluator = constrainedSlopeLoss({ targetSlope: 0.2 }).bind({ features: 11 });
    evaluator.state!.set({ multiplier });
    await checkActivation(ACTIVATION_NAMES.indexOf("tanh"), "tanh", evaluator);
    assert.deepEqual(evaluator.state!.get(), { multiplier });
    evaluator.state!.advance();
    assert.ok(evaluator.state!.get().multiplier > multiplier + 0.01, "slopes are above the bound, so that it acts");
  });
}

async function checkActivation(n: number, activation: ActivationName, given?: LossEvaluator): Promise<void> {
  const random = new Random(n, "finite differences");
  const model = denseModel({ inputs: 11, hidden: SIZES.slice(1, -1), activation, seed: n });
  const weights = model.trainableWeights.map((weight) => {
    return Float32Array.from(weight.read().dataSync(), (value) => value + 0.3 * random.normal());
  });
  const x = Float32Array.from({ length: ROWS * 11 }, () => random.normal());
  const y = Float32Array.from({ length: ROWS }, () => random.normal());
  const slopeLossRows = n % 2 === 0 ? ROWS : 7;
  const lambda = [0.02, 0.3, 0.7, 4][n % 4];
  const loss = given ?? laiLoss({ lambda, oneSided: n % 3 === 0 }).bind({ features: 11 });

  const network = new Float64Network(
    SIZES,
    activation,
    weights.map((values) => Float64Array.from(values)),
  );
  const entries = weights.flatMap((values, tensor) =>
    Array.from({ length: SAMPLES }, () => {
      const index = random.integer(values.length);
      return { tensor, index, expected: network.weightGradient(loss, x, y, slopeLossRows, tensor, index) };
    }),
  );
  for (const backend of ["wasm", "cpu"] as const) {
    await ready({ backend });
    for (const name of ENGINE_NAMES) {
      const engine = createEngine(model, { engine: name });
      engine.setState({ ...engine.getState(), weights });
      const { weightGradients } = engine.gradients({ rows: ROWS, slopeLossRows, x, y }, loss, true);
      const scale = largest(weightGradients.flatMap((gradient) => Array.from(gradient)));
      for (const { tensor, index, expected } of entries) {
        const off = Math.abs(weightGradients[tensor][index] - expected);
        assert.ok(
          off <= 1e-4 * scale,
          `${name} on ${backend}, weights[${tensor}][${index}]: off by ${off} of ${scale}`,
        );
      }
      engine.dispose();
    }
  }
  tf.dispose(model.trainableWeights.map((weight) => weight.read()));
}
