import "./relaxed-simd";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { Random } from "../../../src/base/random";
import { adamStep } from "../../../src/engine/adam";
import { DenseKernel } from "../../../src/engine/dense/kernel/dense-kernel";
import { type KernelVariant, kernelVariants } from "../../../src/engine/dense/kernel/instance";
import type { AdamOptions } from "../../../src/engine/engine";
import { laiLoss } from "../../../src/loss/lai-loss";
import type { LossBatch } from "../../../src/loss/loss";
import { ACTIVATION_NAMES } from "../../../src/model/activation";
import { assertClose, largest } from "../../assert-close";
import { randomNetwork } from "./random-network";

const ADAM: AdamOptions = {
  learningRate: 3e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
};
const SHAPE = { inputs: 5, hidden: [17, 9], activations: [9, 6], useBias: [true, false, true], rows: 90 };

/** Fixed c and v, so that the gradients are known beforehand. */
function fixedDerivatives(scale: number): (batch: LossBatch) => number {
  return (batch) => {
    const random = new Random(5, "fixed");
    for (let i = 0; i < batch.rows; i++) batch.predictionDerivatives[i] = scale * random.normal();
    for (let i = 0; i < batch.slopeLossRows * batch.features; i++)
      batch.inputGradientDerivatives[i] = scale * random.normal();
    return 1;
  };
}

test("Adam in the kernel follows Adam in float64, with weight decay of kernels only and clipping", () => {
  for (const variant of kernelVariants()) {
    for (const options of [{}, { weightDecay: 0.1 }, { clipNorm: 0.5 }, { weightDecay: 0.03, clipNorm: 2 }]) {
      const { stack, weights, x, y } = randomNetwork(SHAPE, 3);
      const kernel = new DenseKernel(stack, weights, { variant });
      const adam = { ...ADAM, ...options };
      const zeros = (): Float32Array[] => weights.map((array) => new Float32Array(array.length));
      // float64 arrays in the float32 type's clothes: the same code then computes in float64
      const precise = (arrays: Float32Array[]): Float32Array[] =>
        arrays.map((array) => Float64Array.from(array) as unknown as Float32Array);
      const expected = {
        weights: precise(weights),
        firstMoments: precise(zeros()),
        secondMoments: precise(zeros()),
        decays: [true, false, true, true, false],
      };
      const batch = { rows: 90, slopeLossRows: 41, x, y };
      for (let step = 1; step <= 20; step++) {
        const loss = fixedDerivatives(step % 3);
        const { weightGradients } = kernel.gradients(batch, loss, true);
        assert.equal(kernel.trainStep(batch, loss, true, adam), 1);
        adamStep(expected, weightGradients, adam, step);
      }
      const state = kernel.getState();
      assert.equal(state.steps, 20);
      for (const name of ["weights", "firstMoments", "secondMoments"] as const) {
        const scale = Math.max(...expected[name].map(largest));
        for (const [i, array] of state[name].entries()) {
          assertClose(array, expected[name][i], 2e-6 * scale, `${variant} ${JSON.stringify(options)} ${name}[${i}]`);
        }
      }
      kernel.dispose();
    }
  }
});

test("gradients too large for float32 squares are still clipped to the norm", () => {
  const { stack, weights, x, y } = randomNetwork(SHAPE, 3);
  const kernel = new DenseKernel(stack, weights);
  const batch = { rows: 90, slopeLossRows: 0, x, y };
  kernel.trainStep(batch, fixedDerivatives(1e22), false, { ...ADAM, clipNorm: 1, beta1: 0 });
  const squares = kernel.getState().firstMoments.flatMap((array) => Array.from(array, (m) => m * m));
  assertClose(
    squares.reduce((sum, square) => sum + square, 0),
    1,
    1e-5,
  );
  kernel.dispose();
});

/** A short training with ragged batches and mixed rows; the bits that it ends with. */
function train(seed: number, kernel: DenseKernel, x: Float32Array, y: Float32Array, steps: number): number {
  const random = new Random(seed, "batches");
  const loss = laiLoss({ lambda: 0.3 }).bind({ features: 5 });
  let last = 0;
  for (let step = 0; step < steps; step++) {
    const rows = 1 + random.integer(90);
    last = kernel.trainStep({ rows, slopeLossRows: random.integer(rows + 1), x, y }, loss, true, ADAM);
  }
  return last;
}

test("the same seed and variant give the same bits, in new memory and in memory used before", () => {
  for (const variant of kernelVariants()) {
    const { stack, weights, x, y } = randomNetwork(SHAPE, 8);
    const run = (): DenseKernel => {
      const kernel = new DenseKernel(stack, weights, { variant });
      train(1, kernel, x, y, 40);
      return kernel;
    };
    const [first, second] = [run(), run()];
    const expected = first.getState();
    assert.deepEqual(second.getState(), expected);
    first.dispose();
    second.dispose();
    const again = run();
    assert.deepEqual(again.getState(), expected);
    again.dispose();
  }
});

