import { Matrix } from "ml-matrix";
import { ArgumentError, checkNumbers, count, fields, list, number, optional, text, where } from "../../base/check";
import { featureIndices } from "../../loss/features";
import type { DenseStack } from "../../model/dense-stack";

/** One Dense layer with its activation. */
export interface DenseLayerWeights {
  /** shape [in, units] row by row */
  kernel: Float32Array;
  /** shape [units] */
  bias: Float32Array;
  units: number;
  /** name of the activation, such as "tanh" */
  activation: string;
  /** slope below zero of leakyRelu (defaults to .2), scale below zero of elu (defaults to 1); not used by the others */
  alpha?: number;
}

/** The weights of a stack of Dense layers with one output. */
export interface DenseWeights {
  inputs: number;
  /** in the order of the computation; the last has one unit */
  layers: readonly DenseLayerWeights[];
}

/**
 * The smallest and the largest derivative of each activation, over all inputs. Those of swish, gelu (erf), gelu_new (tanh) and mish are
 * the numerical extrema, rounded outwards.
 */
const DERIVATIVE_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  linear: [1, 1],
  relu: [0, 1],
  relu6: [0, 1],
  selu: [0, 1.0507009873554805 * 1.6732632423543772],
  sigmoid: [0, 0.25],
  hardSigmoid: [0, 0.2],
  tanh: [0, 1],
  softplus: [0, 1],
  softsign: [0, 1],
  swish: [-0.09983933, 1.09983933],
  gelu: [-0.12890415, 1.12890415],
  mish: [-0.11252613, 1.08849817],
  gelu_new: [-0.12899307, 1.12899307],
};

/** The range that the derivative of a layer's activation lies in. */
export function derivativeRange({ activation, alpha }: DenseLayerWeights): readonly [low: number, high: number] {
  if (activation === "leakyRelu") return [Math.min(alpha ?? 0.2, 1), Math.max(alpha ?? 0.2, 1)];
  if (activation === "elu") return [Math.min(0, alpha ?? 1), Math.max(alpha ?? 1, 1)];
  if (Object.hasOwn(DERIVATIVE_RANGES, activation)) return DERIVATIVE_RANGES[activation];
  const known = [...Object.keys(DERIVATIVE_RANGES), "leakyRelu", "elu"].join(", ");
  throw new ArgumentError("activation", activation, `the bounds know ${known}.`);
}

const PARAMETERS = where<Float32Array>((value) => value instanceof Float32Array, "give a Float32Array.");

/** Weights by their parts; whether the shapes fit each other `checkWeights` says. */
export const WEIGHTS = fields<DenseWeights>({
  inputs: count(),
  layers: list(
    fields<DenseLayerWeights>({
      units: count(),
      kernel: PARAMETERS,
      bias: PARAMETERS,
      activation: text,
      alpha: optional(number()),
    }),
    { least: 1, remedy: "give at least one layer." },
  ),
});

/** Checks the shapes and values of the weights. */
export function checkWeights(weights: DenseWeights): void {
  let { inputs } = WEIGHTS("weights", weights);
  for (const [l, layer] of weights.layers.entries()) {
    const name = `weights.layers[${l}]`;
    const { kernel, bias, units } = layer;
    checkNumbers(`${name}.kernel`, kernel, { length: inputs * units, remedy: `give ${inputs} * ${units} numbers.` });
    checkNumbers(`${name}.bias`, bias, { length: units });
    derivativeRange(layer);
    inputs = units;
  }
  if (inputs !== 1) throw new ArgumentError("weights.layers", inputs, "the last layer must have one unit.");
}

/** The kernels as matrices [in, units]; of the first, only the rows of the chosen features. */
export function kernels(weights: DenseWeights, features?: readonly (string | number)[]): Matrix[] {
  const columns = featureIndices(features, { features: weights.inputs });
  return weights.layers.map(({ kernel, units }, l) => {
    const rows = l === 0 ? Array.from(columns) : Array.from({ length: kernel.length / units }, (_, i) => i);
    return new Matrix(rows.map((i) => Array.from(kernel.subarray(i * units, (i + 1) * units))));
  });
}

/** The weights of a stack as the bounds take them, from one array a trainable weight: kernel, then bias where there is one. */
export function denseWeights(stack: DenseStack, weights: readonly Float32Array[]): DenseWeights {
  let next = 0;
  const layers = stack.layers.map(({ units, activation, useBias }) => ({
    kernel: weights[next++],
    bias: useBias ? weights[next++] : new Float32Array(units),
    units,
    activation: activation.name,
    alpha: activation.alpha,
  }));
  return { inputs: stack.inputs, layers };
}
