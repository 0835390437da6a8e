/** Arithmetic over whole blocks of parameters. Sizes are in bytes, multiples of 16. */
import { multiplyAdd, splat } from "./vector";

/** target += source */
export function addTo(target: usize, source: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(target + i, f32x4.add(v128.load(target + i), v128.load(source + i)));
  }
}

/** The sum of squares, in float64: a float32 overflows from about 1.8e19 on. */
export function sumOfSquares(values: usize, bytes: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(values + i);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Adam: with the gradient g times `scale`, m += rest1 (g - m), v += rest2 (g^2 - v), then
 * w <- w - (decay w + rate m / (sqrt(v) + epsilon)). The bias corrections are in rate and epsilon.
 */
export function adam(
  weights: usize, gradients: usize, firstMoments: usize, secondMoments: usize, bytes: usize,
  scale: f32, rest1: f32, rest2: f32, decay: f32, rate: f32, epsilon: f32,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const g = f32x4.mul(v128.load(gradients + i), splat(scale));
    let m = v128.load(firstMoments + i);
    let v = v128.load(secondMoments + i);
    m = multiplyAdd(splat(rest1), f32x4.sub(g, m), m);
    v = multiplyAdd(splat(rest2), f32x4.sub(f32x4.mul(g, g), v), v);
    v128.store(firstMoments + i, m);
    v128.store(secondMoments + i, v);
    const w = v128.load(weights + i);
    const step = f32x4.div(f32x4.mul(splat(rate), m), f32x4.add(f32x4.sqrt(v), splat(epsilon)));
    v128.store(weights + i, f32x4.sub(w, multiplyAdd(splat(decay), w, step)));
  }
}
