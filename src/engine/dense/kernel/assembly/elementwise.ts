/** Passes over arrays of [rows, columns], element by element. All arrays of a pass have the same stride. */
import { elu, gelu, geluNew, hardSigmoid, leakyRelu, linear, mish, relu, relu6, sigmoid, softplus, softsign, swish, tanh } from "./activation";
import { multiplyAdd, splat } from "./vector";

const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_SCALE_ALPHA: f32 = 1.7580993408473768;

/** Turns z at `a` into f(z), and stores f'(z) at `d` (order 1 and 2) and f''(z) at `c` (order 2). Numbered as ACTIVATION_NAMES. */
export function activate(
  activation: i32, alpha: f32, a: usize, d: usize, c: usize, stride: usize, rows: i32, columns: i32, order: i32,
): void {
  let width = <usize>columns << 2;
  if (width == stride) {
    width *= rows;
    rows = 1;
  }
  const step = stride - width;
  for (; rows > 0; rows--, a += step, d += step, c += step) {
    const end = a + width;
    switch (activation) {
      case 0: for (; a < end; a += 16, d += 16, c += 16) linear(v128.load(a), a, d, c, order); break;
      case 1: for (; a < end; a += 16, d += 16, c += 16) relu(v128.load(a), a, d, c, order); break;
      case 2: for (; a < end; a += 16, d += 16, c += 16) leakyRelu(v128.load(a), a, d, c, order, splat(alpha)); break;
      case 3: for (; a < end; a += 16, d += 16, c += 16) elu(v128.load(a), a, d, c, order, splat(1), splat(alpha)); break;
      case 4: for (; a < end; a += 16, d += 16, c += 16) elu(v128.load(a), a, d, c, order, splat(SELU_SCALE), splat(SELU_SCALE_ALPHA)); break;
      case 5: for (; a < end; a += 16, d += 16, c += 16) relu6(v128.load(a), a, d, c, order); break;
      case 6: for (; a < end; a += 16, d += 16, c += 16) sigmoid(v128.load(a), a, d, c, order); break;
      case 7: for (; a < end; a += 16, d += 16, c += 16) hardSigmoid(v128.load(a), a, d, c, order); break;
      case 8: for (; a < end; a += 16, d += 16, c += 16) tanh(v128.load(a), a, d, c, order); break;
      case 9: for (; a < end; a += 16, d += 16, c += 16) softplus(v128.load(a), a, d, c, order); break;
      case 10: for (; a < end; a += 16, d += 16, c += 16) softsign(v128.load(a), a, d, c, order); break;
      case 11: for (; a < end; a += 16, d += 16, c += 16) swish(v128.load(a), a, d, c, order); break;
      case 12: for (; a < end; a += 16, d += 16, c += 16) gelu(v128.load(a), a, d, c, order); break;
      case 13: for (; a < end; a += 16, d += 16, c += 16) mish(v128.load(a), a, d, c, order); break;
      case 14: for (; a < end; a += 16, d += 16, c += 16) geluNew(v128.load(a), a, d, c, order); break;
      default: unreachable();
    }
  }
}

/** u <- slope u and, where there is a curvature (an address other than 0), curvature <- curvature u. */
export function scaleBySlope(u: usize, slope: usize, curvature: usize, stride: usize, rows: i32, columns: i32): void {
  const bends = curvature != 0;
  let width = <usize>columns << 2;
  if (width == stride) {
    width *= rows;
    rows = 1;
  }
  const step = stride - width;
  for (; rows > 0; rows--, u += step, slope += step, curvature += step) {
    const end = u + width;
    if (bends) {
      for (; u < end; u += 16, slope += 16, curvature += 16) {
        const x = v128.load(u);
        v128.store(u, f32x4.mul(v128.load(slope), x));
        v128.store(curvature, f32x4.mul(v128.load(curvature), x));
      }
    } else {
      for (; u < end; u += 16, slope += 16) v128.store(u, f32x4.mul(v128.load(slope), v128.load(u)));
    }
  }
}

/**
 * delta <- slope delta, plus the curvature where there is one (an address other than 0), and the bias gradient [columns] +=
 * the sum of the deltas over the rows. Two columns of vectors at a time: the sum of one alone would wait for itself.
 */
export function finishDelta(
  delta: usize, slope: usize, curvature: usize, biasGradient: usize, stride: usize, rows: i32, columns: i32,
): void {
  const end = delta + (<usize>columns << 2);
  const bends = curvature != 0;
  for (; delta + 32 <= end; delta += 32, slope += 32, biasGradient += 32) {
    let sum0 = v128.load(biasGradient);
    let sum1 = v128.load(biasGradient, 16);
    let d = delta, s = slope, c = curvature;
    for (let r = 0; r < rows; r++, d += stride, s += stride) {
      let x0: v128;
      let x1: v128;
      if (bends) {
        x0 = multiplyAdd(v128.load(d), v128.load(s), v128.load(c));
        x1 = multiplyAdd(v128.load(d, 16), v128.load(s, 16), v128.load(c, 16));
        c += stride;
      } else {
        x0 = f32x4.mul(v128.load(d), v128.load(s));
        x1 = f32x4.mul(v128.load(d, 16), v128.load(s, 16));
      }
      v128.store(d, x0);
      v128.store(d, x1, 16);
      sum0 = f32x4.add(sum0, x0);
      sum1 = f32x4.add(sum1, x1);
    }
    v128.store(biasGradient, sum0);
    v128.store(biasGradient, sum1, 16);
    if (bends) curvature += 32;
  }
}
