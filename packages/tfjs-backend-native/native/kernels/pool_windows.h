// What the kernels of pooling share: windows, and loops over a pixel's channels.
#pragma once
#include "pool.h"
#include "vec.h"

namespace native::KERNEL_SET {

/// Indices [begin, end).
struct Range {
  int64_t begin, end;

  int64_t size() const { return most(0, end - begin); }
};

KERNEL_INLINE Range within(Range range, int64_t n) { return {most(0, range.begin), least(n, range.end)}; }

/// Rows of x that a row of windows covers.
KERNEL_INLINE Range rows_under(const PoolShape& s, int64_t out_row) {
  const int64_t corner = out_row * s.stride_y - s.pad_top;
  return within({corner, corner + s.window_height}, s.height);
}
KERNEL_INLINE Range columns_under(const PoolShape& s, int64_t out_column) {
  const int64_t corner = out_column * s.stride_x - s.pad_left;
  return within({corner, corner + s.window_width}, s.width);
}

KERNEL_INLINE int64_t divide_up(int64_t a, int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }
KERNEL_INLINE int64_t divide_down(int64_t a, int64_t b) { return -divide_up(-a, b); }

/// Windows along an axis, of that length and stride, that cover index i.
KERNEL_INLINE Range windows_over(int64_t i, int64_t pad, int64_t window, int64_t stride, int64_t windows) {
  return within({divide_up(i + pad - window + 1, stride), divide_down(i + pad, stride) + 1}, windows);
}

/// N vectors of W floats: a block of a pixel's channels.
template <int W, int N>
struct Block {
  static constexpr int kWidthOf = W, kCount = N, kFloats = W * N;
};

/// Calls body(Block, channel) on blocks that cover all channels, the widest first.
template <typename Body>
KERNEL_INLINE void for_channels(int64_t channels, Body&& body) {
  int64_t channel = 0;
  const auto blocks = [&](auto block) __attribute__((always_inline)) {
    for (; channel + block.kFloats <= channels; channel += block.kFloats) body(block, channel);
  };
  blocks(Block<kWidth, 4>{});
  blocks(Block<kWidth, 1>{});
  if constexpr (kWidth > 8) blocks(Block<8, 1>{});
  if constexpr (kWidth > 4) blocks(Block<4, 1>{});
  blocks(Block<1, 1>{});
}

}  // namespace native::KERNEL_SET
