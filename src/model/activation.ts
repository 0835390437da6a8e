/** The element-wise activations whose first and second derivatives every engine has right. */
export const ACTIVATION_NAMES = [
  "linear",
  "relu",
  "leakyRelu",
  "elu",
  "selu",
  "relu6",
  "sigmoid",
  "hardSigmoid",
  "tanh",
  "softplus",
  "softsign",
  "swish",
  "gelu",
  "mish",
  "gelu_new",
] as const;

export type ActivationName = (typeof ACTIVATION_NAMES)[number];

/** An activation with its one parameter. */
export interface Activation {
  name: ActivationName;
  /** slope below zero of leakyRelu, scale below zero of elu; not used by the others */
  alpha: number;
}

/** The slope below zero of the leakyRelu layers of `denseModel`; for another, add tf.layers.leakyReLU to a model of your own. */
export const LEAKY_RELU_SLOPE = 0.2;
