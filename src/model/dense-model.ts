import * as tf from "@tensorflow/tfjs";
import { ArgumentError, checkChoice, checkKeys, checkNumber } from "../base/check";
import { Random } from "../base/random";
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

/**
 * Builds a stack of Dense layers with one linear output, weights Glorot uniform (Glorot & Bengio 2010) from the seed and
 * biases zero.
 *
 * @returns a tf.Sequential of input shape [rows, inputs] and output shape [rows, 1]
 * @throws ArgumentError that names the option, its value and the remedy
 */
export function denseModel(options: DenseModelOptions): tf.Sequential {
  checkKeys("denseModel", options, ["inputs", "hidden", "activation", "seed"]);
  const inputs = checkNumber("inputs", options.inputs, { min: 1, integer: true });
  const hidden = options.hidden ?? [64, 32];
  if (!Array.isArray(hidden))
    throw new ArgumentError("hidden", hidden, "give a list of layer sizes, such as [64, 32].");
  for (const [i, units] of hidden.entries()) checkNumber(`hidden[${i}]`, units, { min: 1, integer: true });
  const activation = options.activation ?? "softplus";
  const activations = typeof activation === "string" ? hidden.map(() => activation) : activation;
  if (activations.length !== hidden.length) {
    throw new ArgumentError(
      "activation",
      activation,
      `give one name, or one for each of the ${hidden.length} hidden layers.`,
    );
  }
  for (const [i, name] of activations.entries()) checkChoice(`activation[${i}]`, name, ACTIVATION_NAMES);
  const seed = checkNumber("seed", options.seed ?? 0, { integer: true });

  const model = tf.sequential();
  const sizes = [inputs, ...hidden, 1];
  for (let l = 1; l < sizes.length; l++) {
    const name = l === sizes.length - 1 ? "linear" : activations[l - 1];
    const dense = { units: sizes[l], kernelInitializer: "zeros", ...(l === 1 && { inputShape: [inputs] }) } as const;
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

function setGlorotWeights(model: tf.Sequential, random: Random): void {
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
