/**
 * What the kernel knows of a network: records in linear memory that TypeScript writes (kernel/addresses.ts writes the same
 * fields in the same order). Counts are padded to multiples of 8, strides and addresses are in bytes, rows are samples.
 */

/** One Dense layer, the output layer last. Padded units have no outgoing weight, so they change nothing. */
@unmanaged
export class Layer {
  inputs: i32; // padded
  units: i32; // padded; the output layer has 1
  realInputs: i32;
  inputStride: usize; // between rows of the layer's inputs, and of `transposed`
  stride: usize; // between rows of the layer's own arrays, and of `weights`
  activation: i32; // place in ACTIVATION_NAMES
  alpha: f32;
  hasBias: i32;
  weights: usize; // W, [inputs, units]
  bias: usize;
  transposed: usize; // W transposed, [units, inputs]; none for the output layer
  weightGradient: usize;
  biasGradient: usize;
  // kept from forward to backward, one row a sample; none for the output layer
  values: usize; // a = f(z)
  slopes: usize; // f'(z)
  curvatures: usize; // f''(z), then times U, then times the tangent of z
  adjoints: usize; // D = f'(z) U, with U the derivative of the prediction with respect to a
  // of one tile of rows
  tangents: usize; // f'(z) times the tangent of z, in the direction v
  deltas: usize; // derivative of the objective with respect to z
}

/** A network and the arrays of a batch. Each thread has its own record, with gradients and tiles of its own. */
@unmanaged
export class Network {
  layers: usize; // address of the first Layer
  hidden: i32; // number of layers before the output layer
  gradients: usize; // all weight and bias gradients, one block
  gradientBytes: usize;
  inputs: i32; // padded features
  inputStride: usize;
  x: usize; // inputs
  predictions: usize;
  inputGradients: usize; // g
  predictionDerivatives: usize; // c
  inputGradientDerivatives: usize; // v
}

/** Rows computed at a time: what a tile touches stays in the core's own caches. */
export const TILE_ROWS: i32 = 64;

@inline
export function layerAt(network: Network, index: i32): Layer {
  return changetype<Layer>(network.layers + <usize>index * offsetof<Layer>());
}

/** Address of the row in an array that is kept for the whole batch. */
@inline
export function rowAt(array: usize, row: i32, stride: usize): usize {
  return array + <usize>row * stride;
}
