/**
 * The script that tries a file of the native kernel, in a process of its own: node native-trial.js FILE computes the same by every
 * instruction set that runs here and by WebAssembly, and prints "passed", or fails with the difference.
 */
import { Random } from "../../../base/random";
import type { LossBatch } from "../../../loss/loss";
import { ACTIVATION_NAMES, type ActivationName } from "../../../model/activation";
import { DenseKernel } from "./dense-kernel";
import { type KernelVariant, kernelVariants } from "./instance";
import { trustNative } from "./native";

/** Largest difference, relative to the largest number beside it. Both sides round to float32; one of them may fuse its products. */
const TOLERANCE = 1e-4;
const ADAM = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-3, weightDecay: 0.1, clipNorm: 5 };

interface Trial {
  inputs: number;
  hidden: number[];
  activation: ActivationName;
  rows: number;
  slopeLossRows: number;
}

/** Every activation, sizes that fill whole vectors and blocks and that do not, more than a tile of rows, and no hidden layer. */
const TRIALS: Trial[] = [
  ...ACTIVATION_NAMES.map((activation) => ({ inputs: 5, hidden: [21, 9], activation, rows: 70, slopeLossRows: 41 })),
  { inputs: 13, hidden: [128, 72, 40], activation: "tanh", rows: 150, slopeLossRows: 130 },
  { inputs: 70, hidden: [], activation: "linear", rows: 9, slopeLossRows: 9 },
];

/** Gradients of one batch, then weights and moments after three steps: all that the kernel gives. */
function results(trial: Trial, variant: KernelVariant | "wasm"): Float32Array[] {
  const { inputs, hidden, activation, rows, slopeLossRows } = trial;
  const random = new Random(1, "native trial");
  const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
  const layers = [...hidden, 1].map((units, l) => ({
    units,
    activation: { name: l < hidden.length ? activation : ("linear" as const), alpha: 0.3 },
    useBias: l % 2 === 0,
  }));
  let below = inputs;
  const weights = layers.flatMap(({ units, useBias }) => {
    const kernel = normals(below * units).map((value) => value / Math.sqrt(below));
    below = units;
    return useBias ? [kernel, normals(units)] : [kernel];
  });
  const [x, y] = [normals(rows * inputs), normals(rows)];
  const [c, v] = [normals(rows), normals(slopeLossRows * inputs)];
  const loss = (batch: LossBatch): number => {
    batch.predictionDerivatives.set(c);
    batch.inputGradientDerivatives.set(v);
    return 1;
  };
  const kernel = new DenseKernel({ inputs, layers }, weights, { variant });
  const batch = { rows, slopeLossRows, x, y };
  const { predictions, inputGradients, weightGradients } = kernel.gradients(batch, loss, true);
  for (let step = 0; step < 3; step++) kernel.trainStep(batch, loss, true, ADAM);
  const state = kernel.getState();
  kernel.dispose();
  return [predictions, inputGradients, ...weightGradients, ...state.weights, ...state.firstMoments];
}

/** What is wrong between numbers and those that they should be; null where nothing is. */
function fault(found: Float32Array, expected: Float32Array): string | null {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (const [i, value] of expected.entries()) {
    if (Math.abs(found[i] - value) <= TOLERANCE * scale) continue;
    return `a number is ${found[i]} instead of ${value}`;
  }
  return null;
}

function main(file: string): void {
  trustNative(file);
  const variants = kernelVariants().filter((variant) => variant.startsWith("native"));
  if (variants.length === 0) throw new Error("it has nothing that this processor runs");
  for (const trial of TRIALS) {
    const expected = results(trial, "wasm");
    for (const variant of variants) {
      const found = results(trial, variant)
        .map((array, i) => fault(array, expected[i]))
        .find((what) => what !== null);
      if (found)
        throw new Error(`its ${variant} does not compute what WebAssembly does (${trial.activation}): ${found}`);
    }
  }
  process.stdout.write("passed\n");
}

main(process.argv[2]);
