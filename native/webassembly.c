/*
 * The kernel as a WebAssembly module: the phases on the records and arrays of the memory that it is given. It has no memory of
 * its own, neither data nor a stack, as several threads may share one memory: webassembly.mjs refuses a module that has.
 */
#include "phases.c"

/* kernel/addresses.ts writes and reserves them word by word. */
_Static_assert(sizeof(Layer) == 19 * 4, "LAYER_FIELDS of addresses.ts");
_Static_assert(sizeof(Network) == (11 + 14) * 4, "NETWORK_FIELDS and PRODUCT_FIELDS of addresses.ts");

#define EXPORT(name) __attribute__((export_name(#name)))

EXPORT(transposeWeights) void export_transpose_weights(const Network *network) {
  transpose_weights(network);
}

EXPORT(forward) void export_forward(Network *network, size_t first, size_t last, int input_gradients, int training) {
  forward(network, first, last, input_gradients, training);
}

EXPORT(backward) void export_backward(Network *network, size_t first, size_t last, int tangents) {
  backward(network, first, last, tangents);
}

EXPORT(clearGradients) void export_clear_gradients(const Network *network) {
  __builtin_memset(network->gradients, 0, network->gradient_count * sizeof(float));
}

EXPORT(clearPadding) void export_clear_padding(const Network *network) {
  clear_padding(network);
}

EXPORT(addTo) void export_add_to(float *target, const float *source, size_t bytes) {
  add_to(target, source, bytes / sizeof(float));
}

EXPORT(sumOfSquares) double export_sum_of_squares(const float *values, size_t bytes) {
  return sum_of_squares(values, bytes / sizeof(float));
}

EXPORT(adam) void export_adam(
    float *weights, const float *gradients, float *first, float *second, size_t bytes, float scale, float rest1,
    float rest2, float decay, float rate, float epsilon) {
  const AdamNumbers with = {scale, rest1, rest2, decay, rate, epsilon};
  adam(weights, gradients, first, second, bytes / sizeof(float), with);
}
