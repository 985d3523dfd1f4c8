// How the norms walk over a matrix [n, c]. Rows of few or of odd channels don't fill vectors, so several are taken side by side
// as one wide row, a multiple of 16 floats long; vectors of channels are repeated likewise. The wide rows are cut into tiles that
// a cache holds. All of this follows from the shape alone: sums are the same bits from any number of threads.
#pragma once
#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {

struct Grid {
  int64_t n, c;
  int64_t stack;  // rows side by side
  int64_t wide;   // floats of a wide row: stack·c
  int64_t full;   // wide rows that are complete; n − full·stack rows are left
  int64_t rows;   // wide rows, the last perhaps incomplete

  Grid(int64_t n, int64_t c) : n(n), c(c), stack(16 / least(c & -c, 16)) {
    // Rows of 64 floats at least: four vectors to have in flight.
    while (stack * c < 64) stack *= 2;
    wide = stack * c;
    full = n / stack;
    rows = (n + stack - 1) / stack;
  }
  int64_t total() const { return n * c; }
  /// First row of the matrix behind the complete wide rows.
  int64_t tail() const { return full * stack; }
  /// Repetitions of a vector of channels that are ever read.
  int64_t repeats() const { return least(stack, n); }
};

struct Tile {
  int64_t row, row_end;  // wide rows
  int64_t column, columns;
};

/// Tiles of up to about 2^14 floats that cover the first `rows` wide rows, in memory's order.
struct Tiling {
  const Grid& grid;
  int64_t rows;
  int64_t columns;  // of a tile, but the last in its row
  int64_t down, across;

  Tiling(const Grid& grid, int64_t rows)
      : grid(grid), rows(rows), columns(least(grid.wide, 512)), down((rows * columns + (1 << 14) - 1) >> 14),
        across((grid.wide + columns - 1) / columns) {}
  int64_t count() const { return down * across; }
  Tile operator[](int64_t i) const {
    const int64_t column = i % across * columns;
    return {part(rows, i / across, down), part(rows, i / across + 1, down), column, least(columns, grid.wide - column)};
  }
};

/// A whole vector, or its first n floats.
struct Whole {};
struct First {
  int n;
};
KERNEL_INLINE Vec<kWidth> load(const float* p, Whole) { return load<kWidth>(p); }
KERNEL_INLINE Vec<kWidth> load(const float* p, First first) { return load_part<kWidth>(p, first.n); }
KERNEL_INLINE void store(float* p, Vec<kWidth> v, Whole) { store<kWidth>(p, v); }
KERNEL_INLINE void store(float* p, Vec<kWidth> v, First first) { store_part<kWidth>(p, v, first.n); }

/// body(i, Whole or First) for every vector of n floats.
template <typename Body>
KERNEL_INLINE void over_vectors(int64_t n, Body body) {
  int64_t i = 0;
  for (; i + kWidth <= n; i += kWidth) body(i, Whole{});
  if (i < n) body(i, First{static_cast<int>(n - i)});
}

/// body(column of the tile, offset, Whole or First) for every vector of a tile that lies within the matrix.
template <typename Body>
KERNEL_INLINE void over_tile(const Grid& grid, const Tile& tile, Body body) {
  for (int64_t row = tile.row; row < tile.row_end; row++) {
    const int64_t start = row * grid.wide + tile.column;
    over_vectors(least(tile.columns, grid.total() - start),
                 [&](int64_t i, auto extent) { body(tile.column + i, start + i, extent); });
  }
}

/// Where a gradient passes a sum's ReLU: everywhere, for there is none; where its output is positive; where the sum of its terms,
/// taken anew, is.
enum class Gate { kOpen, kByOutput, kByTerms };

/// The gradient by a sum's output. `scale`, one a term, and `shift` give the sum; they are wide.
struct Incoming {
  const float* dy;
  const float* y = nullptr;
  Gate gate = Gate::kOpen;
  const float* const* scale = nullptr;
  const float* shift = nullptr;
};

/// g: what has passed the ReLU of one vector, at a place of the map and its column. `x` holds the terms there.
template <int K, Gate G, typename Extent>
KERNEL_INLINE Vec<kWidth> gated(const Incoming& incoming, int64_t at, int64_t column, const Vec<kWidth>* x, Extent extent) {
  const Vec<kWidth> dy = load(incoming.dy + at, extent);
  if constexpr (G == Gate::kOpen) return dy;
  Vec<kWidth> y;
  if constexpr (G == Gate::kByOutput) {
    y = load(incoming.y + at, extent);
  } else {
    y = load(incoming.shift + column, extent);
    KERNEL_UNROLL for (int k = 0; k < K; k++) y += x[k] * load(incoming.scale[k] + column, extent);
  }
  return select<kWidth>(y > 0.0f, dy, Vec<kWidth>{});
}

/// A gate as a type.
template <Gate G>
struct GateOf {
  static constexpr Gate value = G;
};
/// body(GateOf<gate>)
template <typename Body>
KERNEL_INLINE void with_gate(Gate gate, Body body) {
  switch (gate) {
    case Gate::kOpen:
      return body(GateOf<Gate::kOpen>{});
    case Gate::kByOutput:
      return body(GateOf<Gate::kByOutput>{});
    case Gate::kByTerms:
      return body(GateOf<Gate::kByTerms>{});
  }
}

/// A number as a type.
template <int N>
struct Count {
  static constexpr int value = N;
};

/// body(column, Count<vectors>) for panels of a tile, of four vectors and then of one.
template <typename Body>
KERNEL_INLINE void over_panels(int64_t columns, Body body) {
  int64_t i = 0;
  for (; i + 4 * kWidth <= columns; i += 4 * kWidth) body(i, Count<4>{});
  for (; i < columns; i += kWidth) body(i, Count<1>{});
}

/// body(Count<n>) for an n from From up to To.
template <int From, int To, typename Body>
KERNEL_INLINE void with_count(int64_t n, Body body) {
  if constexpr (From < To) {
    if (n != From) return with_count<From + 1, To>(n, body);
  }
  body(Count<From>{});
}

/// Repeats the first c floats over a wide row, as often as the matrix has rows.
inline void repeat(const Grid& grid, float* vector) {
  for (int64_t i = 1; i < grid.repeats(); i++) __builtin_memcpy(vector + i * grid.c, vector, grid.c * sizeof(float));
}

}  // namespace native::KERNEL_SET
