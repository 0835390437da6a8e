/*
 * The border between TypeScript and the kernel: a Node-API add-on whose functions take the WebAssembly memory as a Uint8Array
 * and addresses in it, as the functions of webassembly.c do. All that a phase would read or write is checked here to lie
 * inside, and the records are copied first: whatever an address or a record says, nothing outside of the memory is touched.
 */
#include <node_api.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"

#ifndef LAI_VERSION
#error "give the version of the package: -DLAI_VERSION=\"0.1.0\""
#endif
/* Raised when records, addresses or the functions' arguments change; NATIVE_ABI in native.ts. */
#define LAI_ABI 2

#if defined(__x86_64__)
#include <cpuid.h>
extern const Phases phases_avx512, phases_avx2, phases_sse42;
#elif defined(__aarch64__)
extern const Phases phases_neon;
#else
#error "x86-64 and AArch64 only"
#endif

/* ---- What is said to JavaScript */

#define MOST_ARGUMENTS 12
#define LAYER_WORDS 19
#define NETWORK_WORDS 11
#define ACTIVATIONS 15

/* One call: its arguments, the memory that it works on, and whether something was found to be wrong. */
typedef struct {
  napi_env env;
  const Phases *phases;
  napi_value arguments[MOST_ARGUMENTS];
  uint8_t *memory;
  uint64_t bytes;
  int is_wrong;
} Call;

static void refuse(Call *call, const char *what) {
  if (!call->is_wrong) napi_throw_range_error(call->env, "LAI_NATIVE_RANGE", what);
  call->is_wrong = 1;
}

/* Takes the arguments of a call, of which the first is the memory. */
static Call open_call(napi_env env, napi_callback_info info, size_t count) {
  Call call = {.env = env};
  size_t given = MOST_ARGUMENTS;
  napi_typedarray_type type;
  size_t length = 0;
  void *data = NULL;
  if (napi_get_cb_info(env, info, &given, call.arguments, NULL, (void **)&call.phases) != napi_ok || given != count)
    refuse(&call, "the native kernel takes another number of arguments");
  else if (
      napi_get_typedarray_info(env, call.arguments[0], &type, &length, &data, NULL, NULL) != napi_ok ||
      type != napi_uint8_array || ((uintptr_t)data & 3) != 0)
    refuse(&call, "the native kernel takes its memory as a Uint8Array");
  call.memory = data;
  call.bytes = length;
  return call;
}

static double number(Call *call, size_t argument) {
  double value = 0;
  if (!call->is_wrong && napi_get_value_double(call->env, call->arguments[argument], &value) != napi_ok)
    refuse(call, "the native kernel takes numbers");
  return value;
}

/* A whole number of 0 to 2^32 - 1. */
static uint32_t whole(Call *call, size_t argument) {
  const double value = number(call, argument);
  if (value >= 0 && value <= 4294967295.0 && value == (double)(uint32_t)value) return (uint32_t)value;
  refuse(call, "the native kernel takes addresses and counts as whole numbers");
  return 0;
}

/* ---- What is checked */

/* The numbers at an address, where so many lie inside the memory. */
static float *numbers(Call *call, uint64_t address, uint64_t count) {
  if (address % 4 == 0 && address <= call->bytes && count <= (call->bytes - address) / 4)
    return (float *)(call->memory + address);
  refuse(call, "an array of the native kernel lies outside of its memory");
  return NULL;
}

static void need(Call *call, int holds) {
  if (!holds) refuse(call, "a record of the native kernel is no network's");
}

/* The words of a record that lies inside the memory; copied, as a phase may be told to write where the record is. */
static int copy_words(Call *call, uint32_t *to, uint64_t address, size_t count) {
  const float *from = numbers(call, address, count);
  if (call->is_wrong) return 0;
  memcpy(to, from, count * 4);
  return 1;
}

