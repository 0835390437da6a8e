import type * as tf from "@tensorflow/tfjs";
import { ACTIVATION_NAMES, type Activation, type ActivationName } from "./activation";
import { isDenseNetwork, networkStack } from "./dense-network";
import type { Model } from "./model";

/** One Dense layer of a stack, together with the activation layer that may follow it. */
export interface DenseStackLayer {
  units: number;
  activation: Activation;
  useBias: boolean;
}

/** A model that is a plain stack of Dense layers, from `inputs` features to one linear output. */
export interface DenseStack {
  inputs: number;
  /** in the order of the computation; the last has one unit and the linear activation */
  layers: DenseStackLayer[];
}

/** Options of a Dense layer that add to the loss or move the weights behind the engine's back. */
const EXTRAS = ["kernelRegularizer", "biasRegularizer", "activityRegularizer", "kernelConstraint", "biasConstraint"];

/** Either the stack that a model is, or why the closed form does not cover it. */
export type DenseStackReading = { stack: DenseStack } | { reason: string };

/**
 * Reads a model as a stack of Dense layers, which is what the closed form of the `dense` engine covers. Activation, ReLU,
 * LeakyReLU and ELU layers that follow a linear Dense layer are taken into it.
 */
export function readDenseStack(model: Model): DenseStackReading {
  if (isDenseNetwork(model)) return { stack: networkStack(model) };
  const path = layersInOrder(model);
  if ("reason" in path) return path;
  let inputs = 0;
  const layers: DenseStackLayer[] = [];
  for (const layer of path.layers) {
    const kind = layer.getClassName();
    const config = layer.getConfig() as Record<string, unknown>;
    if (kind === "InputLayer") continue;
    if (!layer.trainable) return { reason: `layer "${layer.name}" is frozen (trainable is false)` };
    if (kind === "Dense") {
      const extra = EXTRAS.find((name) => config[name] != null);
      if (extra) return { reason: `layer "${layer.name}" has a ${extra}` };
      if (layers.length === 0) {
        const shape = layer.batchInputShape ?? (layer.input as tf.SymbolicTensor).shape;
        if (shape.length !== 2) return { reason: `layer "${layer.name}" has inputs of rank ${shape.length}` };
        inputs = shape[1] as number;
      }
      const activation = namedActivation(String(config.activation));
      if (!activation)
        return { reason: `layer "${layer.name}" has the activation ${JSON.stringify(config.activation)}` };
      layers.push({ units: config.units as number, activation, useBias: config.useBias !== false });
      continue;
    }
    const activation = activationOfLayer(kind, config);
    const previous = layers[layers.length - 1];
    if (!activation || !previous) return { reason: `layer "${layer.name}" is a ${kind}` };
    if (previous.activation.name !== "linear")
      return { reason: `layer "${layer.name}" is a second activation in a row` };
    previous.activation = activation;
  }
  const last = layers[layers.length - 1];
  if (!last) return { reason: "it has no Dense layer" };
  if (last.units !== 1) return { reason: `its output has ${last.units} units` };
  if (last.activation.name !== "linear") return { reason: `its output has the activation ${last.activation.name}` };
  return { stack: { inputs, layers } };
}

/** The layers from input to output where each has one input and one output, in the order of the computation. */
function layersInOrder(model: tf.LayersModel): { layers: tf.layers.Layer[] } | { reason: string } {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) return { reason: "it has several inputs or outputs" };
  const layers: tf.layers.Layer[] = [];
  let tensor = model.outputs[0];
  for (;;) {
    const layer = tensor.sourceLayer;
    if (layers.includes(layer)) return { reason: `layer "${layer.name}" is used twice` };
    if (layer.inboundNodes.length > 1) return { reason: `layer "${layer.name}" is shared` };
    layers.unshift(layer);
    if (tensor === model.inputs[0] || layer.getClassName() === "InputLayer") break;
    if (tensor.inputs.length !== 1) return { reason: `layer "${layer.name}" has ${tensor.inputs.length} inputs` };
    tensor = tensor.inputs[0];
  }
  return { layers };
}

function namedActivation(name: string): Activation | null {
  return (ACTIVATION_NAMES as readonly string[]).includes(name) && name !== "leakyRelu"
    ? { name: name as ActivationName, alpha: 1 }
    : null;
}

function activationOfLayer(kind: string, config: Record<string, unknown>): Activation | null {
  switch (kind) {
    case "Activation":
      return namedActivation(String(config.activation));
    case "ReLU":
      return config.maxValue == null ? { name: "relu", alpha: 1 } : null;
    case "LeakyReLU":
      return { name: "leakyRelu", alpha: config.alpha as number };
    case "ELU":
      return { name: "elu", alpha: config.alpha as number };
    default:
      return null;
  }
}
