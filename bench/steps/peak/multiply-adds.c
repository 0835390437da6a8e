/*
 * Multiply-adds of 128 bits and nothing else: twelve sums that do not wait for each other, more than enough to hide the
 * latency of the instruction (4 cycles, two a cycle, on the processors of 2026). 96 x 8 operations a loop.
 */
#include "../../../native/vector.h"

__attribute__((export_name("multiplyAdds"))) float multiply_adds(int loops) {
  const vec a = splat(1e-4f), b = splat(1e-4f);
  vec sums[12];
  UNROLL for (int s = 0; s < 12; s++) sums[s] = splat(0);
  for (int loop = 0; loop < loops; loop++)
    UNROLL for (int i = 0; i < 8; i++)
      UNROLL for (int s = 0; s < 12; s++) sums[s] += a * b;
  UNROLL for (int s = 1; s < 12; s++) sums[0] += sums[s];
  return sum_of_lanes(sums[0]);
}
