/**
 * Matrix products. Row counts are multiples of 4, inner sizes and column counts of 8; strides are in bytes. Blocks of 2 rows
 * by 16 columns (4 by 8 where only 8 columns are left) keep eight sums in registers, which is what hides the latency of the
 * multiply-add, and read B by whole lines of the cache.
 */
import { scaleBySlope } from "./elementwise";
import { multiplyAdd, splat } from "./vector";

/**
 * C [rows, columns] = A [rows, inner] B [inner, columns], plus the bias [columns] to each row where its address is not 0.
 * Where there are slopes, C is multiplied by them element by element, and where there are curvatures, these by C before it
 * is: what the chain rule does to C behind an activation. Both are [rows, columns] with the stride of C.
 */
export function multiply(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, bias: usize,
  rows: i32, inner: i32, columns: i32, slopes: usize, curvatures: usize,
): void {
  const innerBytes = <usize>inner << 2;
  const end = c + (<usize>columns << 2);
  const aStep = aStride << 1;
  const cStep = cStride << 1;
  const toSlopes = slopes - c; // addresses wrap around
  const toCurvatures = curvatures - c;
  for (; c + 64 <= end; c += 64, b += 64) {
    let start0 = splat(0), start1 = splat(0), start2 = splat(0), start3 = splat(0);
    if (bias) {
      start0 = v128.load(bias);
      start1 = v128.load(bias, 16);
      start2 = v128.load(bias, 32);
      start3 = v128.load(bias, 48);
      bias += 64;
    }
    let ci = c;
    let ai = a;
    for (let r = 0; r < rows; r += 2) {
      let a0 = ai;
      let a1 = a0 + aStride;
      let bk = b;
      const aEnd = a0 + innerBytes;
      let c00 = start0, c01 = start1, c02 = start2, c03 = start3;
      let c10 = start0, c11 = start1, c12 = start2, c13 = start3;
      do {
        const s0 = v128.load_splat<f32>(a0);
        const s1 = v128.load_splat<f32>(a1);
        let x = v128.load(bk);
        c00 = multiplyAdd(x, s0, c00);
        c10 = multiplyAdd(x, s1, c10);
        x = v128.load(bk, 16);
        c01 = multiplyAdd(x, s0, c01);
        c11 = multiplyAdd(x, s1, c11);
        x = v128.load(bk, 32);
        c02 = multiplyAdd(x, s0, c02);
        c12 = multiplyAdd(x, s1, c12);
        x = v128.load(bk, 48);
        c03 = multiplyAdd(x, s0, c03);
        c13 = multiplyAdd(x, s1, c13);
        bk += bStride;
        a0 += 4;
        a1 += 4;
      } while (a0 < aEnd);
      if (curvatures) {
        const k = ci + toCurvatures;
        scaleFour(k, c00, c01, c02, c03);
        scaleFour(k + cStride, c10, c11, c12, c13);
      }
      if (slopes) {
        let s = ci + toSlopes;
        c00 = f32x4.mul(c00, v128.load(s));
        c01 = f32x4.mul(c01, v128.load(s, 16));
        c02 = f32x4.mul(c02, v128.load(s, 32));
        c03 = f32x4.mul(c03, v128.load(s, 48));
        s += cStride;
        c10 = f32x4.mul(c10, v128.load(s));
        c11 = f32x4.mul(c11, v128.load(s, 16));
        c12 = f32x4.mul(c12, v128.load(s, 32));
        c13 = f32x4.mul(c13, v128.load(s, 48));
      }
      v128.store(ci, c00);
      v128.store(ci, c01, 16);
      v128.store(ci, c02, 32);
      v128.store(ci, c03, 48);
      const next = ci + cStride;
      v128.store(next, c10);
      v128.store(next, c11, 16);
      v128.store(next, c12, 32);
      v128.store(next, c13, 48);
      ci += cStep;
      ai += aStep;
    }
  }
  if (c < end) {
    multiplyEight(c, cStride, a, aStride, b, bStride, bias, rows, innerBytes);
    if (slopes) scaleBySlope(c, c + toSlopes, curvatures ? c + toCurvatures : 0, cStride, rows, 8);
  }
}

