/** Sums of outer products over the rows of a tile: what a tile adds to the gradient of a weight matrix. */
import { multiplyAdd } from "./vector";

/**
 * G [inputs, units] += A^T D, and += A2^T D2 where the address of A2 is not 0. A and A2 are [rows, inputs], D and D2
 * [rows, units]. Inputs and units are multiples of 8, rows is at least 1.
 */
export function addOuterProducts(
  g: usize, gStride: usize, a: usize, a2: usize, aStride: usize, d: usize, d2: usize, dStride: usize,
  rows: i32, inputs: i32, units: i32,
): void {
  const unitBytes = <usize>units << 2;
  const span = <usize>rows * dStride;
  for (let column: usize = 0; column < unitBytes; column += 32) {
    let g0 = g + column;
    for (let i = 0; i < inputs; i += 4) {
      const g1 = g0 + gStride;
      const g2 = g1 + gStride;
      const g3 = g2 + gStride;
      let s00 = v128.load(g0), s01 = v128.load(g0, 16), s10 = v128.load(g1), s11 = v128.load(g1, 16);
      let s20 = v128.load(g2), s21 = v128.load(g2, 16), s30 = v128.load(g3), s31 = v128.load(g3, 16);
      let ar = a + (<usize>i << 2);
      let dr = d + column;
      for (let pass = 0; ; pass++) {
        const end = dr + span;
        do {
          const x = v128.load(dr);
          const y = v128.load(dr, 16);
          let s = v128.load_splat<f32>(ar);
          s00 = multiplyAdd(s, x, s00);
          s01 = multiplyAdd(s, y, s01);
          s = v128.load_splat<f32>(ar, 4);
          s10 = multiplyAdd(s, x, s10);
          s11 = multiplyAdd(s, y, s11);
          s = v128.load_splat<f32>(ar, 8);
          s20 = multiplyAdd(s, x, s20);
          s21 = multiplyAdd(s, y, s21);
          s = v128.load_splat<f32>(ar, 12);
          s30 = multiplyAdd(s, x, s30);
          s31 = multiplyAdd(s, y, s31);
          ar += aStride;
          dr += dStride;
        } while (dr < end);
        if (pass || !a2) break;
        ar = a2 + (<usize>i << 2);
        dr = d2 + column;
      }
      v128.store(g0, s00);
      v128.store(g0, s01, 16);
      v128.store(g1, s10);
      v128.store(g1, s11, 16);
      v128.store(g2, s20);
      v128.store(g2, s21, 16);
      v128.store(g3, s30);
      v128.store(g3, s31, 16);
      g0 = g3 + gStride;
    }
  }
}
