/** Where everything lies in the kernel's memory, and the records that tell the kernel. Addresses are in bytes, strides in numbers. */
import type { LayerLayout, NetworkLayout } from "./layout";

/** Rows of a tile; TILE_ROWS in native/network.h. */
const TILE_ROWS = 64;
/** The first bytes of the memory belong to the threads' signals. */
export const SIGNAL_BYTES = 256;
/** The words of Layer, of Network and of the Product in it, which the kernel fills itself. */
const LAYER_FIELDS = 19;
const NETWORK_FIELDS = 11;
const PRODUCT_FIELDS = 14;
const LAYERS_AT = NETWORK_FIELDS + PRODUCT_FIELDS;

/** Hands out addresses one after another, each at the start of a line of the cache. */
class Addresses {
  constructor(public end: number) {}
  take(numbers: number): number {
    const start = this.end;
    this.end = Math.ceil((start + numbers * 4) / 64) * 64;
    return start;
  }
}

/** What one thread has for itself. */
export interface ThreadAddresses {
  /** of the network's record; the records of its layers follow */
  record: number;
  gradients: number;
  /** one address a hidden layer */
  tangents: number[];
  deltas: number[];
}

/** What does not depend on the number of rows. */
export interface FixedAddresses {
  parameters: number;
  firstMoments: number;
  secondMoments: number;
  transposed: number[];
  threads: ThreadAddresses[];
  end: number;
}

/** What is kept from forward to backward, for every row. */
export interface RowAddresses {
  x: number;
  predictions: number;
  inputGradients: number;
  predictionDerivatives: number;
  inputGradientDerivatives: number;
  /** values, slopes, curvatures and adjoints of each hidden layer */
  hidden: [number, number, number, number][];
  end: number;
}

function hiddenLayers(layout: NetworkLayout): LayerLayout[] {
  return layout.layers.slice(0, -1);
}

export function fixedAddresses(layout: NetworkLayout, threads: number): FixedAddresses {
  const next = new Addresses(SIGNAL_BYTES);
  const hidden = hiddenLayers(layout);
  const records = Array.from({ length: threads }, () => next.take(LAYERS_AT + LAYER_FIELDS * layout.layers.length));
  const parameters = next.take(layout.parameters);
  const firstMoments = next.take(layout.parameters);
  const secondMoments = next.take(layout.parameters);
  const transposed = hidden.map((layer) => next.take(layer.units * layer.inputStride));
  const perThread = records.map((record) => ({
    record,
    gradients: next.take(layout.parameters),
    tangents: hidden.map((layer) => next.take(TILE_ROWS * layer.stride)),
    deltas: hidden.map((layer) => next.take(TILE_ROWS * layer.stride)),
  }));
  return { parameters, firstMoments, secondMoments, transposed, threads: perThread, end: next.end };
}

/** @param rows a multiple of 4 */
export function rowAddresses(layout: NetworkLayout, fixed: FixedAddresses, rows: number): RowAddresses {
  const next = new Addresses(fixed.end);
  const inputs = rows * layout.inputStride;
  return {
    x: next.take(inputs),
    predictions: next.take(rows),
    inputGradients: next.take(inputs),
    predictionDerivatives: next.take(rows),
    inputGradientDerivatives: next.take(inputs),
    hidden: hiddenLayers(layout).map(({ stride }) => {
      const numbers = rows * stride;
      return [next.take(numbers), next.take(numbers), next.take(numbers), next.take(numbers)];
    }),
    end: next.end,
  };
}

/** Writes the records of all threads: the fields of Network and Layer in native/network.h, in their order. */
export function writeRecords(
  words: Uint32Array,
  floats: Float32Array,
  layout: NetworkLayout,
  fixed: FixedAddresses,
  rows: RowAddresses,
): void {
  for (const thread of fixed.threads) {
    let at = thread.record / 4;
    const network = [
      thread.record + LAYERS_AT * 4,
      layout.layers.length - 1,
      thread.gradients,
      layout.parameters,
      layout.inputs,
      layout.inputStride,
      rows.x,
      rows.predictions,
      rows.inputGradients,
      rows.predictionDerivatives,
      rows.inputGradientDerivatives,
    ];
    words.set(network, at);
    at += LAYERS_AT;
    for (const [l, layer] of layout.layers.entries()) {
      const [values, slopes, curvatures, adjoints] = rows.hidden[l] ?? [0, 0, 0, 0];
      const fields = [
        layer.inputs,
        layer.units,
        layer.realInputs,
        layer.inputStride,
        layer.stride,
        layer.activation,
        0,
        layer.hasBias ? 1 : 0,
        fixed.parameters + layer.weights * 4,
        fixed.parameters + layer.bias * 4,
        fixed.transposed[l] ?? 0,
        thread.gradients + layer.weights * 4,
        thread.gradients + layer.bias * 4,
        values,
        slopes,
        curvatures,
        adjoints,
        thread.tangents[l] ?? 0,
        thread.deltas[l] ?? 0,
      ];
      words.set(fields, at);
      floats[at + 6] = layer.alpha;
      at += LAYER_FIELDS;
    }
  }
}
