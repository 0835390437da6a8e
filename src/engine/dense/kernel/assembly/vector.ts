/** Four float32 at a time: the arithmetic that the rest of the kernel is written in. */

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** a b + c: one fused instruction in the relaxed variant, two in the other. */
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(f32x4.mul(a, b), c);
}

/** c - a b, as `multiplyAdd`. */
@inline
export function subtractProduct(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  else return f32x4.sub(c, f32x4.mul(a, b));
}

@inline
export function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** The smaller of x and the limit; NaN stays NaN. */
@inline
export function atMost(x: v128, limit: f32): v128 {
  return f32x4.pmin(x, splat(limit));
}

/** The larger of x and the limit; NaN stays NaN. */
@inline
export function atLeast(x: v128, limit: f32): v128 {
  return f32x4.pmax(x, splat(limit));
}

/** 1.5 2^23: a small number added to it is rounded to a whole one, which stands in the last bits of the sum. */
export const ROUNDER: f32 = 12582912;

/**
 * exp(x), relative error about 1e-7, x held in [-87, 88]: x = n log 2 + r, with the polynomial of Cephes' expf for exp(r)
 * and n added to its exponent's bits.
 */
@inline
export function exp(x: v128): v128 {
  x = atMost(atLeast(x, -87), 88);
  const rounded = multiplyAdd(x, splat(1.44269504), splat(ROUNDER));
  const n = f32x4.sub(rounded, splat(ROUNDER));
  let r = multiplyAdd(n, splat(-0.693359375), x);
  r = multiplyAdd(n, splat(2.1219444e-4), r);
  let p = splat(1.98756915e-4);
  p = multiplyAdd(p, r, splat(1.3981999507e-3));
  p = multiplyAdd(p, r, splat(8.3334519073e-3));
  p = multiplyAdd(p, r, splat(4.1665795894e-2));
  p = multiplyAdd(p, r, splat(1.6666665459e-1));
  p = multiplyAdd(p, r, splat(5.0000001201e-1));
  p = multiplyAdd(p, f32x4.mul(r, r), f32x4.add(r, splat(1)));
  return i32x4.add(p, i32x4.shl(rounded, 23));
}

/** The logistic function of z, from e = exp(-|z|), so that nothing overflows. */
@inline
export function sigmoidFrom(z: v128, e: v128): v128 {
  const r = f32x4.div(splat(1), f32x4.add(splat(1), e));
  return v128.bitselect(r, f32x4.mul(e, r), f32x4.ge(z, splat(0)));
}

/** The slope s (1 - s) of the logistic function, from e = exp(-|z|): 1 - s itself is 0 in float32 from z = 17 on. */
@inline
export function sigmoidSlope(e: v128): v128 {
  const r = f32x4.div(splat(1), f32x4.add(splat(1), e));
  return f32x4.mul(f32x4.mul(e, r), r);
}

/** log(1 + u) for u in [0, 1], relative error below 2e-7: u times the Chebyshev fit of degree 8 to log(1 + u) / u. */
@inline
export function log1p(u: v128): v128 {
  let p = splat(0.005253457929939032);
  p = multiplyAdd(p, u, splat(-0.02958850748836994));
  p = multiplyAdd(p, u, splat(0.07836166769266129));
  p = multiplyAdd(p, u, splat(-0.13674770295619965));
  p = multiplyAdd(p, u, splat(0.19111430644989014));
  p = multiplyAdd(p, u, splat(-0.24844369292259216));
  p = multiplyAdd(p, u, splat(0.33319270610809326));
  p = multiplyAdd(p, u, splat(-0.49999502301216125));
  p = multiplyAdd(p, u, splat(1));
  return f32x4.mul(p, u);
}

/** The normal distribution function of z, given exp(-z^2 / 2): Abramowitz & Stegun 7.1.26, absolute error below 1e-7. */
@inline
export function normalDistribution(z: v128, e: v128): v128 {
  const t = f32x4.div(splat(1), multiplyAdd(splat(0.3275911 * 0.70710678118), f32x4.abs(z), splat(1)));
  let p = splat(1.061405429 * 0.5);
  p = multiplyAdd(p, t, splat(-1.453152027 * 0.5));
  p = multiplyAdd(p, t, splat(1.421413741 * 0.5));
  p = multiplyAdd(p, t, splat(-0.284496736 * 0.5));
  p = multiplyAdd(p, t, splat(0.254829592 * 0.5));
  p = f32x4.mul(f32x4.mul(p, t), e);
  return v128.bitselect(f32x4.sub(splat(1), p), p, f32x4.ge(z, splat(0)));
}
