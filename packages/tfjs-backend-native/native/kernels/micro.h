// The micro-kernel on which matrix products and every convolution stand: an MR × (NV·W) block of C in registers, over a run of K.
// After Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008), without a packed A: where A's rows lie
// near each other a broadcast load costs no more than from a panel.
#pragma once
#include "vec.h"

namespace native::KERNEL_SET {

/// A operand: element (m, k) at data[m·row + k·column].
struct Left {
  const float* data;
  int64_t row, column;
};

/// A panel of B: NV·W columns side by side, the next k `step` floats on (usually NV·W).
struct Panel {
  const float* data;
  int64_t step;
};

/// Registers for accumulators: rows of a block that is NV vectors wide. Leaves room for NV of B and one broadcast.
constexpr int max_rows(int nv) {
  return kWidth == 16 ? (nv == 1 ? 14 : nv == 2 ? 14 : nv == 3 ? 8 : 6) : (nv == 1 ? 8 : nv == 2 ? 6 : nv == 3 ? 4 : 3);
}
/// Widest panel, in vectors, that is worth its registers.
constexpr int kMaxVectors = kWidth == 16 ? 4 : 2;

/// Keeps a pointer in a register of its own: the compiler forgets how it came about. Without it, it derives the addresses of many rows
/// from one base, with more offsets than there are registers.
template <typename T>
KERNEL_INLINE void own_register(T*& pointer) {
  asm("" : "+r"(pointer));
}

/// The sum over K in `count` runs of `k` terms: A's runs start `step` floats apart, B's follow one another. One run is a matrix product;
/// several are a convolution's taps, whose pixels lie in rows with gaps between them.
struct Runs {
  int64_t count, step, k;
};

/// C[MR × NV·W] = A·B, or += where `accumulate`; C's rows are `c_row` floats apart.
template <int W, int MR, int NV>
void micro_kernel(Runs runs, Left a, Panel b, float* c, int64_t c_row, bool accumulate) {
  constexpr int kGroups = (MR + 3) / 4;
  Vec<W> block[MR][NV];
  KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) block[i][j] = Vec<W>{};
  // By the time the sums are ready, their places in C are near.
  if (accumulate) {
    KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) __builtin_prefetch(c + i * c_row + j * W, 1);
  }
  const float* right = b.data;
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
      right += b.step;
    }
  }
  own_register(c);
  KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) {
    float* place = c + i * c_row + j * W;
    store<W>(place, accumulate ? load<W>(place) + block[i][j] : block[i][j]);
  }
}

using MicroKernel = void (*)(Runs runs, Left a, Panel b, float* c, int64_t c_row, bool accumulate);

namespace detail {
template <int NV, int MR>
constexpr void fill(MicroKernel* at) {
  if constexpr (MR > 0) {
    at[MR] = micro_kernel<kWidth, MR, NV>;
    fill<NV, MR - 1>(at);
  }
}
struct MicroKernels {
  MicroKernel at[kMaxVectors + 1][16];
  constexpr MicroKernels() : at{} {
    static_assert(max_rows(1) < 16 && max_rows(2) < 16);
    fill<1, max_rows(1)>(at[1]);
    fill<2, max_rows(2)>(at[2]);
    if constexpr (kMaxVectors == 4) {
      fill<3, max_rows(3)>(at[3]);
      fill<4, max_rows(4)>(at[4]);
    }
  }
};
inline constexpr MicroKernels kMicroKernels{};
}  // namespace detail

/// C[m × nv·W] (+)= A·B for any m, in one pass over the runs: rows are split evenly over blocks, so that no block is a thin remainder.
inline void multiply_block(int64_t m, int nv, Runs runs, Left a, Panel b, float* c, int64_t c_row, bool accumulate) {
  const int64_t blocks = (m + max_rows(nv) - 1) / max_rows(nv);
  for (int64_t i = 0; i < blocks; i++) {
    const int64_t m0 = m * i / blocks, m1 = m * (i + 1) / blocks;
    detail::kMicroKernels.at[nv][m1 - m0](runs, {a.data + m0 * a.row, a.row, a.column}, b, c + m0 * c_row, c_row, accumulate);
  }
}

/// Terms that one block sums before it adds to C: two levels of summation keep the rounding error of long sums down.
constexpr int64_t kSumBlock = 128;

/// C[m × nv·W] (+)= A·B over k terms, for any m.
inline void multiply_panel(int64_t m, int nv, int64_t k, Left a, Panel b, float* c, int64_t c_row, bool accumulate) {
  const int64_t passes = most(1, (k + kSumBlock - 1) / kSumBlock);
  for (int64_t pass = 0; pass < passes; pass++) {
    const int64_t k0 = k * pass / passes, k1 = k * (pass + 1) / passes;
    multiply_block(m, nv, {1, 0, k1 - k0}, {a.data + k0 * a.column, a.row, a.column}, {b.data + k0 * b.step, b.step}, c, c_row,
                   accumulate || pass > 0);
  }
}

}  // namespace native::KERNEL_SET