/* Reads and checks the record of a layer whose inputs are those that `below` gives; `rows` are in each array of the batch. */
static void read_layer(Call *call, Layer *layer, uint64_t address, const Layer *below, int is_output, uint64_t rows) {
  uint32_t words[LAYER_WORDS];
  if (!copy_words(call, words, address, LAYER_WORDS)) return;
  const uint64_t inputs = words[0], units = words[1];
  need(call, inputs == below->units && words[3] == below->stride && words[2] <= inputs);
  need(call, is_output ? units == 1 && words[4] == 1 : units > 0 && units % 8 == 0 && words[4] >= units);
  need(call, words[5] < ACTIVATIONS);
  if (call->is_wrong) return;
  const uint64_t stride = words[4];
  layer->inputs = inputs;
  layer->units = units;
  layer->real_inputs = words[2];
  layer->input_stride = below->stride;
  layer->stride = stride;
  layer->activation = (int)words[5];
  memcpy(&layer->alpha, &words[6], 4);
  layer->has_bias = words[7] != 0;
  layer->weights = numbers(call, words[8], inputs * stride);
  layer->bias = numbers(call, words[9], units);
  layer->weight_gradient = numbers(call, words[11], inputs * stride);
  layer->bias_gradient = numbers(call, words[12], units);
  if (is_output) return;
  layer->transposed = numbers(call, words[10], units * below->stride);
  layer->values = numbers(call, words[13], rows * stride);
  layer->slopes = numbers(call, words[14], rows * stride);
  layer->curvatures = numbers(call, words[15], rows * stride);
  layer->adjoints = numbers(call, words[16], rows * stride);
  layer->tangents = numbers(call, words[17], TILE_ROWS * stride);
  layer->deltas = numbers(call, words[18], TILE_ROWS * stride);
}

/* Reads and checks the record of a network at the address in argument 1. The layers are to be freed. */
static Network read_network(Call *call, uint64_t rows) {
  Network network = {0};
  uint32_t words[NETWORK_WORDS];
  const uint32_t address = whole(call, 1);
  if (call->is_wrong || !copy_words(call, words, address, NETWORK_WORDS)) return network;
  const uint64_t inputs = words[4], stride = words[5];
  need(call, inputs > 0 && inputs % 8 == 0 && stride >= inputs);
  const uint64_t layers = (uint64_t)words[1] + 1;
  numbers(call, words[0], layers * LAYER_WORDS);
  network.hidden = words[1];
  network.gradients = numbers(call, words[2], words[3]);
  network.gradient_count = words[3];
  network.inputs = inputs;
  network.input_stride = stride;
  network.x = numbers(call, words[6], rows * stride);
  network.predictions = numbers(call, words[7], rows);
  network.input_gradients = numbers(call, words[8], rows * stride);
  network.prediction_derivatives = numbers(call, words[9], rows);
  network.input_gradient_derivatives = numbers(call, words[10], rows * stride);
  if (call->is_wrong) return network;
  network.layers = calloc(layers, sizeof(Layer));
  if (!network.layers) refuse(call, "the native kernel has no memory left");
  Layer below = {.units = inputs, .stride = stride};
  for (uint64_t l = 0; l < layers && !call->is_wrong; l++) {
    read_layer(call, &network.layers[l], words[0] + l * LAYER_WORDS * 4, &below, l + 1 == layers, rows);
    below = network.layers[l];
  }
  return network;
}

/* The rows `first` to `last` of arguments 2 and 3. */
static void read_rows(Call *call, size_t *first, size_t *last) {
  *first = whole(call, 2);
  *last = whole(call, 3);
  if (*first % 4 != 0 || *last % 4 != 0 || *first > *last) refuse(call, "the native kernel takes rows by fours");
}

/* ---- The functions, as in webassembly.c */

static napi_value forward(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 6);
  size_t first = 0, last = 0;
  read_rows(&call, &first, &last);
  const int input_gradients = whole(&call, 4) != 0, training = whole(&call, 5) != 0;
  Network network = read_network(&call, last);
  if (!call.is_wrong) call.phases->forward(&network, first, last, input_gradients, training);
  free(network.layers);
  return NULL;
}

static napi_value backward(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 5);
  size_t first = 0, last = 0;
  read_rows(&call, &first, &last);
  const int tangents = whole(&call, 4) != 0;
  Network network = read_network(&call, last);
  if (!call.is_wrong) call.phases->backward(&network, first, last, tangents);
  free(network.layers);
  return NULL;
}

static napi_value transpose_weights(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 2);
  Network network = read_network(&call, 0);
  if (!call.is_wrong) call.phases->transpose_weights(&network);
  free(network.layers);
  return NULL;
}

static napi_value clear_gradients(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 2);
  Network network = read_network(&call, 0);
  if (!call.is_wrong) memset(network.gradients, 0, network.gradient_count * 4);
  free(network.layers);
  return NULL;
}

static napi_value clear_padding(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 2);
  Network network = read_network(&call, 0);
  if (!call.is_wrong) call.phases->clear_padding(&network);
  free(network.layers);
  return NULL;
}

