import "./relaxed-simd";
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../../src/base/check";
import { DenseKernel } from "../../../src/engine/dense/kernel/dense-kernel";
import { kernelVariants } from "../../../src/engine/dense/kernel/instance";
import type { AdamOptions, EngineBatch } from "../../../src/engine/engine";
import type { LossBatch } from "../../../src/loss/loss";
import { ACTIVATION_NAMES } from "../../../src/model/activation";
import { assertClose } from "../../assert-close";
import { randomNetwork } from "./random-network";

const ADAM: AdamOptions = {
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  weightDecay: 0,
  clipNorm: Number.POSITIVE_INFINITY,
};
const SHAPE = { inputs: 3, hidden: [5, 4], activations: [8, 9], useBias: [true, true, true], rows: 6 };

function squaredError(batch: LossBatch): number {
  let sum = 0;
  for (let i = 0; i < batch.rows; i++) {
    const error = batch.predictions[i] - batch.targets[i];
    sum += error * error;
    batch.predictionDerivatives[i] = (2 * error) / batch.rows;
  }
  return sum / batch.rows;
}

function smallKernel(): { kernel: DenseKernel; x: Float32Array; y: Float32Array; weights: Float32Array[] } {
  const { stack, weights, x, y } = randomNetwork(SHAPE, 1);
  return { kernel: new DenseKernel(stack, weights), x, y, weights };
}

test("wrong rows, lengths and types are refused by name and leave the kernel as it was", () => {
  const { kernel, x, y } = smallKernel();
  const before = kernel.getState();
  const expected = kernel.predict(x, 6);
  const rows = fc.oneof(
    fc.integer({ min: -10, max: 20 }),
    fc.constantFrom(Number.NaN, 2 ** 31, 2 ** 53, 1e300, Number.POSITIVE_INFINITY, 2.5, -0, "6", null, undefined, 4n),
  );
  const array = fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((length) => new Float32Array(length)),
    fc.constantFrom(null, undefined, [1, 2, 3], new Float64Array(40), new ArrayBuffer(400), { length: 100 }),
  );
  fc.assert(
    fc.property(rows, rows, array, array, (count, slopeLossRows, inputs, targets) => {
      const batch = { rows: count, slopeLossRows, x: inputs, y: targets } as unknown as EngineBatch;
      const fits = (values: unknown, columns: number): boolean =>
        values instanceof Float32Array && values.length >= (count as number) * columns;
      const rowsFit = Number.isInteger(count) && (count as number) >= 1;
      const laiFit =
        Number.isInteger(slopeLossRows) &&
        (slopeLossRows as number) >= 0 &&
        (slopeLossRows as number) <= (count as number);
      const inputsFit = rowsFit && fits(inputs, 3);
      if (inputsFit && laiFit && fits(targets, 1)) {
        kernel.gradients(batch, squaredError, true);
      } else {
        assert.throws(() => kernel.gradients(batch, squaredError, true), ArgumentError);
        assert.throws(() => kernel.trainStep(batch, squaredError, true, ADAM), ArgumentError);
      }
      if (inputsFit) kernel.inputGradients(batch.x, batch.rows);
      else {
        assert.throws(() => kernel.predict(batch.x, batch.rows), ArgumentError);
        assert.throws(() => kernel.inputGradients(batch.x, batch.rows), ArgumentError);
      }
    }),
    { numRuns: 500, seed: 4 },
  );
  assert.deepEqual(kernel.getState(), before);
  assert.deepEqual(kernel.predict(x, 6), expected);
  assert.ok(kernel.trainStep({ rows: 6, slopeLossRows: 6, x, y }, squaredError, true, ADAM) > 0);
  kernel.dispose();
});

test("weights and states of other lengths are refused by name", () => {
  const { kernel, weights } = smallKernel();
  const { stack } = randomNetwork(SHAPE, 1);
  const state = kernel.getState();
  const shorter = weights.map((array, i) => (i === 2 ? array.subarray(1) : array));
  assert.throws(() => new DenseKernel(stack, shorter), /weights\[2\] is Float32Array\(19\): give a Float32Array of 20/);
  assert.throws(() => new DenseKernel(stack, weights.slice(1)), /give 6 Float32Arrays/);
  assert.throws(() => kernel.setState({ ...state, firstMoments: shorter }), /state\.firstMoments\[2\]/);
  assert.throws(() => kernel.setState({ ...state, steps: -1 }), /state\.steps is -1/);
  assert.deepEqual(kernel.getState(), state);
  kernel.dispose();
});

