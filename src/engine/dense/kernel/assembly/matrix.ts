/**
 * Matrix products. Row counts, inner sizes and column counts are multiples of 4; strides are in bytes. Blocks of 4 rows by
 * 8 columns keep eight sums in registers, which is what hides the latency of the multiply-add.
 */
import { multiplyAdd, splat } from "./vector";

/** C [rows, columns] = A [rows, inner] B [inner, columns], plus the bias [columns] to each row where its address is not 0. */
export function multiply(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, bias: usize,
  rows: i32, inner: i32, columns: i32,
): void {
  const innerBytes = <usize>inner << 2;
  const end = c + (<usize>columns << 2);
  const aStep = aStride << 2;
  const cStep = cStride << 2;
  for (; c + 32 <= end; c += 32, b += 32) {
    let start0 = splat(0);
    let start1 = splat(0);
    if (bias) {
      start0 = v128.load(bias);
      start1 = v128.load(bias, 16);
      bias += 32;
    }
    let ci = c;
    let ai = a;
    for (let r = 0; r < rows; r += 4) {
      let a0 = ai;
      let a1 = a0 + aStride;
      let a2 = a1 + aStride;
      let a3 = a2 + aStride;
      let bk = b;
      const aEnd = a0 + innerBytes;
      let c00 = start0, c01 = start1, c10 = start0, c11 = start1;
      let c20 = start0, c21 = start1, c30 = start0, c31 = start1;
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
      ci += cStep;
      ai += aStep;
    }
  }
  if (c < end) multiplyFour(c, cStride, a, aStride, b, bStride, bias, rows, innerBytes);
}

/** The last four columns of `multiply`, where their number is no multiple of 8. */
function multiplyFour(
  c: usize, cStride: usize, a: usize, aStride: usize, b: usize, bStride: usize, bias: usize,
  rows: i32, innerBytes: usize,
): void {
  const start = bias ? v128.load(bias) : splat(0);
  for (let r = 0; r < rows; r += 4) {
    let a0 = a;
    let a1 = a0 + aStride;
    let a2 = a1 + aStride;
    let a3 = a2 + aStride;
    let bk = b;
    const aEnd = a0 + innerBytes;
    let c0 = start, c1 = start, c2 = start, c3 = start;
    do {
      const b0 = v128.load(bk);
      c0 = multiplyAdd(v128.load_splat<f32>(a0), b0, c0);
      c1 = multiplyAdd(v128.load_splat<f32>(a1), b0, c1);
      c2 = multiplyAdd(v128.load_splat<f32>(a2), b0, c2);
      c3 = multiplyAdd(v128.load_splat<f32>(a3), b0, c3);
      bk += bStride;
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
    } while (a0 < aEnd);
    v128.store(c, c0);
    v128.store(c + cStride, c1);
    v128.store(c + 2 * cStride, c2);
    v128.store(c + 3 * cStride, c3);
    c += cStride << 2;
    a += aStride << 2;
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