/** The sixteen numbers at an address, times four vectors. */
@inline
function scaleFour(at: usize, x0: v128, x1: v128, x2: v128, x3: v128): void {
  v128.store(at, f32x4.mul(v128.load(at), x0));
  v128.store(at, f32x4.mul(v128.load(at, 16), x1), 16);
  v128.store(at, f32x4.mul(v128.load(at, 32), x2), 32);
  v128.store(at, f32x4.mul(v128.load(at, 48), x3), 48);
}

/** The last eight columns of `multiply`, where their number is no multiple of 16. */
function multiplyEight(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, bias: usize,
  rows: i32, innerBytes: usize,
): void {
  const start0 = bias ? v128.load(bias) : splat(0);
  const start1 = bias ? v128.load(bias, 16) : splat(0);
  let ci = c;
  let ai = a;
  for (let r = 0; r < rows; r += 4) {
    let a0 = ai;
    let a1 = a0 + aStride;
    let a2 = a1 + aStride;
    let a3 = a2 + aStride;
    let bk = b;
    const aEnd = a0 + innerBytes;
    let c00 = start0, c01 = start1;
    let c10 = start0, c11 = start1;
    let c20 = start0, c21 = start1;
    let c30 = start0, c31 = start1;
    do {
      const b0 = v128.load(bk);
      const b1 = v128.load(bk, 16);
      let s = v128.load_splat<f32>(a0);
      c00 = multiplyAdd(s, b0, c00);
      c01 = multiplyAdd(s, b1, c01);
      s = v128.load_splat<f32>(a1);
      c10 = multiplyAdd(s, b0, c10);
      c11 = multiplyAdd(s, b1, c11);
      s = v128.load_splat<f32>(a2);
      c20 = multiplyAdd(s, b0, c20);
      c21 = multiplyAdd(s, b1, c21);
      s = v128.load_splat<f32>(a3);
      c30 = multiplyAdd(s, b0, c30);
      c31 = multiplyAdd(s, b1, c31);
      bk += bStride;
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
    } while (a0 < aEnd);
    let row = ci;
    v128.store(row, c00);
    v128.store(row, c01, 16);
    row += cStride;
    v128.store(row, c10);
    v128.store(row, c11, 16);
    row += cStride;
    v128.store(row, c20);
    v128.store(row, c21, 16);
    row += cStride;
    v128.store(row, c30);
    v128.store(row, c31, 16);
    ci += cStride << 2;
    ai += aStride << 2;
  }
}

/** W [columns, rows] transposed into T [rows, columns], in blocks of 4 by 4. */
export function transpose(t: usize, tStride: usize, w: usize, wStride: usize, rows: i32, columns: i32): void {
  for (let j = 0; j < columns; j += 4) {
    for (let i = 0; i < rows; i += 4) {
      const from = w + <usize>j * wStride + (<usize>i << 2);
      const w0 = v128.load(from);
      const w1 = v128.load(from + wStride);
      const w2 = v128.load(from + 2 * wStride);
      const w3 = v128.load(from + 3 * wStride);
      const low01 = v128.shuffle<f32>(w0, w1, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(w0, w1, 2, 6, 3, 7);
      const low23 = v128.shuffle<f32>(w2, w3, 0, 4, 1, 5);
      const high23 = v128.shuffle<f32>(w2, w3, 2, 6, 3, 7);
      const to = t + <usize>i * tStride + (<usize>j << 2);
      v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
      v128.store(to + tStride, v128.shuffle<f64>(low01, low23, 1, 3));
      v128.store(to + 2 * tStride, v128.shuffle<f64>(high01, high23, 0, 2));
      v128.store(to + 3 * tStride, v128.shuffle<f64>(high01, high23, 1, 3));
    }
  }
}
