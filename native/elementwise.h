/* Passes over arrays of [rows, columns], element by element. All arrays of a pass have the same stride. */
#ifndef LAI_ELEMENTWISE_H
#define LAI_ELEMENTWISE_H

#include "activation.h"

#define SELU_SCALE 1.0507009873554805f
#define SELU_SCALE_ALPHA 1.7580993408473768f

/* One row of `activate`, for one activation: z stands at `a`. */
#define ACTIVATE(EXPRESSION)                                          \
  FOR_COLUMNS(width, {                                                \
    const vec z = load_part(a + j, half);                             \
    const Bend bend = EXPRESSION;                                     \
    store_part(a + j, bend.value, half);                              \
    if (order > 0) store_part(d + j, bend.slope, half);               \
    if (order == 2) store_part(c + j, bend.curvature, half);          \
  });                                                                 \
  break

/* Turns z at `a` into f(z), and stores f'(z) at `d` (order 1 and 2) and f''(z) at `c` (order 2). Numbered as ACTIVATION_NAMES. */
static void activate(
    int activation, float alpha, float *a, float *d, float *c, size_t stride, size_t rows, size_t columns, int order) {
  size_t width = columns;
  if (width == stride) {
    width *= rows;
    rows = 1;
  }
  for (; rows > 0; rows--, a += stride, d += stride, c += stride) {
    switch (activation) {
      case 0: ACTIVATE(linear(z));
      case 1: ACTIVATE(relu(z));
      case 2: ACTIVATE(leaky_relu(z, alpha));
      case 3: ACTIVATE(elu(z, 1, alpha));
      case 4: ACTIVATE(elu(z, SELU_SCALE, SELU_SCALE_ALPHA));
      case 5: ACTIVATE(relu6(z));
      case 6: ACTIVATE(sigmoid(z));
      case 7: ACTIVATE(hard_sigmoid(z));
      case 8: ACTIVATE(hyperbolic_tangent(z));
      case 9: ACTIVATE(softplus(z));
      case 10: ACTIVATE(softsign(z));
      case 11: ACTIVATE(swish(z));
      case 12: ACTIVATE(gelu(z));
      case 13: ACTIVATE(mish(z));
      case 14: ACTIVATE(gelu_new(z));
    }
  }
}

/* u <- slope u and, where there is a curvature (a pointer other than 0), curvature <- curvature u. */
INLINE void scale_by_slope(float *u, const float *slope, float *curvature, size_t stride, size_t rows, size_t columns) {
  for (; rows > 0; rows--, u += stride, slope += stride) {
    FOR_COLUMNS(columns, {
      const vec x = load_part(u + j, half);
      if (curvature) store_part(curvature + j, load_part(curvature + j, half) * x, half);
      store_part(u + j, load_part(slope + j, half) * x, half);
    });
    if (curvature) curvature += stride;
  }
}

/*
 * delta <- slope delta, plus the curvature where there is one (a pointer other than 0), and the bias gradient [columns] += the
 * sum of the deltas over the rows.
 */
INLINE void finish_delta(
    float *delta, const float *slope, const float *curvature, float *bias_gradient, size_t stride, size_t rows, size_t columns) {
  FOR_COLUMNS(columns, {
    vec sum = load_part(bias_gradient + j, half);
    for (size_t r = 0, at = j; r < rows; r++, at += stride) {
      const vec d = load_part(delta + at, half), s = load_part(slope + at, half);
      const vec x = curvature ? d * s + load_part(curvature + at, half) : d * s;
      store_part(delta + at, x, half);
      sum += x;
    }
    store_part(bias_gradient + j, sum, half);
  });
}

#endif
