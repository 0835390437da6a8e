import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../base/check";
import { tfjs } from "../base/tfjs";
import { checkTrainable, isDenseNetwork, networkStack } from "./dense-network";
import type { Model } from "./model";

/** Layers that no engine takes, by their class names, with the reason and the remedy. */
const REFUSED_LAYERS: readonly [RegExp, string][] = [
  [
    /^BatchNormalization$/,
    "its output depends on the other samples of the batch, so a sample has no slope of its own; use LayerNormalization, or none.",
  ],
  [
    /^((Max|Average)Pooling[123]D|GlobalMaxPooling[12]D)$/,
    "tfjs cannot differentiate the gradient of pooling again; use strides in the convolution, or GlobalAveragePooling.",
  ],
  [
    /^(RNN|(SimpleRNN|GRU|LSTM|ConvLSTM2D)(Cell)?|StackedRNNCells|ConvRNN2D|Bidirectional|TimeDistributed)$/,
    "tfjs cannot differentiate the gradient of recurrent layers again; use Dense or Conv1D layers.",
  ],
  [
    /^(Embedding|CategoryEncoding)$/,
    "it takes whole numbers, in which the prediction has no slope; encode categories as 0/1 columns before the model.",
  ],
];
/** Layers that draw noise in training, and do nothing in prediction. */
const NOISE_LAYERS = /^(Dropout|SpatialDropout1D|GaussianDropout|AlphaDropout|GaussianNoise|RandomWidth)$/;
const NOISE_REMEDY =
  "it draws noise without the seed of the training; remove it and use the options inputNoise or weightDecay of train.";

/** The number of input features of a model of input shape [rows, features]. */
export function modelInputs(model: Model): number {
  if (isDenseNetwork(model)) return networkStack(model).inputs;
  return model.inputs[0].shape[1] as number;
}

/** What a model is checked for: to be trained, or to be looked at as it is. */
export type ModelPurpose = "training" | "prediction";

/**
 * Checks that a model is one that the engines compute right: a dense network whose shapes fit, or a tf model of one input
 * [rows, features], one output [rows, 1], and layers that treat samples apart from each other; to be trained, also layers that draw nothing, no loss beside the loss, and
 * something to train.
 *
 * @throws ArgumentError that names the model or the layer, its value and the remedy
 */
export function checkModel(model: Model, purpose: ModelPurpose = "training"): void {
  if (isDenseNetwork(model)) {
    networkStack(model);
    if (purpose === "training") checkTrainable(model);
    return;
  }
  if (!model || typeof model.apply !== "function" || !Array.isArray(model.layers)) {
    throw new ArgumentError(
      "model",
      model,
      "give a tf.LayersModel, such as denseModel, tf.sequential or tf.model make, or a dense network { layers: [{ kernel, bias, activation }] }.",
    );
  }
  tfjs(); // whoever made the model: what is wrong in tfjs is mended before anything is computed
  if (model.layers.length === 0 || !model.inputs) {
    throw new ArgumentError("model", "not built", "give its first layer an inputShape of [features].");
  }
  checkPorts(model);
  for (const layer of model.layers) checkLayer(layer, purpose);
  checkSoftmaxOutput(model);
  if (purpose === "training" && model.trainableWeights.length === 0) {
    const remedy = "there is nothing to train; set trainable to true on at least one layer with weights.";
    throw new ArgumentError("model.trainableWeights", [], remedy);
  }
}

function checkPorts(model: tf.LayersModel): void {
  for (const side of ["input", "output"] as const) {
    const names = model[`${side}s`].map(({ name }) => name);
    if (names.length !== 1) throw new ArgumentError(`model.${side}s`, names, `give a model of one ${side}.`);
  }
  const [input] = model.inputs;
  if (input.shape.length !== 2 || input.shape[0] !== null || !input.shape[1]) {
    const remedy = "give a model of input shape [null, features]; a Reshape layer can follow the input.";
    throw new ArgumentError("model.inputs[0].shape", input.shape, remedy);
  }
  if (input.dtype !== undefined && input.dtype !== "float32") {
    throw new ArgumentError("model.inputs[0].dtype", input.dtype, 'give a model of inputs of type "float32".');
  }
  const { shape } = model.outputs[0];
  if (shape.length !== 2 || shape[1] !== 1) {
    const remedy = "give a model of output shape [null, 1]; end it with a Dense layer of one unit.";
    throw new ArgumentError("model.outputs[0].shape", shape, remedy);
  }
}

function checkLayer(layer: tf.layers.Layer, purpose: ModelPurpose): void {
  if (layer instanceof tfjs().LayersModel) {
    for (const inner of layer.layers) checkLayer(inner, purpose);
    return;
  }
  const kind = layer.getClassName();
  const argument = `model layer "${layer.name}"`;
  const refused = REFUSED_LAYERS.find(([kinds]) => kinds.test(kind));
  if (refused) throw new ArgumentError(argument, kind, refused[1]);
  const config = layer.getConfig() as Record<string, unknown>;
  if (kind === "ELU" && config.alpha !== undefined && config.alpha !== 1) {
    throw new ArgumentError(`${argument}.alpha`, config.alpha, "tfjs computes elu with alpha 1 only; leave alpha out.");
  }
  for (const key of kind === "LayerNormalization" ? ["center", "scale"] : []) {
    if (config[key] === false) {
      const remedy = `tfjs has a gradient for it with ${key} true only; leave it out.`;
      throw new ArgumentError(`${argument}.${key}`, false, remedy);
    }
  }
  if (purpose === "prediction") return;
  if (NOISE_LAYERS.test(kind)) throw new ArgumentError(argument, kind, NOISE_REMEDY);
  for (const [key, value] of Object.entries(config)) {
    if (value == null) continue;
    if (key.endsWith("Regularizer")) {
      const remedy = "the loss here is the whole loss; remove it and use the option weightDecay of train.";
      throw new ArgumentError(`${argument}.${key}`, value, remedy);
    }
    if (key.endsWith("Constraint")) {
      throw new ArgumentError(`${argument}.${key}`, value, "the optimiser here keeps no constraints; remove it.");
    }
  }
}

/** A softmax over one unit is 1 whatever the weights. */
function checkSoftmaxOutput(model: tf.LayersModel): void {
  const layer = model.outputs[0].sourceLayer;
  const config = layer.getConfig() as Record<string, unknown>;
  const isSoftmax = layer.getClassName() === "Softmax" || /softmax/i.test(String(config.activation ?? ""));
  if (isSoftmax) {
    const remedy = "its output is always 1; use a linear output (a logit for the logistic loss).";
    throw new ArgumentError(`model layer "${layer.name}"`, "softmax over one unit", remedy);
  }
}
