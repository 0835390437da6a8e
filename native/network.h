/*
 * What the kernel knows of a network. For WebAssembly these are the records in its memory as they stand there, which
 * kernel/addresses.ts writes field by field; addon.c makes them of those records, after it has checked that all of it lies
 * inside. Counts are padded to multiples of 8, strides are in numbers, rows are samples.
 */
#ifndef LAI_NETWORK_H
#define LAI_NETWORK_H

#include <stddef.h>

/* One Dense layer, the output layer last. Padded units have no outgoing weight, so they change nothing. */
typedef struct {
  size_t inputs; /* padded */
  size_t units;  /* padded; the output layer has 1 */
  size_t real_inputs;
  size_t input_stride; /* between rows of the layer's inputs, and of `transposed` */
  size_t stride;       /* between rows of the layer's own arrays, and of `weights` */
  int activation;      /* place in ACTIVATION_NAMES */
  float alpha;
  int has_bias;
  float *weights; /* W, [inputs, units] */
  float *bias;
  float *transposed; /* W transposed, [units, inputs]; none for the output layer */
  float *weight_gradient;
  float *bias_gradient;
  /* kept from forward to backward, one row a sample; none for the output layer */
  float *values;     /* a = f(z) */
  float *slopes;     /* f'(z) */
  float *curvatures; /* f''(z), then times U, then times the tangent of z */
  float *adjoints;   /* D = f'(z) U, with U the derivative of the prediction with respect to a */
  /* of one tile of rows */
  float *tangents; /* f'(z) times the tangent of z, in the direction v */
  float *deltas;   /* derivative of the objective with respect to z */
} Layer;

/*
 * A product of matrices for matrix.h: C [rows, columns] = A B with what is done to it, or C += A^T B. Row counts are multiples
 * of 4, column counts of 8.
 */
typedef struct {
  float *c;
  size_t c_stride;
  const float *a; /* [rows, inner], or [inner, rows] where its transpose is taken */
  size_t a_stride;
  const float *b; /* [inner, columns] */
  size_t b_stride;
  size_t rows, inner, columns;
  /* of C = A B */
  const float *bias;   /* [columns], added to each row, or 0 */
  const float *slopes; /* [rows, columns] with the stride of C: C is multiplied by them, or 0 */
  float *curvatures;   /* alike: these are multiplied by C before it is, or 0 */
  /* of C += A^T B */
  const float *a2, *b2; /* C += A2^T B2 besides, or 0 */
} Product;

/* A network and the arrays of a batch. Each thread has its own record, with gradients and tiles of its own. */
typedef struct {
  Layer *layers;
  size_t hidden;    /* number of layers before the output layer */
  float *gradients; /* all weight and bias gradients, one block */
  size_t gradient_count;
  size_t inputs; /* padded features */
  size_t input_stride;
  float *x;                          /* inputs */
  float *predictions;
  float *input_gradients;            /* g */
  float *prediction_derivatives;     /* c */
  float *input_gradient_derivatives; /* v */
  Product product; /* the one under way: here, as the threads of WebAssembly have no stacks of their own for it */
} Network;

/* Rows computed at a time: what a tile touches stays in the core's own caches. */
#define TILE_ROWS 64

/* The numbers of `adam`, see optimiser.h. */
typedef struct {
  float scale, rest1, rest2, decay, rate, epsilon;
} AdamNumbers;

/* The phases, compiled once for each instruction set; phases.c says what they do. */
typedef struct {
  const char *name;
  void (*transpose_weights)(const Network *);
  void (*forward)(Network *, size_t first, size_t last, int input_gradients, int training);
  void (*backward)(Network *, size_t first, size_t last, int tangents);
  void (*clear_padding)(const Network *);
  void (*add_to)(float *target, const float *source, size_t count);
  double (*sum_of_squares)(const float *values, size_t count);
  void (*adam)(float *weights, const float *gradients, float *first, float *second, size_t count, AdamNumbers);
} Phases;

#endif
