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

/// C[MR × NV·W] = A·B, or += where `accumulate`; C's rows are `c_row` floats apart.
template <int W, int MR, int NV>
void micro_kernel(int64_t k, Left a, Panel b, float* c, int64_t c_row, bool accumulate) {
  constexpr int groups = (MR + 3) / 4;
  Vec<W> block[MR][NV];
  KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) block[i][j] = Vec<W>{};
  // By the time the sums are ready, their places in C are near.
  if (accumulate) {
    KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) __builtin_prefetch(c + i * c_row + j * W, 1);
  }
  const float* left[groups];
  KERNEL_UNROLL for (int g = 0; g < groups; g++) {
    left[g] = a.data + 4 * g * a.row;
    own_register(left[g]);
  }
  const float* right = b.data;
  for (int64_t step = 0; step < k; step++) {
    Vec<W> row[NV];
    KERNEL_UNROLL for (int j = 0; j < NV; j++) row[j] = load<W>(right + j * W);
    KERNEL_UNROLL for (int i = 0; i < MR; i++) {
      const float factor = left[i / 4][i % 4 * a.row];
      KERNEL_UNROLL for (int j = 0; j < NV; j++) block[i][j] += factor * row[j];
    }
    KERNEL_UNROLL for (int g = 0; g < groups; g++) left[g] += a.column;
    right += b.step;
  }
  own_register(c);
  KERNEL_UNROLL for (int i = 0; i < MR; i++) KERNEL_UNROLL for (int j = 0; j < NV; j++) {
    float* place = c + i * c_row + j * W;
    store<W>(place, accumulate ? load<W>(place) + block[i][j] : block[i][j]);
  }
}

using MicroKernel = void (*)(int64_t k, Left a, Panel b, float* c, int64_t c_row, bool accumulate);

namespace detail {
template <int W, int NV, int MR>
constexpr MicroKernel of_rows(int rows) {
  if constexpr (MR == 0) {
    return nullptr;
  } else {
    return rows == MR ? static_cast<MicroKernel>(micro_kernel<W, MR, NV>) : of_rows<W, NV, MR - 1>(rows);
  }
}
template <int NV>
struct Rows {
  MicroKernel at[max_rows(NV) + 1];
  constexpr Rows() : at{} {
    for (int rows = 1; rows <= max_rows(NV); rows++) at[rows] = of_rows<kWidth, NV, max_rows(NV)>(rows);
  }
};
template <int NV>
inline constexpr Rows<NV> kRows{};
}  // namespace detail

/// The micro-kernel of this many rows (1 to max_rows(nv)) and vectors (1 to kMaxVectors).
inline MicroKernel micro_kernel_of(int rows, int nv) {
  if constexpr (kMaxVectors == 4) {
    if (nv == 4) return detail::kRows<4>.at[rows];
    if (nv == 3) return detail::kRows<3>.at[rows];
  }
  return nv == 2 ? detail::kRows<2>.at[rows] : detail::kRows<1>.at[rows];
}

/// Terms that one block sums before it adds to C: two levels of summation keep the rounding error of long sums down.
constexpr int64_t kSumBlock = 128;

/// C[m × nv·W] (+)= A·B for any m: rows are split evenly over blocks, so that no block is a thin remainder.
inline void multiply_panel(int64_t m, int nv, int64_t k, Left a, Panel b, float* c, int64_t c_row, bool accumulate) {
  const int64_t blocks = (m + max_rows(nv) - 1) / max_rows(nv);
  const int64_t runs = most(1, (k + kSumBlock - 1) / kSumBlock);
  for (int64_t run = 0; run < runs; run++) {
    const int64_t k0 = k * run / runs, k1 = k * (run + 1) / runs;
    for (int64_t i = 0; i < blocks; i++) {
      const int64_t m0 = m * i / blocks, m1 = m * (i + 1) / blocks;
      micro_kernel_of(static_cast<int>(m1 - m0), nv)(
          k1 - k0, {a.data + m0 * a.row + k0 * a.column, a.row, a.column}, {b.data + k0 * b.step, b.step}, c + m0 * c_row,
          c_row, accumulate || run > 0);
    }
  }
}

}  // namespace native::KERNEL_SET
