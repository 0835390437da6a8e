/** The second phase: the gradient of sum_i c_i prediction_i + v_i . g_i with respect to the weights, c and v held constant. */
import { finishDelta } from "./elementwise";
import { multiply } from "./matrix";
import { Layer, layerAt, Network, rowAt } from "./network";
import { addOuterProducts } from "./outer-products";
import { multiplyAdd, splat } from "./vector";

/**
 * The tangent in direction v: its z is (tangent of a_(l-1)) W_l, and its a is f' times that. The curvatures become
 * f''(z) U (tangent of z), which is what the direction adds to the derivative of z.
 */
export function tangentTile(network: Network, row: i32, rows: i32): void {
  let inputs = rowAt(network.inputGradientDerivatives, row, network.inputStride);
  for (let l = 0; l < network.hidden; l++) {
    const layer = layerAt(network, l);
    multiply(
      layer.tangents, layer.stride, inputs, layer.inputStride, layer.weights, layer.stride, 0,
      rows, layer.inputs, layer.units,
      rowAt(layer.slopes, row, layer.stride), rowAt(layer.curvatures, row, layer.stride),
    );
    inputs = layer.tangents;
  }
}

/**
 * delta_H = c; delta_l = f' (delta_(l+1) W_(l+1)^T) + f'' (tangent of z_l) U_l; then W's gradient is
 * a_(l-1)^T delta_l + (tangent of a_(l-1))^T D_l, and b's is the sum of delta_l. Adds one tile's share.
 */
export function weightGradientTile(network: Network, row: i32, rows: i32, tangent: bool): void {
  const hidden = network.hidden;
  const output = layerAt(network, hidden);
  const x = rowAt(network.x, row, network.inputStride);
  const v: usize = tangent ? rowAt(network.inputGradientDerivatives, row, network.inputStride) : 0;
  const c = rowAt(network.predictionDerivatives, row, 4);
  if (hidden == 0) {
    outputGradient(output, x, v, c, rows);
    return;
  }
  let above = layerAt(network, hidden - 1);
  outputGradient(output, rowAt(above.values, row, above.stride), tangent ? above.tangents : 0, c, rows);
  outputDelta(above.deltas, above.stride, output.weights, c, rows, above.units);
  for (let l = hidden - 1; ; l--) {
    const layer = above;
    const curvatures: usize = tangent ? rowAt(layer.curvatures, row, layer.stride) : 0;
    const slopes = rowAt(layer.slopes, row, layer.stride);
    finishDelta(layer.deltas, slopes, curvatures, layer.biasGradient, layer.stride, rows, layer.units);
    let inputs = x;
    let tangents = v;
    if (l > 0) {
      above = layerAt(network, l - 1);
      inputs = rowAt(above.values, row, above.stride);
      tangents = tangent ? above.tangents : 0;
    }
    addOuterProducts(
      layer.weightGradient, layer.stride, inputs, tangents, layer.inputStride,
      layer.deltas, rowAt(layer.adjoints, row, layer.stride), layer.stride, rows, layer.inputs, layer.units,
    );
    if (l == 0) return;
    multiply(
      above.deltas, layer.inputStride, layer.deltas, layer.stride, layer.transposed, layer.inputStride, 0,
      rows, layer.units, layer.inputs, 0, 0,
    );
  }
}

/** w's gradient += sum c a, and += the tangents' sum where there are tangents (an address other than 0). Rows by fours. */
function outputGradient(output: Layer, inputs: usize, tangents: usize, c: usize, rows: i32): void {
  const stride = output.inputStride;
  const width = <usize>output.inputs << 2;
  const end = c + (<usize>rows << 2);
  for (let j: usize = 0; j < width; j += 16) {
    let sum0 = v128.load(output.weightGradient + j);
    let sum1 = splat(0), sum2 = splat(0), sum3 = splat(0);
    let a = inputs + j;
    for (let ci = c; ci < end; ci += 16, a += stride) {
      sum0 = multiplyAdd(v128.load_splat<f32>(ci), v128.load(a), sum0);
      a += stride;
      sum1 = multiplyAdd(v128.load_splat<f32>(ci, 4), v128.load(a), sum1);
      a += stride;
      sum2 = multiplyAdd(v128.load_splat<f32>(ci, 8), v128.load(a), sum2);
      a += stride;
      sum3 = multiplyAdd(v128.load_splat<f32>(ci, 12), v128.load(a), sum3);
    }
    if (tangents) {
      let t = tangents + j;
      for (let r = 0; r < rows; r += 4, t += stride) {
        sum0 = f32x4.add(sum0, v128.load(t));
        t += stride;
        sum1 = f32x4.add(sum1, v128.load(t));
        t += stride;
        sum2 = f32x4.add(sum2, v128.load(t));
        t += stride;
        sum3 = f32x4.add(sum3, v128.load(t));
      }
    }
    v128.store(output.weightGradient + j, f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)));
  }
  if (output.hasBias) {
    let sum = load<f32>(output.biasGradient);
    for (; c < end; c += 4) sum += load<f32>(c);
    store<f32>(output.biasGradient, sum);
  }
}

/** The rows c_i w, which is delta before f' of the last hidden layer. */
function outputDelta(deltas: usize, stride: usize, weights: usize, c: usize, rows: i32, units: i32): void {
  const width = <usize>units << 2;
  for (let r = 0; r < rows; r++, c += 4, deltas += stride) {
    const ci = v128.load_splat<f32>(c);
    for (let j: usize = 0; j < width; j += 16) v128.store(deltas + j, f32x4.mul(ci, v128.load(weights + j)));
  }
}

/**
 * Zeroes the gradients of what is no weight of the model: biases of layers that have none, and weights that leave padded
 * units. Where f(0) is not 0 the latter are not 0 by themselves, and such a unit must stay without effect.
 */
export function clearPadding(network: Network): void {
  for (let l = 0; l <= network.hidden; l++) {
    const layer = layerAt(network, l);
    const stride: usize = l == network.hidden ? 4 : layer.stride;
    if (!layer.hasBias) memory.fill(layer.biasGradient, 0, <usize>layer.units << 2);
    const padded = <usize>(layer.inputs - layer.realInputs);
    memory.fill(rowAt(layer.weightGradient, layer.realInputs, stride), 0, padded * stride);
  }
}
