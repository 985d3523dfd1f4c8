// Sums over several runs of A: an output sums over taps, and the taps' pixels lie in rows with gaps between them, while the kernel's
// weights follow one another without.
#pragma once
#include "micro.h"

namespace native::KERNEL_SET::direct {

/// Terms that a block sums before it adds to C, where runs are short.
constexpr int64_t kRunBlock = 2 * kSumBlock;

/// C[m × nv·W] (+)= Σ over runs of A·B, for any m. Without runs C becomes zero.
inline void multiply_runs(int64_t m, int nv, Runs runs, Left a, const float* b, float* c, int64_t c_row, bool accumulate) {
  if (runs.count == 0 || runs.k > kRunBlock) {
    for (int64_t run = 0; run < most(1, runs.count); run++) {
      multiply_panel(m, nv, runs.count == 0 ? 0 : runs.k, {a.data + run * runs.step, a.row, a.column},
                     {b + run * runs.k * nv * kWidth, nv * kWidth}, c, c_row, accumulate || run > 0);
    }
    return;
  }
  const int64_t at_once = kRunBlock / runs.k, passes = (runs.count + at_once - 1) / at_once;
  for (int64_t pass = 0; pass < passes; pass++) {
    const int64_t r0 = runs.count * pass / passes, r1 = runs.count * (pass + 1) / passes;
    multiply_block(m, nv, {r1 - r0, runs.step, runs.k}, {a.data + r0 * runs.step, a.row, a.column},
                   {b + r0 * runs.k * nv * kWidth, nv * kWidth}, c, c_row, accumulate || pass > 0);
  }
}

}  // namespace native::KERNEL_SET::direct
