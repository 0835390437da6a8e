/** The shape of a network as the kernel holds it: counts padded to multiples of 8, parameters in one block. */
import { ACTIVATION_NAMES } from "../../../model/activation";
import type { DenseStack } from "../../../model/dense-stack";

/** One Dense layer. Strides and offsets are in numbers, not bytes. */
export interface LayerLayout {
  realInputs: number;
  realUnits: number;
  inputs: number;
  units: number;
  /** between rows of the layer's inputs */
  inputStride: number;
  /** between rows of the layer's own arrays and of its weights */
  stride: number;
  /** place in ACTIVATION_NAMES */
  activation: number;
  alpha: number;
  hasBias: boolean;
  /** where the weights [inputs, stride] and the bias start in the block of parameters */
  weights: number;
  bias: number;
}

export interface NetworkLayout {
  features: number;
  /** features, padded */
  inputs: number;
  inputStride: number;
  /** the output layer last */
  layers: LayerLayout[];
  /** size of the block of parameters: all weights, then all biases */
  parameters: number;
  /** the part of it that weight decay works on */
  weights: number;
}

/** Rows are taken by fours. */
export function padToFour(count: number): number {
  return Math.ceil(count / 4) * 4;
}

/** Columns are taken by eights. */
function padToEight(count: number): number {
  return Math.ceil(count / 8) * 8;
}

/** Rows that lie a multiple of 256 bytes apart would compete for the same lines of the cache. */
function strideOf(padded: number): number {
  return padded > 64 && padded % 64 === 0 ? padded + 8 : padded;
}

export function networkLayout(stack: DenseStack): NetworkLayout {
  const inputs = padToEight(stack.inputs);
  const inputStride = strideOf(inputs);
  const layers: LayerLayout[] = [];
  let below = { realInputs: stack.inputs, inputs, inputStride };
  let offset = 0;
  for (const [l, layer] of stack.layers.entries()) {
    const isOutput = l === stack.layers.length - 1;
    const units = isOutput ? 1 : padToEight(layer.units);
    const stride = isOutput ? 1 : strideOf(units);
    layers.push({
      ...below,
      realUnits: layer.units,
      units,
      stride,
      activation: ACTIVATION_NAMES.indexOf(layer.activation.name),
      alpha: layer.activation.alpha,
      hasBias: layer.useBias,
      weights: offset,
      bias: 0,
    });
    offset += padToEight(below.inputs * stride);
    below = { realInputs: layer.units, inputs: units, inputStride: stride };
  }
  const weights = offset;
  for (const layer of layers) {
    layer.bias = offset;
    offset += padToEight(layer.units);
  }
  return { features: stack.inputs, inputs, inputStride, layers, parameters: offset, weights };
}

/** The lengths of the weight arrays, in the order of model.trainableWeights: kernel [inputs, units] and bias of each layer. */
export function weightLengths(layout: NetworkLayout): number[] {
  return layout.layers.flatMap((layer) => {
    const kernel = layer.realInputs * layer.realUnits;
    return layer.hasBias ? [kernel, layer.realUnits] : [kernel];
  });
}

/** Copies weight arrays into a block of parameters. What they do not cover stays as it is. */
export function packParameters(layout: NetworkLayout, arrays: readonly Float32Array[], block: Float32Array): void {
  let next = 0;
  for (const layer of layout.layers) {
    const { realInputs, realUnits, stride } = layer;
    copyRows(arrays[next++], realUnits, block.subarray(layer.weights), stride, realInputs, realUnits);
    if (layer.hasBias) block.set(arrays[next++], layer.bias);
  }
}

export function unpackParameters(layout: NetworkLayout, block: Float32Array): Float32Array[] {
  return layout.layers.flatMap((layer) => {
    const { realInputs, realUnits, stride } = layer;
    const kernel = new Float32Array(realInputs * realUnits);
    copyRows(block.subarray(layer.weights), stride, kernel, realUnits, realInputs, realUnits);
    return layer.hasBias ? [kernel, block.slice(layer.bias, layer.bias + realUnits)] : [kernel];
  });
}

/** Copies [rows, columns] between arrays whose rows lie `fromStride` and `toStride` apart. */
export function copyRows(
  from: Float32Array,
  fromStride: number,
  to: Float32Array,
  toStride: number,
  rows: number,
  columns: number,
): void {
  if (fromStride === columns && toStride === columns) {
    to.set(from.length === rows * columns ? from : from.subarray(0, rows * columns));
    return;
  }
  for (let i = 0; i < rows; i++) {
    const source = i * fromStride;
    const target = i * toStride;
    for (let j = 0; j < columns; j++) to[target + j] = from[source + j];
  }
}
