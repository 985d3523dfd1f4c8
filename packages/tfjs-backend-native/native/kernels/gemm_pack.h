// Operands of the micro-kernel: panels of B, zero-padded to whole vectors, and blocks of A laid close together.
#pragma once
#include "micro.h"

namespace native::KERNEL_SET::packing {

/// A matrix anywhere: element (i, j) at data[i·row + j·column].
struct Strided {
  const float* data;
  int64_t row, column;

  KERNEL_INLINE Strided from(int64_t i, int64_t j) const { return {data + i * row + j * column, row, column}; }
};

/// How n columns are cut into panels: as few as kMaxVectors allows, nearly equally wide.
struct Panels {
  int64_t n, vectors, count;

  explicit Panels(int64_t columns)
      : n(columns), vectors((columns + kWidth - 1) / kWidth), count((vectors + kMaxVectors - 1) / kMaxVectors) {}
  /// First column of panel p; columns before it, padding included.
  int64_t begin(int64_t p) const { return vectors * p / count * kWidth; }
  int width(int64_t p) const { return static_cast<int>(vectors * (p + 1) / count - vectors * p / count); }
  /// Columns of panel p that are not padding.
  int64_t columns(int64_t p) const { return least(begin(p) + width(p) * kWidth, n) - begin(p); }
  bool whole(int64_t p) const { return columns(p) == width(p) * kWidth; }
  /// n with its padding.
  int64_t padded() const { return vectors * kWidth; }
};

/// Copies b[k × columns] to panel[k × nv·W], zeros behind.
inline void pack_panel(Strided b, int64_t k, int64_t columns, int nv, float* panel) {
  const int64_t width = nv * kWidth;
  if (b.column == 1) {
    for (int64_t i = 0; i < k; i++) {
      const float* from = b.data + i * b.row;
      float* to = panel + i * width;
      if (columns == width) {
        for (int v = 0; v < nv; v++) store<kWidth>(to + v * kWidth, load<kWidth>(from + v * kWidth));
      } else {
        for (int64_t j = 0; j < columns; j++) to[j] = from[j];
        for (int64_t j = columns; j < width; j++) to[j] = 0;
      }
    }
    return;
  }
  // Transposed: a few rows of the panel at a time, so that both sides stay in the innermost cache.
  constexpr int64_t kRows = 16;
  for (int64_t i0 = 0; i0 < k; i0 += kRows) {
    const int64_t rows = least(kRows, k - i0);
    for (int64_t j = 0; j < columns; j++) {
      const float* from = b.data + i0 * b.row + j * b.column;
      float* to = panel + i0 * width + j;
      for (int64_t i = 0; i < rows; i++) to[i * width] = from[i * b.row];
    }
    for (int64_t i = 0; i < rows; i++) {
      for (int64_t j = columns; j < width; j++) panel[(i0 + i) * width + j] = 0;
    }
  }
}

/// Copies a block of m × n between places whose rows are `from_row` and `to_row` floats apart.
inline void copy_tile(const float* from, int64_t from_row, int64_t m, int64_t n, float* to, int64_t to_row) {
  for (int64_t i = 0; i < m; i++) {
    for (int64_t j = 0; j < n; j++) to[i * to_row + j] = from[i * from_row + j];
  }
}

}  // namespace native::KERNEL_SET::packing
