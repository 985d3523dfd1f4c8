// What the passes of Winograd's convolution share: tiles, panels, and the layout of what is transformed. A map is cut into tiles of
// results; each tile, and each pair of in and out channel of the kernel, gives kProducts² factors, called frequencies here. Per frequency
// the convolution is a matrix product over channels: M[tile, out] = Σ U[tile, in] V[in, out].
#pragma once
#include "../runtime/threads.h"
#include "conv.h"
#include "micro.h"
#include "winograd_algorithms.h"

namespace native::KERNEL_SET::tiled {

/// A correlation with a 3×3 kernel at stride 1. The gradient of x is one too: of dy with the kernel turned round.
struct Correlation {
  int64_t batch, height, width, in;    // data [batch, height, width, in]
  int64_t out_height, out_width, out;  // results [batch, out_height, out_width, out]
  int64_t pad_top, pad_left;           // may be negative
};

/// How results are cut into tiles of `size` × `size`.
struct Tiles {
  int64_t rows, columns, count;
  Tiles(const Correlation& c, int size)
      : rows((c.out_height + size - 1) / size), columns((c.out_width + size - 1) / size), count(c.batch * rows * columns) {}
};

/// Consecutive tiles.
struct Run {
  int64_t begin, end;
  int64_t size() const { return end - begin; }
};
/// Part `i` of `parts` of a run.
inline Run part_of(Run run, int64_t i, int64_t parts) {
  return {run.begin + part(run.size(), i, parts), run.begin + part(run.size(), i + 1, parts)};
}

/// Columns of a matrix, in vectors, as the micro-kernel takes them: in panels of nearly equal width, each stored k by k.
struct Panels {
  int64_t vectors, count;
  explicit Panels(int64_t channels) : vectors((channels + kWidth - 1) / kWidth), count((vectors + kMaxVectors - 1) / kMaxVectors) {}
  int64_t columns() const { return vectors * kWidth; }
  int64_t first(int64_t panel) const { return part(vectors, panel, count); }
  int width(int64_t panel) const { return static_cast<int>(first(panel + 1) - first(panel)); }
};

/// Matrices, one a frequency, `plane` floats apart; rows (tiles, or channels) `row` floats apart.
struct Planes {
  float* data;
  int64_t plane, row;
  Planes from_row(int64_t index) const { return {data + index * row, plane, row}; }
};

// A cache line more than the channels, so that rows and planes don't meet in the same set of the cache.
inline int64_t padded_row(int64_t channels) { return round_up(channels, kWidth) + (channels > 64 ? 16 : 0); }
inline int64_t padded_plane(int64_t floats) { return round_up(floats, 16) + 16; }

/// M = U·V at one frequency: `u` [rows, depth], `v` packed in panels of `depth` steps.
inline void multiply_panels(int64_t rows, int64_t depth, Left u, const float* v, const Panels& panels, Run which, float* m, int64_t m_row,
                            bool accumulate) {
  for (int64_t p = which.begin; p < which.end; p++) {
    const int64_t first = panels.first(p) * kWidth;
    const int width = panels.width(p);
    multiply_panel(rows, width, depth, u, {v + first * depth, width * kWidth}, m + first, m_row, accumulate);
  }
}

/// Calls product(frequency, panels) for every frequency and panel, in parallel; splits panels where frequencies are fewer than threads need.
template <typename Product>
void for_products(int frequencies, const Panels& panels, Product product) {
  const int64_t wanted = (4 * threads() + frequencies - 1) / frequencies;
  const int64_t splits = least(panels.count, wanted);
  parallel(frequencies * splits, [&](int64_t chunk, int) {
    product(chunk / splits, part_of({0, panels.count}, chunk % splits, splits));
  });
}

/// The 2×2 map under padding by one has an algorithm of its own.
inline bool is_pair(const ConvShape& s) {
  return s.height == 2 && s.width == 2 && s.out_height == 2 && s.out_width == 2 && s.pad_top == 1 && s.pad_left == 1;
}

/// dkernel from x and dy; see ConvKernels.
void winograd_kernel_gradient(const ConvShape& shape, const float* x, const float* dy, float* dkernel, bool deterministic);

}  // namespace native::KERNEL_SET::tiled
