// The core of transposition: to[row][column] = from[column][row], a square tile in registers at a time.
#pragma once
#include "vec.h"

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define KERNEL_SHUFFLE 1
#endif
#endif

namespace native::KERNEL_SET {

/// A plane: element (row, column) lies at from[column·from_column + row] and goes to to[row·to_row + column].
template <typename T>
struct Swap {
  const T* from;
  int64_t from_column;
  T* to;
  int64_t to_row;
};

/// Side of the tiles.
template <typename T>
constexpr int kTile = sizeof(T) == sizeof(float) ? kWidth : 16;

template <typename T>
KERNEL_INLINE void swap_plainly(const Swap<T>& s, int64_t row0, int64_t row1, int64_t column0, int64_t column1) {
  for (int64_t row = row0; row < row1; row++) {
    for (int64_t column = column0; column < column1; column++) {
      s.to[row * s.to_row + column] = s.from[column * s.from_column + row];
    }
  }
}

#ifdef KERNEL_SHUFFLE
template <int W>
KERNEL_INLINE Vec<W> interleave_low(Vec<W> a, Vec<W> b) {
  if constexpr (W == 16) return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  if constexpr (W == 8) return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  if constexpr (W == 4) return __builtin_shufflevector(a, b, 0, 4, 1, 5);
}
template <int W>
KERNEL_INLINE Vec<W> interleave_high(Vec<W> a, Vec<W> b) {
  if constexpr (W == 16) return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  if constexpr (W == 8) return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
  if constexpr (W == 4) return __builtin_shufflevector(a, b, 2, 6, 3, 7);
}

/// Interleaving row i with row i + W/2, log₂ W times over, is a transposition (the perfect shuffle).
template <int W>
KERNEL_INLINE void swap_tile(const float* from, int64_t from_column, float* to, int64_t to_row) {
  Vec<W> rows[W], next[W];
  KERNEL_UNROLL for (int i = 0; i < W; i++) rows[i] = load<W>(from + i * from_column);
  KERNEL_UNROLL for (int step = 1; step < W; step *= 2) {
    KERNEL_UNROLL for (int i = 0; i < W / 2; i++) {
      next[2 * i] = interleave_low<W>(rows[i], rows[i + W / 2]);
      next[2 * i + 1] = interleave_high<W>(rows[i], rows[i + W / 2]);
    }
    KERNEL_UNROLL for (int i = 0; i < W; i++) rows[i] = next[i];
  }
  KERNEL_UNROLL for (int i = 0; i < W; i++) store<W>(to + i * to_row, rows[i]);
}
#endif

template <typename T>
KERNEL_INLINE void swap_tile_at(const Swap<T>& s, int64_t row, int64_t column) {
#ifdef KERNEL_SHUFFLE
  if constexpr (sizeof(T) == sizeof(float)) {
    // Only moved: a float register holds any four bytes.
    return swap_tile<kWidth>(reinterpret_cast<const float*>(s.from + column * s.from_column + row), s.from_column,
                             reinterpret_cast<float*>(s.to + row * s.to_row + column), s.to_row);
  }
#endif
  swap_plainly(s, row, row + kTile<T>, column, column + kTile<T>);
}

/// Transposes rows × columns of a plane.
template <typename T>
void swap(const Swap<T>& s, int64_t rows, int64_t columns) {
  constexpr int tile = kTile<T>;
  const int64_t whole_rows = rows / tile * tile, whole_columns = columns / tile * tile;
  for (int64_t row = 0; row < whole_rows; row += tile) {
    for (int64_t column = 0; column < whole_columns; column += tile) swap_tile_at(s, row, column);
  }
  // What is left, a strip at the right and one below, each along its longer side.
  for (int64_t column = whole_columns; column < columns; column++) {
    for (int64_t row = 0; row < whole_rows; row++) s.to[row * s.to_row + column] = s.from[column * s.from_column + row];
  }
  swap_plainly(s, whole_rows, rows, 0, columns);
}

}  // namespace native::KERNEL_SET
