/* Arithmetic over whole blocks of parameters. Counts are of numbers, multiples of 4. */
#ifndef LAI_OPTIMISER_H
#define LAI_OPTIMISER_H

#include "network.h"
#include "vector.h"

/* target += source */
static void add_to(float *target, const float *source, size_t count) {
  for (size_t i = 0; i < count; i++) target[i] += source[i];
}

/* The sum of squares, in float64: a float32 overflows from about 1.8e19 on. */
static double sum_of_squares(const float *values, size_t count) {
  doubles sums = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    const doubles x = __builtin_convertvector(load(values + i), doubles);
    sums += x * x;
  }
  double sum = 0;
  for (; i < count; i++) sum += (double)values[i] * values[i];
  UNROLL for (int width = LANES / 2; width > 0; width /= 2)
    UNROLL for (int lane = 0; lane < width; lane++) sums[lane] += sums[lane + width];
  return sum + sums[0];
}

/*
 * Adam: with the gradient g times `scale`, m += rest1 (g - m), v += rest2 (g^2 - v), then
 * w <- w - (decay w + rate m / (sqrt(v) + epsilon)). The bias corrections are in rate and epsilon.
 */
static void adam(float *weights, const float *gradients, float *first, float *second, size_t count, AdamNumbers with) {
  size_t i = 0;
#define ADAM_STEP(TYPE, LOAD, STORE, ROOT)                                       \
  do {                                                                           \
    const TYPE g = LOAD(gradients + i) * with.scale;                             \
    TYPE m = LOAD(first + i), v = LOAD(second + i);                              \
    const TYPE square = g * g;                                                   \
    m += with.rest1 * (g - m);                                                   \
    v += with.rest2 * (square - v);                                              \
    STORE(first + i, m);                                                         \
    STORE(second + i, v);                                                        \
    const TYPE w = LOAD(weights + i);                                            \
    STORE(weights + i, w - (with.decay * w + with.rate * m / (ROOT(v) + with.epsilon))); \
  } while (0)
  for (; i + LANES <= count; i += LANES) ADAM_STEP(vec, load, store, square_root);
#if LANES > 4
#define LOAD_ONE(from) (*(from))
#define STORE_ONE(to, x) (*(to) = (x))
  for (; i < count; i++) ADAM_STEP(float, LOAD_ONE, STORE_ONE, __builtin_sqrtf);
#endif
}

#endif
