// The kernel to frequencies: V, packed in the panels that products read.
#pragma once
#include "stream.h"
#include "winograd.h"

namespace native::KERNEL_SET::tiled {

/// A kernel [3, 3, in, out] as it enters a pass; turned round for the gradient of x, where `out` gives the rows of V.
struct Taps {
  const float* data;
  int64_t in, out;
  bool turned;
  int64_t rows() const { return turned ? out : in; }
  int64_t columns() const { return turned ? in : out; }
};

/// {a[from], b[from], a[from + 1], b[from + 1], …}
template <int From>
KERNEL_INLINE Lanes interleave(Lanes a, Lanes b) {
#if defined(__clang__)
  Lanes both;
  KERNEL_UNROLL for (int i = 0; i < kWidth; i++) both[i] = i % 2 ? b[From + i / 2] : a[From + i / 2];
  return both;
#else
  Mask<kWidth> order{};
  KERNEL_UNROLL for (int i = 0; i < kWidth; i++) order[i] = From + i / 2 + i % 2 * kWidth;
  return __builtin_shuffle(a, b, order);
#endif
}

/// Transposes a square by perfect shuffles, log₂ kWidth of them.
KERNEL_INLINE void transpose(Lanes (&rows)[kWidth]) {
  KERNEL_UNROLL for (int distance = 1; distance < kWidth; distance *= 2) {
    Lanes next[kWidth];
    KERNEL_UNROLL for (int i = 0; i < kWidth / 2; i++) {
      next[2 * i] = interleave<0>(rows[i], rows[i + kWidth / 2]);
      next[2 * i + 1] = interleave<kWidth / 2>(rows[i], rows[i + kWidth / 2]);
    }
    KERNEL_UNROLL for (int i = 0; i < kWidth; i++) rows[i] = next[i];
  }
}

/// Rows [begin, end), at most kWidth, of one panel of V.
template <typename F>
void transform_kernel(const Taps& taps, const Panels& panels, int64_t panel, int64_t begin, int64_t end, float* v, int64_t plane) {
  constexpr int products = F::kProducts;
  const int64_t first = panels.first(panel) * kWidth, width = panels.width(panel) * kWidth, tap = taps.in * taps.out;
  float* base = v + first * taps.rows();
  const auto put = [&](int64_t row, int64_t column, auto load_tap) INLINE_BODY {
    float* place = base + row * width + column;
    transform_square<typename F::Kernel>(
        load_tap, [&](int i, int j, Lanes value) INLINE_BODY { stream(place + (i * products + j) * plane, value); });
  };
  const int64_t columns = least(width, taps.columns() - first);
  if (!taps.turned) {
    for (int64_t row = begin; row < end; row++) {
      const float* from = taps.data + row * taps.out + first;
      for_vectors(columns, [&](int64_t column, auto access) INLINE_BODY {
        put(row, column, [&](int i, int j) INLINE_BODY { return access.load(from + (i * 3 + j) * tap + column); });
      });
    }
    return;
  }
  // V's columns are the kernel's rows: squares are transposed on the way.
  const int64_t rows = end - begin;
  for (int64_t column = 0; column < columns; column += kWidth) {
    const int64_t lanes = least(kWidth, columns - column);
    Lanes square[9][kWidth];
    for (int t = 0; t < 9; t++) {
      const float* from = taps.data + (8 - t) * tap + (first + column) * taps.out + begin;
      for (int64_t lane = 0; lane < kWidth; lane++) {
        const float* line = from + lane * taps.out;
        __builtin_prefetch(line + kWidth);
        square[t][lane] = lane >= lanes ? Lanes{} : rows == kWidth ? load<kWidth>(line) : load_part<kWidth>(line, static_cast<int>(rows));
      }
      transpose(square[t]);
    }
    for (int64_t row = 0; row < rows; row++) {
      put(begin + row, column, [&](int i, int j) INLINE_BODY { return square[i * 3 + j][row]; });
    }
  }
}

/// V, in parallel.
template <typename F>
void transform_kernel(const Taps& taps, const Panels& panels, float* v, int64_t plane) {
  const int64_t blocks = (taps.rows() + kWidth - 1) / kWidth;
  parallel_ranges(blocks * panels.count, 1, [&](int64_t first, int64_t last, int) {
    for (int64_t i = first; i < last; i++) {
      const int64_t begin = i % blocks * kWidth;
      transform_kernel<F>(taps, panels, i / blocks, begin, least(begin + kWidth, taps.rows()), v, plane);
    }
    drain();
  });
}

}  // namespace native::KERNEL_SET::tiled
