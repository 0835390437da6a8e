/** The first phase: predictions, and the input gradient of the rows that want it. */
import { activate, scaleBySlope } from "./elementwise";
import { multiply, transpose } from "./matrix";
import { Layer, layerAt, Network, rowAt } from "./network";
import { multiplyAdd, splat, sumOfLanes } from "./vector";

/** Transposes the hidden layers' weights, once a step: the way back through a layer then reads them row by row. */
export function transposeWeights(network: Network): void {
  for (let l = 0; l < network.hidden; l++) {
    const layer = layerAt(network, l);
    transpose(layer.transposed, layer.inputStride, layer.weights, layer.stride, layer.units, layer.inputs);
  }
}

/**
 * z_l = a_(l-1) W_l + b_l and a_l = f(z_l) for one tile. Order 1 keeps f' for the way back, order 2 also f''.
 */
export function predictTile(network: Network, row: i32, rows: i32, order: i32): void {
  let inputs = rowAt(network.x, row, network.inputStride);
  const hidden = network.hidden;
  for (let l = 0; l < hidden; l++) {
    const layer = layerAt(network, l);
    const values = rowAt(layer.values, row, layer.stride);
    multiply(
      values, layer.stride, inputs, layer.inputStride, layer.weights, layer.stride, layer.bias,
      rows, layer.inputs, layer.units, 0, 0,
    );
    const slopes = rowAt(layer.slopes, row, layer.stride);
    const curvatures = rowAt(layer.curvatures, row, layer.stride);
    activate(layer.activation, layer.alpha, values, slopes, curvatures, layer.stride, rows, layer.units, order);
    inputs = values;
  }
  predictOutput(network, layerAt(network, hidden), inputs, row, rows);
}

function predictOutput(network: Network, output: Layer, inputs: usize, row: i32, rows: i32): void {
  const weights = output.weights;
  const bias = load<f32>(output.bias);
  const width = <usize>output.inputs << 2;
  const stride = output.inputStride;
  let prediction = rowAt(network.predictions, row, 4);
  for (let r = 0; r < rows; r += 4, inputs += stride << 2, prediction += 16) {
    let sum0 = splat(0), sum1 = splat(0), sum2 = splat(0), sum3 = splat(0);
    let a = inputs;
    for (let j: usize = 0; j < width; j += 16, a += 16) {
      const w = v128.load(weights + j);
      sum0 = multiplyAdd(v128.load(a), w, sum0);
      sum1 = multiplyAdd(v128.load(a + stride), w, sum1);
      sum2 = multiplyAdd(v128.load(a + 2 * stride), w, sum2);
      sum3 = multiplyAdd(v128.load(a + 3 * stride), w, sum3);
    }
    store<f32>(prediction, sumOfLanes(sum0) + bias);
    store<f32>(prediction, sumOfLanes(sum1) + bias, 4);
    store<f32>(prediction, sumOfLanes(sum2) + bias, 8);
    store<f32>(prediction, sumOfLanes(sum3) + bias, 12);
  }
}

/**
 * U_H = w, D_l = f'(z_l) U_l, U_(l-1) = D_l W_l^T, g = D_1 W_1^T for one tile. Keeps D and, for training, f'' U.
 */
export function inputGradientTile(network: Network, row: i32, rows: i32, training: bool): void {
  const hidden = network.hidden;
  const output = layerAt(network, hidden);
  const g = rowAt(network.inputGradients, row, network.inputStride);
  if (hidden == 0) {
    repeatRow(g, network.inputStride, output.weights, rows, output.inputs);
    return;
  }
  let layer = layerAt(network, hidden - 1);
  let adjoints = rowAt(layer.adjoints, row, layer.stride);
  const slopes = rowAt(layer.slopes, row, layer.stride);
  const curvatures: usize = training ? rowAt(layer.curvatures, row, layer.stride) : 0;
  repeatRow(adjoints, layer.stride, output.weights, rows, layer.units);
  scaleBySlope(adjoints, slopes, curvatures, layer.stride, rows, layer.units);
  for (let l = hidden - 2; l >= 0; l--) {
    const below = layerAt(network, l);
    const next = rowAt(below.adjoints, row, below.stride);
    multiply(
      next, below.stride, adjoints, layer.stride, layer.transposed, below.stride, 0, rows, layer.units, below.units,
      rowAt(below.slopes, row, below.stride), training ? rowAt(below.curvatures, row, below.stride) : 0,
    );
    layer = below;
    adjoints = next;
  }
  multiply(
    g, network.inputStride, adjoints, layer.stride, layer.transposed, network.inputStride, 0,
    rows, layer.units, network.inputs, 0, 0,
  );
}

function repeatRow(to: usize, stride: usize, values: usize, rows: i32, columns: i32): void {
  const width = <usize>columns << 2;
  for (let r = 0; r < rows; r++, to += stride) {
    for (let j: usize = 0; j < width; j += 16) v128.store(to + j, v128.load(values + j));
  }
}
