/* The parts of the kernel that a step is made of, exported one by one to be timed alone. */
#include "../../native/phases.c"

#define EXPORT(name) __attribute__((export_name(#name)))

EXPORT(multiply) void export_multiply(
    Product *at, float *c, size_t c_stride, const float *a, size_t a_stride, const float *b, size_t b_stride, size_t rows,
    size_t inner, size_t columns) {
  *at = (Product){
      .c = c, .c_stride = c_stride, .a = a, .a_stride = a_stride, .b = b, .b_stride = b_stride,
      .rows = rows, .inner = inner, .columns = columns};
  multiply_matrices(at);
}

EXPORT(addTransposedProduct) void export_add_transposed_product(
    Product *at, float *c, size_t c_stride, const float *a, const float *a2, size_t a_stride, const float *b,
    const float *b2, size_t b_stride, size_t rows, size_t inner, size_t columns) {
  *at = (Product){
      .c = c, .c_stride = c_stride, .a = a, .a2 = a2, .a_stride = a_stride, .b = b, .b2 = b2, .b_stride = b_stride,
      .rows = rows, .inner = inner, .columns = columns};
  add_transposed_product(at);
}

EXPORT(activate) void export_activate(
    int activation, float alpha, float *a, float *d, float *c, size_t stride, size_t rows, size_t columns, int order) {
  activate(activation, alpha, a, d, c, stride, rows, columns, order);
}
