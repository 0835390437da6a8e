/*
 * The kernel's phases. It has no state of its own: every function is told where the network is, and nothing here checks an
 * address or a size. Compiled once for each instruction set of a processor, whose name is LEVEL, for addon.c, which checks
 * them; and as a part of webassembly.c, where kernel/dense-kernel.ts is the only caller and does.
 */
#include "elementwise.h"
#include "matrix.h"
#include "network.h"
#include "optimiser.h"

INLINE size_t smaller(size_t a, size_t b) {
  return a < b ? a : b;
}

/* ---- Forward: predictions, and the input gradient of the rows that want it. */

/* Transposes the hidden layers' weights, once a step: the way back through a layer then reads them row by row. */
static void transpose_weights(const Network *network) {
  for (size_t l = 0; l < network->hidden; l++) {
    const Layer *layer = &network->layers[l];
    transpose(layer->transposed, layer->input_stride, layer->weights, layer->stride, layer->units, layer->inputs);
  }
}

static void predict_output(const Network *network, const Layer *output, const float *inputs, size_t row, size_t rows) {
  for (size_t r = 0; r < rows; r += 4, inputs += 4 * output->input_stride) {
    vec sums[4] = {splat(0), splat(0), splat(0), splat(0)};
    FOR_COLUMNS(output->inputs, {
      const vec w = load_part(output->weights + j, half);
      for (int i = 0; i < 4; i++) sums[i] += load_part(inputs + i * output->input_stride + j, half) * w;
    });
    for (int i = 0; i < 4; i++) network->predictions[row + r + i] = sum_of_lanes(sums[i]) + output->bias[0];
  }
}

/* z_l = a_(l-1) W_l + b_l and a_l = f(z_l) for one tile. Order 1 keeps f' for the way back, order 2 also f''. */
static void predict_tile(Network *network, size_t row, size_t rows, int order) {
  const float *inputs = network->x + row * network->input_stride;
  for (size_t l = 0; l < network->hidden; l++) {
    const Layer *layer = &network->layers[l];
    const size_t at = row * layer->stride;
    network->product = (Product){
        .c = layer->values + at, .c_stride = layer->stride, .a = inputs, .a_stride = layer->input_stride,
        .b = layer->weights, .b_stride = layer->stride, .bias = layer->bias,
        .rows = rows, .inner = layer->inputs, .columns = layer->units};
    multiply_matrices(&network->product);
    activate(
        layer->activation, layer->alpha, layer->values + at, layer->slopes + at, layer->curvatures + at, layer->stride, rows,
        layer->units, order);
    inputs = layer->values + at;
  }
  predict_output(network, &network->layers[network->hidden], inputs, row, rows);
}

static void repeat_row(float *to, size_t stride, const float *values, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++, to += stride)
    FOR_COLUMNS(columns, { store_part(to + j, load_part(values + j, half), half); });
}

/* U_H = w, D_l = f'(z_l) U_l, U_(l-1) = D_l W_l^T, g = D_1 W_1^T for one tile. Keeps D and, for training, f'' U. */
static void input_gradient_tile(Network *network, size_t row, size_t rows, int training) {
  const size_t hidden = network->hidden;
  const Layer *output = &network->layers[hidden];
  float *g = network->input_gradients + row * network->input_stride;
  if (hidden == 0) {
    repeat_row(g, network->input_stride, output->weights, rows, output->inputs);
    return;
  }
  const Layer *layer = &network->layers[hidden - 1];
  const size_t last = row * layer->stride;
  repeat_row(layer->adjoints + last, layer->stride, output->weights, rows, layer->units);
  scale_by_slope(
      layer->adjoints + last, layer->slopes + last, training ? layer->curvatures + last : NULL, layer->stride, rows,
      layer->units);
  for (size_t l = hidden; l > 0; l--) {
    layer = &network->layers[l - 1];
    const Layer *below = l > 1 ? &network->layers[l - 2] : NULL;
    const size_t at = row * layer->input_stride;
    network->product = (Product){
        .c = below ? below->adjoints + at : g, .c_stride = layer->input_stride,
        .a = layer->adjoints + row * layer->stride, .a_stride = layer->stride,
        .b = layer->transposed, .b_stride = layer->input_stride,
        .slopes = below ? below->slopes + at : NULL, .curvatures = below && training ? below->curvatures + at : NULL,
        .rows = rows, .inner = layer->units, .columns = layer->inputs};
    multiply_matrices(&network->product);
  }
}

/*
 * Predictions of the rows `first` to `last` (multiples of 4, `last` excluded), and their input gradients where asked.
 * `training` keeps what `backward` needs.
 */
static void forward(Network *network, size_t first, size_t last, int input_gradients, int training) {
  const int order = input_gradients ? (training ? 2 : 1) : training ? 1 : 0;
  for (size_t row = first; row < last; row += TILE_ROWS) {
    const size_t rows = smaller(TILE_ROWS, last - row);
    predict_tile(network, row, rows, order);
    if (input_gradients) input_gradient_tile(network, row, rows, training);
  }
}

/* ---- Backward: the gradient of sum_i c_i prediction_i + v_i . g_i with respect to the weights, c and v held constant. */

/*
 * The tangent in direction v: its z is (tangent of a_(l-1)) W_l, and its a is f' times that. The curvatures become
 * f''(z) U (tangent of z), which is what the direction adds to the derivative of z.
 */
