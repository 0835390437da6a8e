/*
 * Matrix products. Row counts are multiples of 4, column counts of 8; strides are in numbers. A block of C is held in
 * registers: enough sums side by side to hide the latency of the multiply-add, and each number of A serves a row of them.
 */
#ifndef LAI_MATRIX_H
#define LAI_MATRIX_H

#include "network.h"
#include "vector.h"

/* Each block is compiled for its number of rows and of vectors, and for whether its one vector is half a one. */
#define SHAPE const size_t rows, const size_t vectors, const int half

/* sums += A B for one block, or A^T B: then a row of A is a column of it. */
INLINE void add_product(
    vec sums[BLOCK_ROWS][BLOCK_VECTORS], const Product *p, const float *a, const float *b, const int transposed, SHAPE) {
  const size_t row = transposed ? 1 : p->a_stride, step = transposed ? p->a_stride : 1, stride = p->b_stride;
  for (size_t k = p->inner; k > 0; k--, a += step, b += stride) {
    vec x[BLOCK_VECTORS];
    UNROLL for (size_t v = 0; v < vectors; v++) x[v] = load_part(b + v * LANES, half);
    UNROLL for (size_t r = 0; r < rows; r++) {
      vec s = splat(a[r * row]);
      UNROLL for (size_t v = 0; v < vectors; v++) sums[r][v] += s * x[v];
    }
  }
}

/* C = A B, and what is done to it. */
INLINE void multiply_block(const Product *p, size_t r0, size_t j, SHAPE) {
  vec sums[BLOCK_ROWS][BLOCK_VECTORS];
  UNROLL for (size_t r = 0; r < rows; r++)
    UNROLL for (size_t v = 0; v < vectors; v++)
      sums[r][v] = p->bias ? load_part(p->bias + j + v * LANES, half) : splat(0);
  add_product(sums, p, p->a + r0 * p->a_stride, p->b + j, 0, rows, vectors, half);
  UNROLL for (size_t r = 0; r < rows; r++) {
    const size_t at_row = (r0 + r) * p->c_stride + j;
    UNROLL for (size_t v = 0; v < vectors; v++) {
      const size_t at = at_row + v * LANES;
      if (p->curvatures) store_part(p->curvatures + at, load_part(p->curvatures + at, half) * sums[r][v], half);
      if (p->slopes) sums[r][v] *= load_part(p->slopes + at, half);
      store_part(p->c + at, sums[r][v], half);
    }
  }
}

/* C += A^T B, and += A2^T B2 where there is one. */
INLINE void add_transposed_block(const Product *p, size_t r0, size_t j, SHAPE) {
  float *c = p->c + r0 * p->c_stride + j;
  vec sums[BLOCK_ROWS][BLOCK_VECTORS];
  UNROLL for (size_t r = 0; r < rows; r++)
    UNROLL for (size_t v = 0; v < vectors; v++) sums[r][v] = load_part(c + r * p->c_stride + v * LANES, half);
  add_product(sums, p, p->a + r0, p->b + j, 1, rows, vectors, half);
  if (p->a2) add_product(sums, p, p->a2 + r0, p->b2 + j, 1, rows, vectors, half);
  UNROLL for (size_t r = 0; r < rows; r++)
    UNROLL for (size_t v = 0; v < vectors; v++) store_part(c + r * p->c_stride + v * LANES, sums[r][v], half);
}

INLINE void block(const Product *p, const int transposed, size_t r0, size_t j, SHAPE) {
  if (transposed) add_transposed_block(p, r0, j, rows, vectors, half);
  else multiply_block(p, r0, j, rows, vectors, half);
}

