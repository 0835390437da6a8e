import type { LayersModel } from "@tensorflow/tfjs-layers";
import { tfjs } from "../base/tfjs";
import { type DenseNetwork, isDenseNetwork, networkStack, networkWeights, setNetworkWeights } from "./dense-network";

/** What can be trained and measured: a model of tfjs, or a dense network as plain data. */
export type Model = LayersModel | DenseNetwork;

/** Copies of the trainable weights: of a network kernel and bias of each layer, of a tf model in the order of trainableWeights. */
export function readWeights(model: Model): Float32Array[] {
  if (isDenseNetwork(model)) return networkWeights(model);
  return model.trainableWeights.map((weight) => weight.read().dataSync().slice() as Float32Array);
}

/** The shapes of the trainable weights, in the same order. */
export function weightShapes(model: Model): number[][] {
  if (!isDenseNetwork(model)) return model.trainableWeights.map((weight) => weight.shape as number[]);
  let { inputs } = networkStack(model);
  return model.layers.flatMap(({ bias }) => {
    const kernel = [inputs, bias.length];
    inputs = bias.length;
    return [kernel, [bias.length]];
  });
}

/** Puts weights, in the same order, into the model. */
export function writeWeights(model: Model, weights: readonly Float32Array[]): void {
  if (isDenseNetwork(model)) {
    setNetworkWeights(model, weights);
    return;
  }
  for (const [i, weight] of model.trainableWeights.entries()) {
    const tensor = tfjs().tensor(weights[i], weight.shape as number[]);
    weight.write(tensor);
    tensor.dispose();
  }
}