test("options of Adam that cannot be right are refused by name", () => {
  const { kernel, x, y } = smallKernel();
  const batch = { rows: 6, slopeLossRows: 0, x, y };
  for (const wrong of [
    { learningRate: Number.NaN },
    { learningRate: -1 },
    { beta1: 1 },
    { beta2: -0.1 },
    { epsilon: 0 },
    { weightDecay: -1 },
    { clipNorm: 0 },
    { clipNorm: Number.NaN },
  ]) {
    const name = Object.keys(wrong)[0];
    assert.throws(
      () => kernel.trainStep(batch, squaredError, false, { ...ADAM, ...wrong }),
      (error) => error instanceof ArgumentError && error.argument === `adam.${name}`,
    );
  }
  kernel.dispose();
});

test("a batch that needs more than 4 GiB is refused before it is copied", () => {
  const linear = { name: "linear", alpha: 1 } as const;
  const layers = [2000, 2000, 1].map((units) => ({ units, activation: linear, useBias: false }));
  const weights = [2000, 4e6, 2000].map((length) => new Float32Array(length));
  const kernel = new DenseKernel({ inputs: 1, layers }, weights);
  const rows = 70_000; // 2 layers x 4 arrays x 70,000 x 2,000 x 4 bytes are 4.17 GiB
  const batch = { rows, slopeLossRows: 0, x: new Float32Array(rows), y: new Float32Array(rows) };
  assert.throws(() => kernel.gradients(batch, squaredError, false), /batch\.rows is 70000: needs 4\.3 GiB/);
  kernel.dispose();
  const wide = [40_000, 40_000, 1].map((units) => ({ units, activation: linear, useBias: false }));
  assert.throws(() => new DenseKernel({ inputs: 1, layers: wide }, weights), ArgumentError);
});

test("an evaluator that throws or gives no number leaves the weights as they were", () => {
  const { kernel, x, y } = smallKernel();
  const before = kernel.getState();
  const batch = { rows: 6, slopeLossRows: 3, x, y };
  const thrower = (): number => {
    throw new Error("of the loss");
  };
  assert.throws(() => kernel.trainStep(batch, thrower, true, ADAM), /of the loss/);
  assert.throws(
    () => kernel.trainStep(batch, (() => undefined) as unknown as () => number, true, ADAM),
    /loss is undef/,
  );
  assert.ok(Number.isNaN(kernel.trainStep(batch, () => Number.NaN, true, ADAM)));
  assert.deepEqual(kernel.getState(), before);
  kernel.dispose();
  assert.throws(() => kernel.predict(x, 6), /disposed/);
});

test("more rows than a tile are predicted as each row by itself", () => {
  const { kernel } = smallKernel();
  const { x } = randomNetwork({ ...SHAPE, rows: 1300 }, 9);
  const whole = kernel.inputGradients(x, 1300);
  assert.deepEqual(kernel.predict(x, 1300), whole.predictions);
  for (const row of [0, 1, 63, 64, 511, 512, 1023, 1299]) {
    const alone = kernel.inputGradients(x.subarray(row * 3, row * 3 + 3), 1);
    assertClose(alone.predictions, whole.predictions.subarray(row, row + 1), 0);
    assertClose(alone.inputGradients, whole.inputGradients.subarray(row * 3, row * 3 + 3), 0);
  }
  kernel.dispose();
});

for (const variant of kernelVariants()) {
  test(`a NaN comes out as NaN through every activation of ${variant}, and a large z as finite numbers`, () => {
    for (const index of ACTIVATION_NAMES.keys()) {
      const shape = { inputs: 1, hidden: [3], activations: [index], useBias: [], rows: 1 };
      const { stack, weights } = randomNetwork(shape, 2);
      const kernel = new DenseKernel(stack, weights, { variant });
      const { predictions, inputGradients } = kernel.inputGradients(Float32Array.of(Number.NaN, 1e4, -1e4), 3);
      assert.ok(Number.isNaN(predictions[0]), ACTIVATION_NAMES[index]);
      for (const i of [1, 2]) {
        assert.ok(Number.isFinite(predictions[i]) && Number.isFinite(inputGradients[i]), ACTIVATION_NAMES[index]);
      }
      kernel.dispose();
    }
  });
}