test("a training that goes on from its state ends with the same bits", () => {
  const { stack, weights, x, y } = randomNetwork(SHAPE, 8);
  const whole = new DenseKernel(stack, weights);
  train(1, whole, x, y, 20);
  const resumed = new DenseKernel(
    stack,
    weights.map((array) => new Float32Array(array.length)),
  );
  resumed.setState(whole.getState());
  train(2, whole, x, y, 20);
  train(2, resumed, x, y, 20);
  assert.deepEqual(resumed.getState(), whole.getState());
  whole.dispose();
  resumed.dispose();
});

test("padded units stay dead through a training where f(0) is not 0", () => {
  const shape = { inputs: 3, hidden: [5, 6, 7], activations: [6, 9, 7], useBias: [true, true, true, true], rows: 50 };
  const wider = { ...shape, hidden: [8, 8, 8] };
  const { stack, weights, x, y } = randomNetwork(shape, 2);
  // the same network with its units padded by hand: units without outgoing weights
  const sizes = [3, 5, 6, 7, 1];
  const wide = [3, 8, 8, 8, 1];
  const padded = weights.map((array, k) => {
    const layer = Math.floor(k / 2);
    if (k % 2) return Float32Array.from({ length: wide[layer + 1] }, (_, j) => array[j] ?? 0);
    return Float32Array.from({ length: wide[layer] * wide[layer + 1] }, (_, at) => {
      const [i, j] = [Math.floor(at / wide[layer + 1]), at % wide[layer + 1]];
      return i < sizes[layer] && j < sizes[layer + 1] ? array[i * sizes[layer + 1] + j] : 0;
    });
  });
  const kernel = new DenseKernel(stack, weights);
  const byHand = new DenseKernel(randomNetwork(wider, 2).stack, padded);
  const loss = laiLoss({ lambda: 0.3 }).bind({ features: 3 });
  const batch = { rows: 50, slopeLossRows: 30, x, y };
  for (let step = 0; step < 30; step++) kernel.trainStep(batch, loss, true, ADAM);
  assert.notDeepEqual(kernel.predict(x, 50), byHand.predict(x, 50));
  const trained = kernel.getState().weights;
  const rebuilt = new DenseKernel(stack, trained);
  assert.deepEqual(rebuilt.predict(x, 50), kernel.predict(x, 50)); // nothing lives outside the real weights
  const { weightGradients } = byHand.gradients(batch, loss, true);
  const original = new DenseKernel(stack, weights).gradients(batch, loss, true).weightGradients;
  const scale = Math.max(...original.map(largest));
  for (const layer of [0, 1, 2, 3]) {
    for (let i = 0; i < sizes[layer]; i++) {
      for (let j = 0; j < sizes[layer + 1]; j++) {
        const [a, b] = [
          weightGradients[2 * layer][i * wide[layer + 1] + j],
          original[2 * layer][i * sizes[layer + 1] + j],
        ];
        assertClose(a, b, 1e-6 * scale);
      }
    }
  }
  for (const each of [kernel, byHand, rebuilt]) each.dispose();
});

test("memory does not grow over 1,000 trainings", () => {
  const { stack, weights, x, y } = randomNetwork(SHAPE, 8);
  const once = (): void => {
    const kernel = new DenseKernel(stack, weights);
    train(1, kernel, x, y, 2);
    kernel.dispose();
  };
  for (let i = 0; i < 50; i++) once();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < 1000; i++) once();
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  assert.ok(grown < 40, `${grown.toFixed(1)} MB more after 1,000 trainings`);
});

/** A hash of the weights after ten steps of the Lai loss, of one network for each activation. */
function bitsOf(variant: KernelVariant): string {
  const hash = createHash("sha256");
  for (const [activation] of ACTIVATION_NAMES.entries()) {
    const { stack, weights, x, y } = randomNetwork({ ...SHAPE, activations: [activation, activation] }, 4);
    const kernel = new DenseKernel(stack, weights, { variant });
    const loss = laiLoss({ lambda: 0.3 }).bind({ features: SHAPE.inputs });
    const batch = { rows: SHAPE.rows, slopeLossRows: 61, x, y };
    const adam = { ...ADAM, weightDecay: 0.1, clipNorm: 0.5 };
    for (let step = 0; step < 10; step++) kernel.trainStep(batch, loss, true, adam);
    for (const array of kernel.getState().weights) hash.update(array);
    kernel.dispose();
  }
  return hash.digest("hex").slice(0, 16);
}

test("the bits of each WebAssembly variant are those that stored results were computed with", () => {
  const pinned: Partial<Record<KernelVariant, string>> = {
    simd: "da59c528c7184b0b",
    "relaxed-simd": "b63da9c687b9f747",
  };
  for (const variant of kernelVariants().filter((one) => one in pinned))
    assert.equal(bitsOf(variant), pinned[variant], variant);
});

test("four lanes without fused multiply-adds are the same in WebAssembly as in native code", (context) => {
  if (!kernelVariants().includes("native-sse42")) return context.skip("there is no native SSE4.2 here");
  assert.equal(bitsOf("native-sse42"), bitsOf("simd"));
});