/* All rows of so many columns. Where blocks have more than four rows, a rest that fours cannot fill is left to two blocks of four. */
INLINE void panel(const Product *p, const int transposed, size_t j, const size_t vectors, const int half) {
  size_t r = 0;
  for (; r + BLOCK_ROWS <= p->rows && (BLOCK_ROWS == 4 || p->rows - r - BLOCK_ROWS != 2); r += BLOCK_ROWS)
    block(p, transposed, r, j, BLOCK_ROWS, vectors, half);
  if (BLOCK_ROWS > 4)
    for (; r < p->rows; r += 4) block(p, transposed, r, j, 4, vectors, half);
}

INLINE void all_panels(const Product *p, const int transposed) {
  size_t j = 0;
  size_t vectors = p->columns / LANES;
  while (vectors > 0) {
    size_t taken = vectors < BLOCK_VECTORS ? vectors : BLOCK_VECTORS;
    if (vectors == 4 && BLOCK_VECTORS == 3) taken = 2; /* 2 + 2 keeps more sums busy than 3 + 1 */
    switch (taken) {
      case 1: panel(p, transposed, j, 1, 0); break;
      case 2: panel(p, transposed, j, 2, 0); break;
#if BLOCK_VECTORS >= 3
      case 3: panel(p, transposed, j, 3, 0); break;
#endif
#if BLOCK_VECTORS >= 4
      case 4: panel(p, transposed, j, 4, 0); break;
#endif
    }
    j += taken * LANES;
    vectors -= taken;
  }
  if (j < p->columns) panel(p, transposed, j, 1, LANES == 16);
}

static void multiply_matrices(const Product *p) {
  all_panels(p, 0);
}

static void add_transposed_product(const Product *p) {
  all_panels(p, 1);
}

/* W [columns, rows] transposed into T [rows, columns], in blocks of 4 by 4. */
INLINE void transpose(float *t, size_t t_stride, const float *w, size_t w_stride, size_t rows, size_t columns) {
  for (size_t j = 0; j < columns; j += 4) {
    for (size_t i = 0; i < rows; i += 4) {
      const float *from = w + j * w_stride + i;
      float *to = t + i * t_stride + j;
#if defined(__SSE4_2__)
      __m128 w0 = _mm_loadu_ps(from), w1 = _mm_loadu_ps(from + w_stride);
      __m128 w2 = _mm_loadu_ps(from + 2 * w_stride), w3 = _mm_loadu_ps(from + 3 * w_stride);
      _MM_TRANSPOSE4_PS(w0, w1, w2, w3);
      _mm_storeu_ps(to, w0);
      _mm_storeu_ps(to + t_stride, w1);
      _mm_storeu_ps(to + 2 * t_stride, w2);
      _mm_storeu_ps(to + 3 * t_stride, w3);
#elif defined(__wasm_simd128__)
      const v128_t w0 = wasm_v128_load(from), w1 = wasm_v128_load(from + w_stride);
      const v128_t w2 = wasm_v128_load(from + 2 * w_stride), w3 = wasm_v128_load(from + 3 * w_stride);
      const v128_t low01 = wasm_i32x4_shuffle(w0, w1, 0, 4, 1, 5), high01 = wasm_i32x4_shuffle(w0, w1, 2, 6, 3, 7);
      const v128_t low23 = wasm_i32x4_shuffle(w2, w3, 0, 4, 1, 5), high23 = wasm_i32x4_shuffle(w2, w3, 2, 6, 3, 7);
      wasm_v128_store(to, wasm_i64x2_shuffle(low01, low23, 0, 2));
      wasm_v128_store(to + t_stride, wasm_i64x2_shuffle(low01, low23, 1, 3));
      wasm_v128_store(to + 2 * t_stride, wasm_i64x2_shuffle(high01, high23, 0, 2));
      wasm_v128_store(to + 3 * t_stride, wasm_i64x2_shuffle(high01, high23, 1, 3));
#else
      for (int r = 0; r < 4; r++)
        for (int c = 0; c < 4; c++) to[r * t_stride + c] = from[c * w_stride + r];
#endif
    }
  }
}

#endif
