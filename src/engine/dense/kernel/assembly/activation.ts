/**
 * The activations. Each function takes four values z, stores f(z) at `a`, from order 1 on f'(z) at `d`, and at order 2
 * f''(z) at `c`. At a kink the derivative from the left is taken.
 */
import { atLeast, atMost, exp, log1p, multiplyAdd, normalDistribution, ROUNDER, sigmoidFrom, sigmoidSlope, splat, subtractProduct } from "./vector";

@inline
function store(a: usize, d: usize, c: usize, order: i32, value: v128, slope: v128, curvature: v128): void {
  v128.store(a, value);
  if (order == 2) {
    v128.store(d, slope);
    v128.store(c, curvature);
  } else if (order == 1) {
    v128.store(d, slope);
  }
}

@inline
export function linear(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  store(a, d, c, order, z, splat(1), splat(0));
}

@inline
export function leakyRelu(z: v128, a: usize, d: usize, c: usize, order: i32, alpha: v128): void {
  const right = f32x4.gt(z, splat(0));
  store(a, d, c, order, v128.bitselect(z, f32x4.mul(alpha, z), right), v128.bitselect(splat(1), alpha, right), splat(0));
}

@inline
export function relu(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  store(a, d, c, order, atLeast(z, 0), v128.and(splat(1), f32x4.gt(z, splat(0))), splat(0));
}

@inline
export function relu6(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const inside = v128.and(f32x4.gt(z, splat(0)), f32x4.le(z, splat(6)));
  store(a, d, c, order, atMost(atLeast(z, 0), 6), v128.and(splat(1), inside), splat(0));
}

/** min(max(0.2 z + 0.5, 0), 1) */
@inline
export function hardSigmoid(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const y = multiplyAdd(z, splat(0.2), splat(0.5));
  const inside = v128.and(f32x4.gt(y, splat(0)), f32x4.le(y, splat(1)));
  store(a, d, c, order, atMost(atLeast(y, 0), 1), v128.and(splat(0.2), inside), splat(0));
}

/** scale z above 0 and scale alpha (exp(z) - 1) below: elu has scale 1. */
@inline
export function elu(z: v128, a: usize, d: usize, c: usize, order: i32, scale: v128, scaleAlpha: v128): void {
  const right = f32x4.gt(z, splat(0));
  const e = f32x4.mul(scaleAlpha, exp(atMost(z, 0)));
  const value = v128.bitselect(f32x4.mul(scale, z), f32x4.sub(e, scaleAlpha), right);
  store(a, d, c, order, value, v128.bitselect(scale, e, right), v128.andnot(e, right));
}

@inline
export function sigmoid(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const e = exp(f32x4.neg(f32x4.abs(z)));
  const s = sigmoidFrom(z, e);
  const slope = sigmoidSlope(e);
  store(a, d, c, order, s, slope, f32x4.mul(slope, multiplyAdd(splat(-2), s, splat(1))));
}

/**
 * t = (1 - e) / (1 + e) with e = exp(-2 z); f' = 1 - t^2 as 4 e / (1 + e)^2, as 1 - t^2 is 0 in float32 from z = 9 on; f'' = -2 t f'.
 * e = 2^(n + x), n whole: 2^n comes from the last bits of a sum, as in `exp`, and 2^x - 1 = p x from a minimax polynomial p
 * (relative error 4e-7), so that 1 - e keeps its digits at small z. z is held in [-43, 43], where f' is 2e-37.
 */
@inline
export function tanh(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  z = atMost(atLeast(z, -43), 43);
  const rounded = multiplyAdd(z, splat(-2.88539008), splat(ROUNDER + 126)); // -2 z / log 2
  const x = multiplyAdd(z, splat(-2.88539008), f32x4.sub(splat(ROUNDER + 126), rounded));
  let p = splat(0.0013333539245650172);
  p = multiplyAdd(p, x, splat(0.009666245430707932));
  p = multiplyAdd(p, x, splat(0.05550500378012657));
  p = multiplyAdd(p, x, splat(0.24022351205348969));
  p = multiplyAdd(p, x, splat(0.6931471228599548));
  p = f32x4.mul(p, x);
  const half = i32x4.shl(rounded, 23); // 2^n / 2
  const e = multiplyAdd(half, p, half); // e / 2
  const rest = subtractProduct(half, p, f32x4.sub(splat(0.5), half)); // (1 - e) / 2
  const r = f32x4.div(splat(1), f32x4.add(splat(0.5), e)); // 2 / (1 + e)
  const t = f32x4.mul(rest, r);
  const er = f32x4.mul(e, r);
  const slope = f32x4.mul(f32x4.add(er, er), r);
  store(a, d, c, order, t, slope, f32x4.mul(f32x4.mul(splat(-2), t), slope));
}

