import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/base/files";
import { Random } from "../../src/base/random";
import type { Samples } from "../../src/base/samples";
import type { DenseWeights } from "../../src/measure/lipschitz/dense-weights";
import type { Predictor } from "../../src/measure/predictor";
import { rowPredictor } from "./predictors";

type Derivative = (z: number) => [value: number, slope: number];

const ACTIVATIONS: Record<string, Derivative> = {
  linear: (z) => [z, 1],
  tanh: (z) => [Math.tanh(z), 1 - Math.tanh(z) ** 2],
  relu: (z) => (z > 0 ? [z, 1] : [0, 0]),
  leakyRelu: (z) => (z > 0 ? [z, 1] : [0.2 * z, 0.2]),
  softplus: (z) => [Math.log1p(Math.exp(z)), 1 / (1 + Math.exp(-z))],
  swish(z) {
    const s = 1 / (1 + Math.exp(-z));
    return [z * s, s * (1 + z * (1 - s))];
  },
};

/** A stack of Dense layers in plain float64 arithmetic, independent of the engines. */
export function densePredictor(weights: DenseWeights): Predictor {
  const run = (x: ArrayLike<number>): { value: number; slopes: Float64Array[] } => {
    let a: ArrayLike<number> = x;
    const slopes: Float64Array[] = [];
    for (const { kernel, bias, units, activation } of weights.layers) {
      const outputs = new Float64Array(units);
      const derivatives = new Float64Array(units);
      for (let u = 0; u < units; u++) {
        let z = bias[u];
        for (let i = 0; i < a.length; i++) z += a[i] * kernel[i * units + u];
        [outputs[u], derivatives[u]] = ACTIVATIONS[activation](z);
      }
      slopes.push(derivatives);
      a = outputs;
    }
    return { value: a[0], slopes };
  };
  const gradient = (slopes: Float64Array[]): Float64Array => {
    let u = Float64Array.of(1);
    for (let l = weights.layers.length - 1; l >= 0; l--) {
      const { kernel, units } = weights.layers[l];
      const below = new Float64Array(kernel.length / units);
      for (let k = 0; k < units; k++) {
        const scaled = u[k] * slopes[l][k];
        for (let i = 0; i < below.length; i++) below[i] += scaled * kernel[i * units + k];
      }
      u = below;
    }
    return u;
  };
  return rowPredictor(
    weights.inputs,
    (x) => run(x).value,
    (x) => gradient(run(x).slopes),
  );
}

/** A stack with normal weights from a seed. */
export function randomStack(inputs: number, hidden: readonly number[], activation: string, seed: number): DenseWeights {
  const random = new Random(seed, "test stack");
  const sizes = [inputs, ...hidden, 1];
  const layers = sizes.slice(1).map((units, l) => ({
    kernel: Float32Array.from({ length: sizes[l] * units }, () => random.normal() / Math.sqrt(sizes[l])),
    bias: Float32Array.from({ length: units }, () => 0.3 * random.normal()),
    units,
    activation: l === hidden.length ? "linear" : activation,
  }));
  return { inputs, layers };
}

// biome-ignore lint/suspicious/noExplicitAny: a JSON file of numbers, whose shape the script beside it tells
const read = (file: string): any => JSON.parse(readFileSync(join(packageRoot(), "tests/reference", file), "utf8"));
export const reference = read("measures.json");
export const noiseReference = read("noise.json");

/** The network, inputs and targets of the reference values: 3-8-6-1, tanh, 201 rows. */
export function referenceModel(): { weights: DenseWeights; predictor: Predictor; samples: Samples } {
  const { kernels, biases, units } = reference.network;
  const layers = units.map((count: number, l: number) => ({
    kernel: Float32Array.from(kernels[l]),
    bias: Float32Array.from(biases[l]),
    units: count,
    activation: l === units.length - 1 ? "linear" : "tanh",
  }));
  const weights: DenseWeights = { inputs: 3, layers };
  const samples: Samples = {
    x: Float32Array.from(reference.x),
    y: Float32Array.from(reference.y),
    rows: reference.y.length,
    features: 3,
    featureNames: ["a", "b", "c"],
  };
  return { weights, predictor: densePredictor(weights), samples };
}
