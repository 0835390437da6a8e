/* As many float32 at a time as the processor has lanes: the arithmetic that the rest of the kernel is written in. */
#ifndef LAI_VECTOR_H
#define LAI_VECTOR_H

#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")

/* Block sizes of matrix.h: as many sums as fit into the registers beside one row of B and one number of A. */
#if defined(__AVX512F__)
#include <immintrin.h>
#define LANES 16
#define BLOCK_ROWS 8
#define BLOCK_VECTORS 3
#elif defined(__AVX2__)
#include <immintrin.h>
#define LANES 8
#define BLOCK_ROWS 6
#define BLOCK_VECTORS 2
#elif defined(__SSE4_2__)
#include <immintrin.h>
#define LANES 4
#define BLOCK_ROWS 4
#define BLOCK_VECTORS 2
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#define LANES 4
#define BLOCK_ROWS 4
#define BLOCK_VECTORS 4
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#define LANES 4
#define BLOCK_ROWS 4
#define BLOCK_VECTORS 2
#else
#error "compile with -mavx512f, -mavx2 -mfma, -msse4.2, -msimd128 or for AArch64: see build.mjs and webassembly.mjs"
#endif

typedef float vec __attribute__((vector_size(4 * LANES)));
typedef float vec_in_memory __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t mask __attribute__((vector_size(4 * LANES)));
typedef uint32_t bits __attribute__((vector_size(4 * LANES)));
typedef double doubles __attribute__((vector_size(8 * LANES)));

INLINE vec splat(float x) {
  return x - (vec){0};
}

INLINE vec load(const float *from) {
  return *(const vec_in_memory *)from;
}

INLINE void store(float *to, vec x) {
  *(vec_in_memory *)to = x;
}

/* Columns are multiples of 8: behind the last whole vector of 16 there may be half a one. Its other lanes are 0. */
INLINE vec load_part(const float *from, const int half) {
#if LANES == 16
  if (half) return (vec)_mm512_maskz_loadu_ps(0xff, from);
#endif
  (void)half;
  return load(from);
}

INLINE void store_part(float *to, vec x, const int half) {
#if LANES == 16
  if (half) {
    _mm512_mask_storeu_ps(to, 0xff, (__m512)x);
    return;
  }
#endif
  (void)half;
  store(to, x);
}

/* What is to be done for each vector of `count` columns: the body sees its first column as j, and whether it is half a one. */
#define FOR_COLUMNS(count, ...)               \
  do {                                        \
    size_t j = 0;                             \
    for (; j + LANES <= (count); j += LANES) { \
      const int half = 0;                     \
      __VA_ARGS__                             \
    }                                         \
    if (LANES == 16 && j < (count)) {         \
      const int half = 1;                     \
      __VA_ARGS__                             \
    }                                         \
  } while (0)

INLINE vec choose(mask which, vec yes, vec no) {
  return (vec)(((bits)yes & (bits)which) | ((bits)no & ~(bits)which));
}

INLINE vec absolute(vec x) {
  return (vec)((bits)x & 0x7fffffffu);
}

INLINE vec square_root(vec x) {
#if LANES == 16
  return (vec)_mm512_sqrt_ps((__m512)x);
#elif LANES == 8
  return (vec)_mm256_sqrt_ps((__m256)x);
#elif defined(__SSE4_2__)
  return (vec)_mm_sqrt_ps((__m128)x);
#elif defined(__wasm_simd128__)
  return (vec)wasm_f32x4_sqrt((v128_t)x);
#else
  return (vec)vsqrtq_f32((float32x4_t)x);
#endif
}

/*
 * 1 / x for x of 1e-37 to 1e37, error below 2^-23: where a division takes longer than all the rest of an activation, an
 * estimate of 14 bits and one step of Newton's take its place.
 */
INLINE vec reciprocal(vec x) {
#if LANES == 16
  const vec estimate = (vec)_mm512_rcp14_ps((__m512)x);
  return estimate + estimate * (1.0f - x * estimate);
#else
  return 1.0f / x;
#endif
}

