/*
 * Multiply-adds of 128 bits and nothing else: twelve sums that do not wait for each other, more than enough to hide the
 * latency of the instruction (4 cycles, two a cycle, on the processors of 2026). 96 x 8 operations a loop.
 */
#include "../../../native/vector.h"

__attribute__((export_name("multiplyAdds"))) float multiply_adds(int loops) {
  const vec a = splat(1e-4f), b = splat(1e-4f);
  vec s0 = splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0, s10 = s0, s11 = s0;
  for (int loop = 0; loop < loops; loop++) {
    UNROLL for (int i = 0; i < 8; i++) {
      s0 += a * b;
      s1 += a * b;
      s2 += a * b;
      s3 += a * b;
      s4 += a * b;
      s5 += a * b;
      s6 += a * b;
      s7 += a * b;
      s8 += a * b;
      s9 += a * b;
      s10 += a * b;
      s11 += a * b;
    }
  }
  return sum_of_lanes((((s0 + s1) + (s2 + s3)) + (s4 + s5)) + (((s6 + s7) + (s8 + s9)) + (s10 + s11)));
}
