// The micro-kernel over several runs of A: an output sums over taps, and the taps' pixels lie in rows with gaps between them,
// while the kernel's weights follow one another without.
#pragma once
#include "micro.h"

namespace native::KERNEL_SET::direct {

/// `count` runs of `k` terms each; A's runs start `step` floats apart, B's follow one another.
struct Runs {
  int64_t count, step, k;
};

/// Terms that a block sums before it adds to C, where runs are short.
constexpr int64_t kRunBlock = 2 * kSumBlock;

/// As micro_kernel, over runs.
template <int W, int MR, int NV>
void runs_kernel(Runs runs, Left a, const float* right, float* c, int64_t c_row, bool accumulate) {
  constexpr int kGroups = (MR + 3) / 4;
  Vec<W> block[MR][NV];
  KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) block[i][j] = Vec<W>{};
  if (accumulate) {
    KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) {
      __builtin_prefetch(c + i * c_row + j * W, 1);
    }
  }
  for (int64_t run = 0; run < runs.count; run++) {
    const float* left[kGroups];
    KERNEL_UNROLL for (int g = 0; g < kGroups; g++) {
      left[g] = a.data + run * runs.step + 4 * g * a.row;
      own_register(left[g]);
    }
    for (int64_t step = 0; step < runs.k; step++) {
      Vec<W> row[NV];
      KERNEL_UNROLL for (int j = 0; j < NV; j++) row[j] = load<W>(right + j * W);
      KERNEL_UNROLL for (int i = 0; i < MR; i++) {
        const float factor = left[i / 4][i % 4 * a.row];
        KERNEL_UNROLL for (int j = 0; j < NV; j++) block[i][j] += factor * row[j];
      }
      KERNEL_UNROLL for (int g = 0; g < kGroups; g++) left[g] += a.column;
      right += NV * W;
    }
  }
  own_register(c);
  KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) {
    float* place = c + i * c_row + j * W;
    store<W>(place, accumulate ? load<W>(place) + block[i][j] : block[i][j]);
  }
}

using RunsKernel = void (*)(Runs runs, Left a, const float* right, float* c, int64_t c_row, bool accumulate);

namespace detail {
template <int NV, int MR>
constexpr void fill_runs(RunsKernel* at) {
  if constexpr (MR > 0) {
    at[MR] = runs_kernel<kWidth, MR, NV>;
    fill_runs<NV, MR - 1>(at);
  }
}
struct RunsKernels {
  RunsKernel at[kMaxVectors + 1][max_rows(1) + 1 > max_rows(2) + 1 ? max_rows(1) + 1 : max_rows(2) + 1];
  constexpr RunsKernels() : at{} {
    fill_runs<1, max_rows(1)>(at[1]);
    fill_runs<2, max_rows(2)>(at[2]);
    if constexpr (kMaxVectors == 4) {
      fill_runs<3, max_rows(3)>(at[3]);
      fill_runs<4, max_rows(4)>(at[4]);
    }
  }
};
inline constexpr RunsKernels kRunsKernels{};
}  // namespace detail

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
  const int64_t blocks = (m + max_rows(nv) - 1) / max_rows(nv);
  for (int64_t pass = 0; pass < passes; pass++) {
    const int64_t r0 = runs.count * pass / passes, r1 = runs.count * (pass + 1) / passes;
    for (int64_t i = 0; i < blocks; i++) {
      const int64_t m0 = m * i / blocks, m1 = m * (i + 1) / blocks;
      detail::kRunsKernels.at[nv][m1 - m0]({r1 - r0, runs.step, runs.k}, {a.data + m0 * a.row + r0 * runs.step, a.row, a.column},
                                           b + r0 * runs.k * nv * kWidth, c + m0 * c_row, c_row, accumulate || pass > 0);
    }
  }
}

}  // namespace native::KERNEL_SET::direct
