/*
 * The activations: f(z), f'(z) and f''(z) of a vector of z. At a kink the derivative from the left is taken. What is not
 * stored afterwards is not computed either: the compiler sees that.
 */
#ifndef LAI_ACTIVATION_H
#define LAI_ACTIVATION_H

#include "vector.h"

typedef struct {
  vec value, slope, curvature;
} Bend;

INLINE Bend linear(vec z) {
  return (Bend){z, splat(1), splat(0)};
}

INLINE Bend leaky_relu(vec z, float alpha) {
  mask right = z > 0.0f;
  return (Bend){choose(right, z, alpha * z), choose(right, splat(1), splat(alpha)), splat(0)};
}

INLINE Bend relu(vec z) {
  return (Bend){at_least(z, 0), choose(z > 0.0f, splat(1), splat(0)), splat(0)};
}

INLINE Bend relu6(vec z) {
  mask inside = (z > 0.0f) & (z <= 6.0f);
  return (Bend){at_most(at_least(z, 0), 6), choose(inside, splat(1), splat(0)), splat(0)};
}

/* min(max(0.2 z + 0.5, 0), 1) */
INLINE Bend hard_sigmoid(vec z) {
  vec y = z * 0.2f + 0.5f;
  mask inside = (y > 0.0f) & (y <= 1.0f);
  return (Bend){at_most(at_least(y, 0), 1), choose(inside, splat(0.2f), splat(0)), splat(0)};
}

/* scale z above 0 and scale alpha (exp(z) - 1) below: elu has scale 1. */
INLINE Bend elu(vec z, float scale, float scale_alpha) {
  mask right = z > 0.0f;
  vec e = scale_alpha * exponential(at_most(z, 0));
  return (Bend){choose(right, scale * z, e - scale_alpha), choose(right, splat(scale), e), choose(right, splat(0), e)};
}

INLINE Bend sigmoid(vec z) {
  vec e = exponential(-absolute(z));
  vec s = sigmoid_from(z, e);
  vec slope = sigmoid_slope(e);
  return (Bend){s, slope, slope * (-2.0f * s + 1.0f)};
}

/*
 * t = (1 - e) / (1 + e) with e = exp(-2 z); f' = 1 - t^2 as 4 e / (1 + e)^2, as 1 - t^2 is 0 in float32 from z = 9 on; f'' = -2 t f'.
 * e = 2^(n + x), n whole: 2^n comes from the last bits of a sum, as in `exponential`, and 2^x - 1 = p x from a minimax
 * polynomial p (relative error 4e-7), so that 1 - e keeps its digits at small z. z is held in [-43, 43], where f' is 2e-37.
 */
INLINE Bend hyperbolic_tangent(vec z) {
  z = at_most(at_least(z, -43), 43);
  vec rounded = z * -2.88539008f + (ROUNDER + 126); /* -2 z / log 2 */
  vec x = z * -2.88539008f + ((ROUNDER + 126) - rounded);
  vec p = splat(0.0013333539245650172f);
  p = p * x + 0.009666245430707932f;
  p = p * x + 0.05550500378012657f;
  p = p * x + 0.24022351205348969f;
  p = p * x + 0.6931471228599548f;
  p = p * x;
  vec half = (vec)((bits)rounded << 23); /* 2^n / 2 */
  vec e = half * p + half;               /* e / 2 */
  vec rest = (0.5f - half) - half * p;   /* (1 - e) / 2 */
  vec r = reciprocal(0.5f + e);            /* 2 / (1 + e) */
  vec t = rest * r;
  vec er = e * r;
  vec slope = (er + er) * r;
  return (Bend){t, slope, -2.0f * t * slope};
}

/* log(1 + exp(z)) = max(z, 0) + log(1 + exp(-|z|)) */
INLINE Bend softplus(vec z) {
  vec e = exponential(-absolute(z));
  vec s = sigmoid_from(z, e);
  return (Bend){log_of_1_plus(e) + at_least(z, 0), s, s * (1.0f - s)};
}

/* z / (1 + |z|); f' = 1 / (1 + |z|)^2, f'' = -2 sign(z) / (1 + |z|)^3 */
INLINE Bend softsign(vec z) {
  vec r = 1.0f / (1.0f + absolute(z));
  vec slope = r * r;
  bits sign = (bits)z & 0x80000000u;
  return (Bend){z * r, slope, (vec)((bits)(-2.0f * (slope * r)) ^ sign)};
}

/* z s(z), s the logistic function; with p = s' = s (1 - s): f' = s + z p, f'' = p (2 + z (1 - 2 s)) */
INLINE Bend swish(vec z) {
  vec e = exponential(-absolute(z));
  vec s = sigmoid_from(z, e);
  vec p = sigmoid_slope(e);
  return (Bend){z * s, z * p + s, p * (z * (-2.0f * s + 1.0f) + 2.0f)};
}

/* z N(z), N the normal distribution function with density n; f' = N + z n, f'' = n (2 - z^2) */
INLINE Bend gelu(vec z) {
  vec e = exponential(-0.5f * (z * z));
  vec normal = normal_distribution(z, e);
  vec density = e * 0.3989422804f;
  return (Bend){z * normal, z * density + normal, density * (2.0f - z * z)};
}

/*
 * z s(w), s the logistic function and w = 2 sqrt(2 / pi) (z + 0.044715 z^3): gelu with the normal distribution by a tanh. With
 * p = s (1 - s): f' = s + z p w' and f'' = 2 p w' + z p (w'' + w'^2 (1 - 2 s)).
 */
INLINE Bend gelu_new(vec z) {
  vec square = z * z;
  vec w = z * (square * 0.0713548163f + 1.5957691216f);
  vec e = exponential(-absolute(w));
  vec s = sigmoid_from(w, e);
  vec p = sigmoid_slope(e);
  vec w_slope = square * 0.2140644488f + 1.5957691216f;
  vec slope = p * w_slope;
  vec bend = w_slope * w_slope * (-2.0f * s + 1.0f) + z * 0.4281288976f;
  return (Bend){z * s, z * slope + s, z * (p * bend) + 2.0f * slope};
}

/*
 * z w with w = tanh(log(1 + e)), e = exp(z). With n = e (e + 2): w = n / (n + 2), 1 - w^2 = 4 (n + 1) / (n + 2)^2 and,
 * s the logistic function, w' = (1 - w^2) s, w'' = w' (1 - s - 2 w s). Above 20, w is 1 to float32.
 */
INLINE Bend mish(vec z) {
  vec e = exponential(at_most(z, 20));
  vec n = e * (e + 2.0f);
  vec r = reciprocal(n + 2.0f);
  vec w = n * r;
  vec rest = reciprocal(1.0f + e);
  vec s = e * rest;
  vec w_slope = 4.0f * ((n + 1.0f) * r) * r * s;
  vec twice = 2.0f * w * s;
  vec w_curvature = w_slope * (rest - twice);
  return (Bend){z * w, z * w_slope + w, z * w_curvature + 2.0f * w_slope};
}

#endif
