import "./relaxed-simd";
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Random } from "../../../src/base/random";
import { DenseKernel } from "../../../src/engine/dense/kernel/dense-kernel";
import type { KernelVariant } from "../../../src/engine/dense/kernel/instance";
import { kernelVariants } from "../../../src/engine/dense/kernel/instance";
import type { LossBatch } from "../../../src/loss/loss";
import { ACTIVATION_NAMES } from "../../../src/model/activation";
import { largest } from "../../assert-close";
import { type NetworkShape, randomNetwork, rowsOf } from "./random-network";
import { ReferenceNetwork } from "./reference";

/** Rows this near to a kink take no part: float32 may see them on its other side. */
const KINK_MARGIN = 5e-5;

/** The largest errors relative to the largest value of each kind; of predictions, to at least 1, the scale of the targets. */
interface Errors {
  predictions: number;
  inputGradients: number;
  weightGradients: number;
}

function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>, scale: number): number {
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
  return scale === 0 ? worst : worst / scale;
}

/** Compares one network, batch, c and v in the kernel with the float64 closed form. */
function compare(shape: NetworkShape, laiRows: number, variant: KernelVariant, seed: number): Errors {
  const { stack, weights, x, y } = randomNetwork(shape, seed);
  const { inputs, rows } = shape;
  const reference = new ReferenceNetwork(stack, weights);
  const expectedRows = rowsOf(x, rows, inputs).map((row) => reference.row(row));
  const random = new Random(seed, "derivatives");
  const clear = expectedRows.map((row) => row.nearestKink > KINK_MARGIN);
  const c = Float32Array.from(clear, (isClear) => (isClear ? random.normal() / rows : 0));
  const v = Float32Array.from({ length: laiRows * inputs }, (_, i) =>
    clear[Math.floor(i / inputs)] ? random.normal() / rows : 0,
  );
  const expected = reference.weightGradients(expectedRows, Array.from(c), rowsOf(v, laiRows, inputs));

  const kernel = new DenseKernel(stack, weights, { variant });
  try {
    const evaluate = (batch: LossBatch): number => {
      batch.predictionDerivatives.set(c);
      batch.inputGradientDerivatives.set(v);
      return 0;
    };
    const result = kernel.gradients({ rows, laiRows, x, y }, evaluate, true);
    const predictions = expectedRows.map((row) => row.prediction);
    const slopes = expectedRows.slice(0, laiRows).map((row, i) => (clear[i] ? row.inputGradient : null));
    const slopeScale = largest(expectedRows.flatMap((row) => row.inputGradient));
    const scale = Math.max(...expected.map(largest));
    return {
      predictions: relativeError(result.predictions, predictions, Math.max(1, largest(predictions))),
      inputGradients: Math.max(
        0,
        ...slopes.map((slope, i) =>
          slope ? relativeError(result.inputGradients.subarray(i * inputs), slope, slopeScale) : 0,
        ),
      ),
      weightGradients: Math.max(...expected.map((array, k) => relativeError(result.weightGradients[k], array, scale))),
    };
  } finally {
    kernel.dispose();
  }
}

const width = fc.oneof(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 1, max: 130 }),
);

/** Any network of 1 to 6 layers. Wide ones get fewer rows, which keeps the float64 side affordable. */
const networkShape: fc.Arbitrary<NetworkShape & { laiRows: number }> = fc
  .record({
    inputs: fc.oneof(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 130 })),
    hidden: fc.array(width, { maxLength: 5 }),
    activations: fc.array(fc.nat(ACTIVATION_NAMES.length - 1), { minLength: 5, maxLength: 5 }),
    useBias: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 300 })),
    fraction: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ fraction, ...shape }) => {
    const sizes = [shape.inputs, ...shape.hidden, 1];
    const parameters = sizes.slice(1).reduce((sum, units, l) => sum + units * sizes[l], 0);
    const rows = Math.max(1, Math.min(shape.rows, Math.ceil(150_000 / parameters)));
    return { ...shape, rows, laiRows: Math.round(fraction * rows) };
  });

for (const variant of kernelVariants()) {
  test(`the ${variant} kernel agrees with the float64 closed form on 1,000 random networks`, (context) => {
    const worst: Errors = { predictions: 0, inputGradients: 0, weightGradients: 0 };
    let cases = 0;
    fc.assert(
      fc.property(networkShape, fc.nat(1e6), ({ laiRows, ...shape }, seed) => {
        const errors = compare(shape, laiRows, variant, seed);
        for (const key of Object.keys(worst) as (keyof Errors)[]) worst[key] = Math.max(worst[key], errors[key]);
        cases += 1;
        assert.ok(errors.predictions < 1e-5, `predictions are off by ${errors.predictions} of their scale`);
        assert.ok(errors.inputGradients < 1e-5, `input gradients are off by ${errors.inputGradients} of their scale`);
        assert.ok(
          errors.weightGradients < 1e-5,
          `weight gradients are off by ${errors.weightGradients} of their scale`,
        );
      }),
      { numRuns: 1000, seed: 4 },
    );
    context.diagnostic(`${cases} networks, worst errors relative to the scale: ${JSON.stringify(worst)}`);
  });

  test(`the ${variant} kernel agrees with the float64 closed form at the largest sizes`, () => {
    const activations = [8, 9, 12, 13, 11];
    const useBias = [true, true, true, true, true, true];
    for (const [inputs, hidden, rows, laiRows] of [
      [13, [130, 129, 130, 128, 127], 60, 41],
      [128, [64, 128], 300, 150],
      [8, [64, 32], 300, 299],
      [130, [], 300, 300],
    ] as [number, number[], number, number][]) {
      const errors = compare({ inputs, hidden, rows, activations, useBias }, laiRows, variant, 7);
      assert.ok(errors.weightGradients < 1e-5, `${inputs}-${hidden}: ${errors.weightGradients}`);
      assert.ok(errors.inputGradients < 1e-5, `${inputs}-${hidden}: ${errors.inputGradients}`);
    }
  });

  test(`every activation of the ${variant} kernel has its gradient within 1e-5 of the scale`, () => {
    for (const [index, name] of ACTIVATION_NAMES.entries()) {
      const shape = { inputs: 5, hidden: [7, 6], activations: [index, index], useBias: [true, true, true], rows: 50 };
      for (let seed = 0; seed < 5; seed++) {
        const { weightGradients } = compare(shape, 50, variant, seed);
        assert.ok(weightGradients < 1e-5, `${name}: ${weightGradients}`);
      }
    }
  });
}
