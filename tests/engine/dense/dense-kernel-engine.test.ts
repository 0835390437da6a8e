import "./relaxed-simd";
import assert from "node:assert/strict";
import test from "node:test";
import * as tf from "@tensorflow/tfjs";
import { ready } from "../../../src/engine/backend";
import { DenseKernelEngine } from "../../../src/engine/dense/dense-kernel-engine";
import { kernelVariants } from "../../../src/engine/dense/kernel/instance";
import type { Engine } from "../../../src/engine/engine";
import { TapeEngine } from "../../../src/engine/tape/tape-engine";
import { laiLoss } from "../../../src/loss/lai-loss";
import { denseModel } from "../../../src/model/dense-model";
import { type DenseStack, readDenseStack } from "../../../src/model/dense-stack";
import { assertClose, largest } from "../../assert-close";
import { REFERENCE_CASES, referenceLoss, referenceModel, referenceWeightGradients } from "../reference-cases";
import { randomNetwork } from "./random-network";

function stackOf(model: tf.LayersModel): DenseStack {
  const reading = readDenseStack(model);
  if ("reason" in reading) throw new Error(reading.reason);
  return reading.stack;
}

/** Rows of the whole loss first, as an engine wants them. */
function maskedFirst<T>(values: readonly T[], mask: readonly number[] | null): T[] {
  if (!mask) return [...values];
  return [...values.filter((_, i) => mask[i]), ...values.filter((_, i) => !mask[i])];
}

test("the kernel agrees with all float64 reference cases, also where only some rows take the Lai loss", async () => {
  await ready({ backend: "cpu" });
  for (const variant of kernelVariants()) {
    let masked = 0;
    for (const given of REFERENCE_CASES) {
      const model = referenceModel(given);
      const engine = new DenseKernelEngine(model, stackOf(model), { variant });
      const x = Float32Array.from(maskedFirst(given.x, given.mask).flat());
      const y = Float32Array.from(maskedFirst(given.y, given.mask));
      const slopeLossRows = given.mask ? given.mask.filter(Boolean).length : 7;
      const loss = referenceLoss(given).bind({ features: given.sizes[0] });
      const result = engine.gradients({ rows: 7, slopeLossRows, x, y }, loss, true);
      const slopes = maskedFirst(given.out.input_grad, given.mask).flat();
      const predictions = maskedFirst(given.out.pred, given.mask);
      assertClose(result.loss, given.out.loss, 1e-5 * Math.abs(given.out.loss), `${given.name} loss`);
      assertClose(result.predictions, predictions, 1e-5 * largest(predictions), `${given.name} predictions`);
      const wanted = slopes.slice(0, slopeLossRows * given.sizes[0]);
      assertClose(result.inputGradients, wanted, 1e-5 * largest(slopes), `${given.name} inputGradients`);
      const whole = engine.inputGradients(x, 7);
      assertClose(whole.predictions, predictions, 1e-5 * largest(predictions), `${given.name} predictions`);
      assertClose(whole.inputGradients, slopes, 1e-5 * largest(slopes), `${given.name} all inputGradients`);
      const expected = referenceWeightGradients(given);
      const scale = largest(expected.flat());
      for (const [i, gradient] of expected.entries()) {
        assertClose(result.weightGradients[i], gradient, 1e-5 * scale, `${given.name} weightGradients[${i}]`);
      }
      engine.dispose();
      model.dispose();
      if (given.mask) masked += 1;
    }
    assert.equal(masked, 4);
  }
});

test("500 steps end where the tape engine's end", async () => {
  await ready({ backend: "cpu" });
  const { x, y } = randomNetwork({ inputs: 4, hidden: [], activations: [], useBias: [], rows: 64 }, 6);
  const loss = laiLoss({ lambda: 0.5 }).bind({ features: 4 });
  const adam = { learningRate: 2e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0.01, clipNorm: 5 };
  const finish = (make: (model: tf.LayersModel) => Engine): { loss: number; predictions: Float32Array } => {
    const model = denseModel({ inputs: 4, hidden: [8, 6], activation: "tanh", seed: 3 });
    const engine = make(model);
    let last = 0;
    for (let step = 0; step < 500; step++) {
      const first = (step % 4) * 16;
      const batch = {
        rows: 16,
        slopeLossRows: 12,
        x: x.slice(first * 4, first * 4 + 64),
        y: y.slice(first, first + 16),
      };
      last = engine.trainStep(batch, loss, true, adam);
    }
    const predictions = engine.predict(x, 64);
    engine.dispose();
    model.dispose();
    return { loss: last, predictions };
  };
  const kernel = finish((model) => new DenseKernelEngine(model, stackOf(model)));
  const tape = finish((model) => new TapeEngine(model));
  assertClose(kernel.loss, tape.loss, 1e-4 * tape.loss);
  assertClose(kernel.predictions, tape.predictions, 1e-4 * largest(tape.predictions));
});

test("weights go into the model and nothing else is left there", async () => {
  await ready({ backend: "cpu" });
  const model = denseModel({ inputs: 3, hidden: [5], seed: 1 });
  const tensors = tf.memory().numTensors;
  const engine = new DenseKernelEngine(model, stackOf(model));
  const { x, y } = randomNetwork({ inputs: 3, hidden: [], activations: [], useBias: [], rows: 10 }, 6);
  const loss = laiLoss({ lambda: 0.5 }).bind({ features: 3 });
  const adam = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0, clipNorm: 5 };
  engine.trainStep({ rows: 10, slopeLossRows: 10, x, y }, loss, true, adam);
  engine.writeBack();
  const inputs = tf.tensor2d(x, [10, 3]);
  const predictions = model.predict(inputs) as tf.Tensor;
  assertClose(predictions.dataSync(), engine.predict(x, 10), 1e-6);
  tf.dispose([inputs, predictions]);
  engine.dispose();
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});

test("a stack that is not the model's is refused by name", async () => {
  await ready({ backend: "cpu" });
  const model = denseModel({ inputs: 3, hidden: [5], seed: 1 });
  const other = stackOf(denseModel({ inputs: 3, hidden: [6], seed: 1 }));
  assert.throws(() => new DenseKernelEngine(model, other), /model is \[\[3,5\].*weights \[\[3,6\]/);
});