/* The smaller of x and the limit; NaN stays NaN. */
INLINE vec at_most(vec x, float limit) {
#if LANES == 16
  return (vec)_mm512_min_ps((__m512)splat(limit), (__m512)x);
#elif LANES == 8
  return (vec)_mm256_min_ps((__m256)splat(limit), (__m256)x);
#elif defined(__SSE4_2__)
  return (vec)_mm_min_ps((__m128)splat(limit), (__m128)x);
#elif defined(__wasm_simd128__)
  return (vec)wasm_f32x4_pmin((v128_t)x, (v128_t)splat(limit));
#else
  return (vec)vminq_f32((float32x4_t)x, (float32x4_t)splat(limit));
#endif
}

/* The larger of x and the limit; NaN stays NaN. */
INLINE vec at_least(vec x, float limit) {
#if LANES == 16
  return (vec)_mm512_max_ps((__m512)splat(limit), (__m512)x);
#elif LANES == 8
  return (vec)_mm256_max_ps((__m256)splat(limit), (__m256)x);
#elif defined(__SSE4_2__)
  return (vec)_mm_max_ps((__m128)splat(limit), (__m128)x);
#elif defined(__wasm_simd128__)
  return (vec)wasm_f32x4_pmax((v128_t)x, (v128_t)splat(limit));
#else
  return (vec)vmaxq_f32((float32x4_t)x, (float32x4_t)splat(limit));
#endif
}

/* By pairs: (0 + 1) + (2 + 3), and so on. */
INLINE float sum_of_lanes(vec x) {
  float sums[LANES];
  store(sums, x);
  UNROLL for (int width = 1; width < LANES; width *= 2)
    UNROLL for (int i = 0; i < LANES; i += 2 * width) sums[i] += sums[i + width];
  return sums[0];
}

/* 1.5 2^23: a small number added to it is rounded to a whole one, which stands in the last bits of the sum. */
#define ROUNDER 12582912.0f

/* x times 2^n, n from the last bits of a sum with ROUNDER. */
INLINE vec times_power(vec x, vec rounded) {
  return (vec)((bits)x + ((bits)rounded << 23));
}

/*
 * exp(x), relative error about 1e-7, x held in [-87, 88]: x = n log 2 + r, with the polynomial of Cephes' expf for exp(r)
 * and n added to its exponent's bits.
 */
INLINE vec exponential(vec x) {
  x = at_most(at_least(x, -87), 88);
  vec rounded = x * 1.44269504f + ROUNDER;
  vec n = rounded - ROUNDER;
  vec r = n * -0.693359375f + x;
  r = n * 2.1219444e-4f + r;
  vec p = splat(1.98756915e-4f);
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + (r + 1.0f);
  return times_power(p, rounded);
}

/* The logistic function of z, from e = exp(-|z|), so that nothing overflows. */
INLINE vec sigmoid_from(vec z, vec e) {
  vec r = reciprocal(1.0f + e);
  return choose(z >= 0.0f, r, e * r);
}

/* The slope s (1 - s) of the logistic function, from e = exp(-|z|): 1 - s itself is 0 in float32 from z = 17 on. */
INLINE vec sigmoid_slope(vec e) {
  vec r = reciprocal(1.0f + e);
  return e * r * r;
}

/* log(1 + u) for u in [0, 1], relative error below 2e-7: u times the Chebyshev fit of degree 8 to log(1 + u) / u. */
INLINE vec log_of_1_plus(vec u) {
  vec p = splat(0.005253457929939032f);
  p = p * u + -0.02958850748836994f;
  p = p * u + 0.07836166769266129f;
  p = p * u + -0.13674770295619965f;
  p = p * u + 0.19111430644989014f;
  p = p * u + -0.24844369292259216f;
  p = p * u + 0.33319270610809326f;
  p = p * u + -0.49999502301216125f;
  p = p * u + 1.0f;
  return p * u;
}

/* The normal distribution function of z, given exp(-z^2 / 2): Abramowitz & Stegun 7.1.26, absolute error below 1e-7. */
INLINE vec normal_distribution(vec z, vec e) {
  vec t = reciprocal(absolute(z) * (0.3275911f * 0.70710678118f) + 1.0f);
  vec p = splat(1.061405429f * 0.5f);
  p = p * t + -1.453152027f * 0.5f;
  p = p * t + 1.421413741f * 0.5f;
  p = p * t + -0.284496736f * 0.5f;
  p = p * t + 0.254829592f * 0.5f;
  p = p * t * e;
  return choose(z >= 0.0f, 1.0f - p, p);
}

#endif