/* The block at the address in an argument, of so many bytes. */
static float *block_of(Call *call, size_t argument, uint32_t bytes) {
  const uint32_t address = whole(call, argument);
  if (bytes % 16 != 0) refuse(call, "a block of the native kernel has a multiple of 16 bytes");
  return call->is_wrong ? NULL : numbers(call, address, bytes / 4);
}

static napi_value add_to(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 4);
  const uint32_t bytes = whole(&call, 3);
  float *target = block_of(&call, 1, bytes);
  const float *source = block_of(&call, 2, bytes);
  if (!call.is_wrong) call.phases->add_to(target, source, bytes / 4);
  return NULL;
}

static napi_value sum_of_squares(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 3);
  const uint32_t bytes = whole(&call, 2);
  const float *values = block_of(&call, 1, bytes);
  napi_value result = NULL;
  if (!call.is_wrong) napi_create_double(env, call.phases->sum_of_squares(values, bytes / 4), &result);
  return result;
}

static napi_value adam(napi_env env, napi_callback_info info) {
  Call call = open_call(env, info, 12);
  const uint32_t bytes = whole(&call, 5);
  float *blocks[4];
  for (size_t i = 0; i < 4; i++) blocks[i] = block_of(&call, i + 1, bytes);
  float with[6];
  for (size_t i = 0; i < 6; i++) with[i] = (float)number(&call, i + 6);
  const AdamNumbers numbers = {with[0], with[1], with[2], with[3], with[4], with[5]};
  if (!call.is_wrong) call.phases->adam(blocks[0], blocks[1], blocks[2], blocks[3], bytes / 4, numbers);
  return NULL;
}

/* ---- The module: { version, abi, levels }, levels being the phases that this processor runs, the fastest first */

static napi_value functions_of(napi_env env, const Phases *phases) {
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {
      {"transposeWeights", transpose_weights}, {"forward", forward}, {"backward", backward},
      {"clearGradients", clear_gradients}, {"clearPadding", clear_padding}, {"addTo", add_to},
      {"sumOfSquares", sum_of_squares}, {"adam", adam}};
  napi_value object;
  if (napi_create_object(env, &object) != napi_ok) return NULL;
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    napi_value function;
    if (napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].function, (void *)phases, &function) != napi_ok ||
        napi_set_named_property(env, object, functions[i].name, function) != napi_ok)
      return NULL;
  }
  return object;
}

#if defined(__x86_64__)
#define ALL(word, ...) has_all(word, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static int has_all(unsigned word, const int *bits, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(word >> bits[i] & 1)) return 0;
  return 1;
}

/* The level of x86-64, 2 to 4 (less is 1), as far as the compiler may use it here and the system saves its registers. */
static int processor_level(void) {
  unsigned a, b, c, d, saved, high;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !ALL(c, 20, 23)) return 1; /* SSE4.2, POPCNT */
  if (!ALL(c, 12, 27, 28)) return 2;                                /* FMA, OSXSAVE, AVX */
  __asm__("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !ALL(saved, 1, 2) || !ALL(b, 3, 5, 8)) return 2; /* BMI1, AVX2, BMI2 */
  return ALL(saved, 5, 6, 7) && ALL(b, 16, 17, 28, 30, 31) ? 4 : 3; /* AVX-512 F, DQ, CD, BW, VL */
}
#endif

NAPI_MODULE_INIT() {
  const Phases *levels[3] = {NULL, NULL, NULL};
#if defined(__x86_64__)
  const int level = processor_level();
  if (level >= 4) levels[0] = &phases_avx512;
  if (level >= 3) levels[1] = &phases_avx2;
  if (level >= 2) levels[2] = &phases_sse42;
#else
  levels[0] = &phases_neon;
#endif
  napi_value version, abi, object;
  if (napi_create_string_utf8(env, LAI_VERSION, NAPI_AUTO_LENGTH, &version) != napi_ok ||
      napi_create_uint32(env, LAI_ABI, &abi) != napi_ok || napi_create_object(env, &object) != napi_ok)
    return NULL;
  for (size_t i = 0; i < 3; i++) {
    if (!levels[i]) continue;
    napi_value functions = functions_of(env, levels[i]);
    if (!functions || napi_set_named_property(env, object, levels[i]->name, functions) != napi_ok) return NULL;
  }
  napi_set_named_property(env, exports, "version", version);
  napi_set_named_property(env, exports, "abi", abi);
  napi_set_named_property(env, exports, "levels", object);
  return exports;
}
