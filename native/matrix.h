/*
 * Matrix products. Row counts are multiples of 4, column counts of 8; strides are in numbers. A block of C is held in
 * registers: enough sums side by side to hide the latency of the multiply-add, and each number of A serves a row of them.
 */
#ifndef LAI_MATRIX_H
#define LAI_MATRIX_H

#include "vector.h"

/* C [rows, columns] and what it is made of. A(r, k) stands at a[r row + k step], so that A may be read as its transpose. */
typedef struct {
  float *c;
  size_t c_stride;
  const float *a, *a2; /* a2 and b2: C += A2 B2 besides, or 0 */
  size_t a_row, a_step;
  const float *b, *b2;
  size_t b_stride;
  size_t rows, inner, columns;
  int adds;              /* C is added to, not replaced */
  const float *bias;     /* [columns], the start of each row, or 0 */
  const float *slopes;   /* [rows, columns] with the stride of C: C is multiplied by them, or 0 */
  float *curvatures;     /* alike: these are multiplied by C before it is, or 0 */
} Product;

/* sums += A B for one block. */
INLINE void add_product(
    vec sums[BLOCK_ROWS][BLOCK_VECTORS], const int rows, const int vectors, const int half, const Product *p,
    const float *a, const float *b) {
  const size_t row = p->a_row, step = p->a_step, stride = p->b_stride;
  for (size_t k = p->inner; k > 0; k--, a += step, b += stride) {
    vec x[BLOCK_VECTORS];
    UNROLL for (int v = 0; v < vectors; v++) x[v] = load_part(b + v * LANES, half);
    UNROLL for (int r = 0; r < rows; r++) {
      vec s = splat(a[r * row]);
      UNROLL for (int v = 0; v < vectors; v++) sums[r][v] += s * x[v];
    }
  }
}

INLINE void block(const Product *p, size_t r0, size_t j, const int rows, const int vectors, const int half) {
  float *c = p->c + r0 * p->c_stride + j;
  vec sums[BLOCK_ROWS][BLOCK_VECTORS];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const size_t at = v * LANES;
      sums[r][v] = p->adds   ? load_part(c + r * p->c_stride + at, half)
                   : p->bias ? load_part(p->bias + j + at, half)
                             : splat(0);
    }
  }
  add_product(sums, rows, vectors, half, p, p->a + r0 * p->a_row, p->b + j);
  if (p->a2) add_product(sums, rows, vectors, half, p, p->a2 + r0 * p->a_row, p->b2 + j);
  UNROLL for (int r = 0; r < rows; r++) {
    const size_t at_row = (r0 + r) * p->c_stride + j;
    UNROLL for (int v = 0; v < vectors; v++) {
      const size_t at = at_row + v * LANES;
      if (p->curvatures) store_part(p->curvatures + at, load_part(p->curvatures + at, half) * sums[r][v], half);
      if (p->slopes) sums[r][v] *= load_part(p->slopes + at, half);
      store_part(p->c + at, sums[r][v], half);
    }
  }
}

/* All rows of so many columns. A rest that fours cannot fill is left to two blocks of four. */
INLINE void panel(const Product *p, size_t j, const int vectors, const int half) {
  size_t r = 0;
  for (; r + BLOCK_ROWS <= p->rows && p->rows - r - BLOCK_ROWS != 2; r += BLOCK_ROWS) block(p, r, j, BLOCK_ROWS, vectors, half);
  for (; r < p->rows; r += 4) block(p, r, j, 4, vectors, half);
}

static void multiply_matrices(const Product *p) {
  size_t j = 0;
  size_t vectors = p->columns / LANES;
  while (vectors > 0) {
    size_t taken = vectors < BLOCK_VECTORS ? vectors : BLOCK_VECTORS;
    if (vectors == 4 && BLOCK_VECTORS == 3) taken = 2; /* 2 + 2 keeps more sums busy than 3 + 1 */
    switch (taken) {
      case 1: panel(p, j, 1, 0); break;
      case 2: panel(p, j, 2, 0); break;
#if BLOCK_VECTORS >= 3
      case 3: panel(p, j, 3, 0); break;
#endif
#if BLOCK_VECTORS >= 4
      case 4: panel(p, j, 4, 0); break;
#endif
    }
    j += taken * LANES;
    vectors -= taken;
  }
  if (j < p->columns) panel(p, j, 1, LANES == 16);
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
#else
      for (int r = 0; r < 4; r++)
        for (int c = 0; c < 4; c++) to[r * t_stride + c] = from[c * w_stride + r];
#endif
    }
  }
}

#endif
