import type { Sequential } from "@tensorflow/tfjs-layers";
import { ArgumentError, checkOptions, choice, count, list, optional, SEED } from "../base/check";
import { Random } from "../base/random";
import { tfjs } from "../base/tfjs";
import { ACTIVATION_NAMES, type ActivationName, LEAKY_RELU_SLOPE } from "./activation";

/** What `denseModel` builds. */
export interface DenseModelOptions {
  /** number of input features */
  inputs: number;
  /** units of each hidden layer; defaults to [64, 32], and [] is a linear model */
  hidden?: readonly number[];
  /** of every hidden layer, or one a layer; defaults to "softplus", which is smooth: relu's second derivative is 0, so only its gates would feel the slope */
  activation?: ActivationName | readonly ActivationName[];
  /** seed of the initial weights; defaults to 0 */
  seed?: number;
}

/** A gigabyte of weights. */
const MOST_WEIGHTS = 2 ** 28;

const ACTIVATION = choice(ACTIVATION_NAMES);
export const DENSE_MODEL_OPTIONS = {
  inputs: count(),
  hidden: optional(list(count()), [64, 32]),
  activation: optional<ActivationName | ActivationName[], "softplus">(
    (argument, value) => (Array.isArray(value) ? list(ACTIVATION)(argument, value) : ACTIVATION(argument, value)),
    "softplus",
  ),
  seed: SEED,
};

/**
 * Builds a stack of Dense layers with one linear output, weights Glorot uniform (Glorot & Bengio 2010) from the seed and
 * biases zero.
 *
 * @returns a tf.Sequential of input shape [rows, inputs] and output shape [rows, 1]
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function denseModel(options: DenseModelOptions): Sequential {
  const { inputs, hidden, activation, seed } = checkOptions("denseModel", options, DENSE_MODEL_OPTIONS);
  const activations = typeof activation === "string" ? hidden.map(() => activation) : activation;
  if (activations.length !== hidden.length) {
    const remedy = `give one name, or one for each of the ${hidden.length} hidden layers.`;
    throw new ArgumentError("activation", activation, remedy);
  }
  const sizes = [inputs, ...hidden, 1];
  const weights = sizes.slice(1).reduce((sum, units, l) => sum + units * (sizes[l] + 1), 0);
  if (weights > MOST_WEIGHTS) {
    const remedy = `that makes ${weights} weights: give smaller layers, at most ${MOST_WEIGHTS}.`;
    throw new ArgumentError("hidden", hidden, remedy);
  }

  const tf = tfjs();
  const model = tf.sequential();
  for (let l = 1; l < sizes.length; l++) {
    const name = l === sizes.length - 1 ? "linear" : activations[l - 1];
    const dense = { units: sizes[l], kernelInitializer: "zeros", inputShape: l === 1 ? [inputs] : undefined } as const;
    if (name === "leakyRelu") {
      model.add(tf.layers.dense(dense));
      model.add(tf.layers.leakyReLU({ alpha: LEAKY_RELU_SLOPE }));
    } else {
      model.add(tf.layers.dense({ ...dense, activation: name as "relu" }));
    }
  }
  setGlorotWeights(model, new Random(seed, "weights"));
  return model;
}

function setGlorotWeights(model: Sequential, random: Random): void {
  const tf = tfjs();
  const values = model.trainableWeights.map((weight) => {
    const shape = weight.shape as number[];
    if (shape.length === 1) return tf.zeros(shape);
    const [fanIn, fanOut] = shape;
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    const kernel = Float32Array.from({ length: fanIn * fanOut }, () => (2 * random.uniform() - 1) * limit);
    return tf.tensor(kernel, shape);
  });
  model.setWeights(values);
  tf.dispose(values);
}
