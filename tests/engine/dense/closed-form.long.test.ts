import "./relaxed-simd";
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { DenseKernel } from "../../../src/engine/dense/kernel/dense-kernel";
import type { KernelVariant } from "../../../src/engine/dense/kernel/instance";
import { kernelVariants } from "../../../src/engine/dense/kernel/instance";
import type { LossBatch } from "../../../src/loss/loss";
import { ACTIVATION_NAMES } from "../../../src/model/activation";
import { assertClose, largest } from "../../assert-close";
import { repeats } from "../../long";
import { type NetworkShape, networkShape, randomNetwork, rowsOf } from "./random-network";
import { KINK_MARGIN, ReferenceNetwork } from "./reference";
import { laiOptions, laiTestLoss, randomDerivatives, type TestLoss } from "./test-loss";

const CASES = repeats({ short: 80, long: 1000 });

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

/** Compares one network and batch in the kernel with the float64 closed form. */
function compare(
  shape: NetworkShape,
  slopeLossRows: number,
  variant: KernelVariant,
  seed: number,
  loss?: TestLoss,
): Errors {
  const { stack, weights, x, y } = randomNetwork(shape, seed);
  const { inputs, rows } = shape;
  const { evaluate, isNearKink } = loss ?? randomDerivatives(shape, slopeLossRows, seed);
  const reference = new ReferenceNetwork(stack, weights);
  const expectedRows = rowsOf(x, rows, inputs).map((row) => reference.row(row));
  const predictions = expectedRows.map((row) => row.prediction);
  const clear = expectedRows.map(
    (row, i) => row.nearestKink > KINK_MARGIN && !isNearKink(row.prediction, y[i], row.inputGradient),
  );
  const evaluateClear = (batch: LossBatch): number => {
    const value = evaluate(batch);
    for (let i = 0; i < rows; i++) {
      if (clear[i]) continue;
      batch.predictionDerivatives[i] = 0;
      if (i < slopeLossRows) batch.inputGradientDerivatives.fill(0, i * inputs, (i + 1) * inputs);
    }
    return value;
  };
  // float64 arrays in the float32 type's clothes: the same loss then computes in float64
  const precise = (values: ArrayLike<number>): Float32Array => Float64Array.from(values) as unknown as Float32Array;
  const expectedBatch = {
    ...{ rows, slopeLossRows, features: inputs, targets: y, predictions: precise(predictions) },
    inputGradients: precise(expectedRows.slice(0, slopeLossRows).flatMap((row) => row.inputGradient)),
    predictionDerivatives: precise(new Float64Array(rows)),
    inputGradientDerivatives: precise(new Float64Array(slopeLossRows * inputs)),
  };
  const expectedLoss = evaluateClear(expectedBatch);
  const { predictionDerivatives: c, inputGradientDerivatives: v } = expectedBatch;
  const expected = reference.weightGradients(expectedRows, Array.from(c), rowsOf(v, slopeLossRows, inputs));

  const kernel = new DenseKernel(stack, weights, { variant });
  try {
    const result = kernel.gradients({ rows, slopeLossRows, x, y }, evaluateClear, true);
    const slopes = expectedRows.slice(0, slopeLossRows).map((row, i) => (clear[i] ? row.inputGradient : null));
    const slopeScale = largest(expectedRows.flatMap((row) => row.inputGradient));
    const scale = Math.max(...expected.map(largest));
    assertClose(result.loss, expectedLoss, 2e-5 * Math.max(1, Math.abs(expectedLoss)), "loss");
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

const laiCase = networkShape.chain((shape) =>
  fc.record({ shape: fc.constant(shape), options: laiOptions(shape.inputs) }),
);

for (const variant of kernelVariants()) {
  const noWorst = (): Errors => ({ predictions: 0, inputGradients: 0, weightGradients: 0 });
  const check = (errors: Errors, worst: Errors): void => {
    for (const key of Object.keys(worst) as (keyof Errors)[]) worst[key] = Math.max(worst[key], errors[key]);
    assert.ok(errors.predictions < 1e-5, `predictions are off by ${errors.predictions} of their scale`);
    // a saturated tanh leaves its slope, 1 - t^2, few digits of float32
    assert.ok(errors.inputGradients < 1e-4, `input gradients are off by ${errors.inputGradients} of their scale`);
    assert.ok(errors.weightGradients < 1e-4, `weight gradients are off by ${errors.weightGradients} of their scale`);
  };

  test(`the ${variant} kernel agrees with the float64 closed form on ${CASES} random networks`, (context) => {
    const worst = noWorst();
    let cases = 0;
    fc.assert(
      fc.property(networkShape, fc.nat(1e6), ({ slopeLossRows, ...shape }, seed) => {
        check(compare(shape, slopeLossRows, variant, seed), worst);
        cases += 1;
      }),
      { numRuns: CASES, seed: 4 },
    );
    context.diagnostic(`${cases} networks, worst errors relative to the scale: ${JSON.stringify(worst)}`);
  });

  test(`the ${variant} kernel agrees with the float64 closed form under ${CASES} random Lai losses`, (context) => {
    const worst = noWorst();
    let cases = 0;
    fc.assert(
      fc.property(laiCase, fc.nat(1e6), ({ shape: { slopeLossRows, ...shape }, options }, seed) => {
        check(compare(shape, slopeLossRows, variant, seed, laiTestLoss(options, shape.inputs)), worst);
        cases += 1;
      }),
      { numRuns: CASES, seed: 5 },
    );
    context.diagnostic(`${cases} losses, worst errors relative to the scale: ${JSON.stringify(worst)}`);
  });

  test(`the ${variant} kernel agrees with the float64 closed form at the largest sizes`, () => {
    const activations = [8, 9, 12, 13, 11];
    const useBias = [true, true, true, true, true, true];
    for (const [inputs, hidden, rows, slopeLossRows] of [
      [13, [130, 129, 130, 128, 127], 60, 41],
      [128, [64, 128], 300, 150],
      [8, [64, 32], 300, 299],
      [130, [], 300, 300],
    ] as [number, number[], number, number][]) {
      const errors = compare({ inputs, hidden, rows, activations, useBias }, slopeLossRows, variant, 7);
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