static void tangent_tile(Network *network, size_t row, size_t rows) {
  const float *inputs = network->input_gradient_derivatives + row * network->input_stride;
  for (size_t l = 0; l < network->hidden; l++) {
    const Layer *layer = &network->layers[l];
    network->product = (Product){
        .c = layer->tangents, .c_stride = layer->stride, .a = inputs, .a_stride = layer->input_stride,
        .b = layer->weights, .b_stride = layer->stride,
        .slopes = layer->slopes + row * layer->stride, .curvatures = layer->curvatures + row * layer->stride,
        .rows = rows, .inner = layer->inputs, .columns = layer->units};
    multiply_matrices(&network->product);
    inputs = layer->tangents;
  }
}

/* w's gradient += sum c a, and += the tangents' sum where there are tangents (a pointer other than 0). Rows by fours. */
static void output_gradient(const Layer *output, const float *inputs, const float *tangents, const float *c, size_t rows) {
  const size_t stride = output->input_stride;
  FOR_COLUMNS(output->inputs, {
    vec sums[4] = {load_part(output->weight_gradient + j, half), splat(0), splat(0), splat(0)};
    for (size_t r = 0; r < rows; r += 4)
      for (int i = 0; i < 4; i++) sums[i] += c[r + i] * load_part(inputs + (r + i) * stride + j, half);
    for (size_t r = 0; tangents && r < rows; r += 4)
      for (int i = 0; i < 4; i++) sums[i] += load_part(tangents + (r + i) * stride + j, half);
    store_part(output->weight_gradient + j, (sums[0] + sums[1]) + (sums[2] + sums[3]), half);
  });
  if (!output->has_bias) return;
  float sum = output->bias_gradient[0];
  for (size_t r = 0; r < rows; r++) sum += c[r];
  output->bias_gradient[0] = sum;
}

/* The rows c_i w, which is delta before f' of the last hidden layer. */
static void output_delta(float *deltas, size_t stride, const float *weights, const float *c, size_t rows, size_t units) {
  for (size_t r = 0; r < rows; r++, deltas += stride)
    FOR_COLUMNS(units, { store_part(deltas + j, c[r] * load_part(weights + j, half), half); });
}

/*
 * delta_H = c; delta_l = f' (delta_(l+1) W_(l+1)^T) + f'' (tangent of z_l) U_l; then W's gradient is
 * a_(l-1)^T delta_l + (tangent of a_(l-1))^T D_l, and b's is the sum of delta_l. Adds one tile's share.
 */
static void weight_gradient_tile(Network *network, size_t row, size_t rows, int tangent) {
  const size_t hidden = network->hidden;
  const Layer *output = &network->layers[hidden];
  const float *x = network->x + row * network->input_stride;
  const float *v = tangent ? network->input_gradient_derivatives + row * network->input_stride : NULL;
  const float *c = network->prediction_derivatives + row;
  if (hidden == 0) {
    output_gradient(output, x, v, c, rows);
    return;
  }
  const Layer *layer = &network->layers[hidden - 1];
  output_gradient(output, layer->values + row * layer->stride, tangent ? layer->tangents : NULL, c, rows);
  output_delta(layer->deltas, layer->stride, output->weights, c, rows, layer->units);
  for (size_t l = hidden; l > 0; l--) {
    layer = &network->layers[l - 1];
    const Layer *below = l > 1 ? &network->layers[l - 2] : NULL;
    const size_t at = row * layer->stride;
    finish_delta(
        layer->deltas, layer->slopes + at, tangent ? layer->curvatures + at : NULL, layer->bias_gradient, layer->stride, rows,
        layer->units);
    /* the rows of this product are inputs, its inner size is rows */
    network->product = (Product){
        .c = layer->weight_gradient, .c_stride = layer->stride,
        .a = below ? below->values + row * below->stride : x, .a_stride = layer->input_stride,
        .b = layer->deltas, .b_stride = layer->stride,
        .a2 = !tangent ? NULL : below ? below->tangents : v, .b2 = layer->adjoints + at,
        .rows = layer->inputs, .inner = rows, .columns = layer->units};
    add_transposed_product(&network->product);
    if (!below) return;
    network->product = (Product){
        .c = below->deltas, .c_stride = below->stride, .a = layer->deltas, .a_stride = layer->stride,
        .b = layer->transposed, .b_stride = layer->input_stride,
        .rows = rows, .inner = layer->units, .columns = layer->inputs};
    multiply_matrices(&network->product);
  }
}

/* Adds the rows' share to the network's gradients; with `tangents`, also the share that comes through v. */
static void backward(Network *network, size_t first, size_t last, int tangents) {
  for (size_t row = first; row < last; row += TILE_ROWS) {
    const size_t rows = smaller(TILE_ROWS, last - row);
    if (tangents) tangent_tile(network, row, rows);
    weight_gradient_tile(network, row, rows, tangents);
  }
}

/*
 * Zeroes the gradients of what is no weight of the model: biases of layers that have none, and weights that leave padded
 * units. Where f(0) is not 0 the latter are not 0 by themselves, and such a unit must stay without effect.
 */
static void clear_padding(const Network *network) {
  for (size_t l = 0; l <= network->hidden; l++) {
    const Layer *layer = &network->layers[l];
    const size_t padded = layer->inputs - layer->real_inputs;
    if (!layer->has_bias) __builtin_memset(layer->bias_gradient, 0, layer->units * sizeof(float));
    __builtin_memset(layer->weight_gradient + layer->real_inputs * layer->stride, 0, padded * layer->stride * sizeof(float));
  }
}

#ifdef LEVEL
#define JOINED(a, b) a##b
#define EXPORTED(level) JOINED(phases_, level)
#define TEXT(word) #word
#define NAMED(level) TEXT(level)

const Phases EXPORTED(LEVEL) = {
    NAMED(LEVEL), transpose_weights, forward, backward, clear_padding, add_to, sum_of_squares, adam};
#endif
