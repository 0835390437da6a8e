import { ArgumentError, choice, list, numbers, object, optional, type Rule, where } from "../base/check";
import { ACTIVATION_NAMES, type ActivationName, LEAKY_RELU_SLOPE } from "./activation";
import type { DenseStack } from "./dense-stack";

/** One layer of a dense network: activation(x · kernel + bias). */
export interface DenseNetworkLayer {
  /** shape [inputs, units]: a list of `units` numbers for each input, or inputs × units numbers row by row */
  kernel: number[][] | Float32Array;
  /** shape [units] */
  bias: number[] | Float32Array;
  /** defaults to "linear", which the last layer must have; leakyRelu has the slope 0.2 below zero, elu the scale 1 */
  activation?: ActivationName;
}

/**
 * A dense network as plain data, without tfjs: with lists it is JSON (a Float32Array is not). The last layer has one unit and
 * is linear: its output is the prediction, or the logit of a logistic base. Numbers are rounded to float32 where they are used.
 */
export interface DenseNetwork {
  /** in the order of the computation */
  layers: DenseNetworkLayer[];
}

/** Whether a value is meant as a dense network: plain data, where a tf model has methods. */
export function isDenseNetwork(model: unknown): model is DenseNetwork {
  return typeof model === "object" && model !== null && "layers" in model && !("apply" in model);
}

const KERNEL: Rule<DenseNetworkLayer["kernel"]> = (argument, value) => {
  if (value instanceof Float32Array) return numbers()(argument, value) as Float32Array;
  const remedy = "give a list of numbers for each input, or a Float32Array of inputs × units numbers.";
  return list(numbers(), { remedy, least: 1 })(argument, value) as number[][];
};

const BIAS: Rule<DenseNetworkLayer["bias"]> = (argument, value) => {
  where(
    (bias) => Array.isArray(bias) || bias instanceof Float32Array,
    "give a list or a Float32Array of one number a unit.",
  )(argument, value);
  return numbers()(argument, value) as number[] | Float32Array;
};

const NETWORK = object({
  layers: list(object({ kernel: KERNEL, bias: BIAS, activation: optional(choice(ACTIVATION_NAMES), "linear") }), {
    least: 1,
  }),
});

/**
 * Reads a dense network as the stack that the engines compute with.
 *
 * @throws ArgumentError that names the layer and the place in it: where a shape does not fit the bias or the layer before, a
 * number is not finite, a key or an activation is unknown, or the last layer is not one linear unit
 */
export function networkStack(network: DenseNetwork): DenseStack {
  const { layers } = NETWORK("model", network);
  const inputs = inputsOf(layers[0]);
  let below = inputs;
  for (const [l, { kernel, bias }] of layers.entries()) {
    if (network.layers.indexOf(network.layers[l]) < l)
      throw new ArgumentError(`model.layers[${l}]`, "a layer before", "give each layer an object of its own.");
    const argument = `model.layers[${l}].kernel`;
    const units = bias.length;
    const shape = `[${below}, ${units}], for ${below} inputs and the ${units} units of its bias`;
    if (kernel instanceof Float32Array) {
      if (kernel.length !== below * units)
        throw new ArgumentError(`${argument}.length`, kernel.length, `give the shape ${shape}.`);
    } else {
      if (kernel.length !== below)
        throw new ArgumentError(`${argument}.length`, kernel.length, `give the shape ${shape}.`);
      const odd = kernel.findIndex((row) => row.length !== units);
      if (odd >= 0)
        throw new ArgumentError(`${argument}[${odd}].length`, kernel[odd].length, `give the shape ${shape}.`);
    }
    below = units;
  }
  const last = layers.length - 1;
  const { bias, activation } = layers[last];
  if (bias.length !== 1) {
    throw new ArgumentError(`model.layers[${last}].bias.length`, bias.length, "end the network with one unit.");
  }
  if (activation !== "linear") {
    const remedy = "end the network with a linear layer (its output is a logit for the logistic base).";
    throw new ArgumentError(`model.layers[${last}].activation`, activation, remedy);
  }
  const stack = layers.map(({ bias, activation: name }) => ({
    units: bias.length,
    activation: { name, alpha: name === "leakyRelu" ? LEAKY_RELU_SLOPE : 1 },
    useBias: true,
  }));
  return { inputs, layers: stack };
}

/** What the kernel of the first layer says: a Float32Array by its length, which must hold whole rows of `units`. */
function inputsOf({ kernel, bias }: DenseNetworkLayer): number {
  if (!(kernel instanceof Float32Array)) return kernel.length;
  if (kernel.length % bias.length === 0) return kernel.length / bias.length;
  const remedy = `its bias has ${bias.length} units; give a multiple of them, inputs × units numbers.`;
  throw new ArgumentError("model.layers[0].kernel.length", kernel.length, remedy);
}

/** @throws ArgumentError where trained weights could not be put into the network */
export function checkTrainable(network: DenseNetwork): void {
  const frozen = network.layers.findIndex(Object.isFrozen);
  if (frozen < 0) return;
  throw new ArgumentError(`model.layers[${frozen}]`, "frozen", "give a copy: training changes its kernel and bias.");
}

/** Copies of the weights: kernel, row by row, and bias of each layer. */
export function networkWeights({ layers }: DenseNetwork): Float32Array[] {
  return layers.flatMap(({ kernel, bias }) => {
    const values = kernel instanceof Float32Array ? kernel : kernel.flatMap((row) => Array.from(row));
    return [Float32Array.from(values), Float32Array.from(bias)];
  });
}

/** Puts weights into the layers: new lists or arrays, as they were before, so that nothing that was shared is written to. */
export function setNetworkWeights({ layers }: DenseNetwork, weights: readonly Float32Array[]): void {
  for (const [l, layer] of layers.entries()) {
    const [kernel, bias] = weights.slice(2 * l);
    const units = bias.length;
    layer.kernel =
      layer.kernel instanceof Float32Array
        ? kernel.slice()
        : layer.kernel.map((_, i) => Array.from(kernel.subarray(i * units, (i + 1) * units)));
    layer.bias = layer.bias instanceof Float32Array ? bias.slice() : Array.from(bias);
  }
}