/** log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)) */
@inline
export function softplus(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const e = exp(f32x4.neg(f32x4.abs(z)));
  const s = sigmoidFrom(z, e);
  store(a, d, c, order, f32x4.add(log1p(e), atLeast(z, 0)), s, f32x4.mul(s, f32x4.sub(splat(1), s)));
}

/** z / (1 + |z|); f' = 1 / (1 + |z|)^2, f'' = -2 sign(z) / (1 + |z|)^3 */
@inline
export function softsign(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const r = f32x4.div(splat(1), f32x4.add(splat(1), f32x4.abs(z)));
  const slope = f32x4.mul(r, r);
  const sign = v128.and(z, splat(-0.0));
  const curvature = v128.xor(f32x4.mul(splat(-2), f32x4.mul(slope, r)), sign);
  store(a, d, c, order, f32x4.mul(z, r), slope, curvature);
}

/** z s(z), s the logistic function; with p = s' = s (1 - s): f' = s + z p, f'' = p (2 + z (1 - 2 s)) */
@inline
export function swish(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const e = exp(f32x4.neg(f32x4.abs(z)));
  const s = sigmoidFrom(z, e);
  const p = sigmoidSlope(e);
  const curvature = f32x4.mul(p, multiplyAdd(z, multiplyAdd(splat(-2), s, splat(1)), splat(2)));
  store(a, d, c, order, f32x4.mul(z, s), multiplyAdd(z, p, s), curvature);
}

/** z N(z), N the normal distribution function with density n; f' = N + z n, f'' = n (2 - z^2) */
@inline
export function gelu(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const e = exp(f32x4.mul(splat(-0.5), f32x4.mul(z, z)));
  const normal = normalDistribution(z, e);
  const density = f32x4.mul(e, splat(0.3989422804));
  const curvature = f32x4.mul(density, multiplyAdd(f32x4.neg(z), z, splat(2)));
  store(a, d, c, order, f32x4.mul(z, normal), multiplyAdd(z, density, normal), curvature);
}

/**
 * z s(w), s the logistic function and w = 2 sqrt(2 / pi) (z + 0.044715 z^3): gelu with the normal distribution by a tanh. With
 * p = s (1 - s): f' = s + z p w' and f'' = 2 p w' + z p (w'' + w'^2 (1 - 2 s)).
 */
@inline
export function geluNew(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const square = f32x4.mul(z, z);
  const w = f32x4.mul(z, multiplyAdd(square, splat(0.0713548163), splat(1.5957691216)));
  const e = exp(f32x4.neg(f32x4.abs(w)));
  const s = sigmoidFrom(w, e);
  const p = sigmoidSlope(e);
  const wSlope = multiplyAdd(square, splat(0.2140644488), splat(1.5957691216));
  const slope = f32x4.mul(p, wSlope);
  const bend = multiplyAdd(f32x4.mul(wSlope, wSlope), multiplyAdd(splat(-2), s, splat(1)), f32x4.mul(z, splat(0.4281288976)));
  const curvature = multiplyAdd(z, f32x4.mul(p, bend), f32x4.mul(splat(2), slope));
  store(a, d, c, order, f32x4.mul(z, s), multiplyAdd(z, slope, s), curvature);
}

/**
 * z w with w = tanh(log(1 + e)), e = exp(z). With n = e (e + 2): w = n / (n + 2), 1 - w^2 = 4 (n + 1) / (n + 2)^2 and,
 * s the logistic function, w' = (1 - w^2) s, w'' = w' (1 - s - 2 w s). Above 20, w is 1 to float32.
 */
@inline
export function mish(z: v128, a: usize, d: usize, c: usize, order: i32): void {
  const e = exp(atMost(z, 20));
  const n = f32x4.mul(e, f32x4.add(e, splat(2)));
  const r = f32x4.div(splat(1), f32x4.add(n, splat(2)));
  const w = f32x4.mul(n, r);
  const rest = f32x4.div(splat(1), f32x4.add(splat(1), e));
  const s = f32x4.mul(e, rest);
  const wSlope = f32x4.mul(f32x4.mul(f32x4.mul(splat(4), f32x4.mul(f32x4.add(n, splat(1)), r)), r), s);
  const wCurvature = f32x4.mul(wSlope, f32x4.sub(rest, f32x4.mul(f32x4.mul(splat(2), w), s)));
  const curvature = multiplyAdd(z, wCurvature, f32x4.mul(splat(2), wSlope));
  store(a, d, c, order, f32x4.mul(z, w), multiplyAdd(z, wSlope, w), curvature);
}
