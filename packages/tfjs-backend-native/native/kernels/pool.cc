// Maxima and means of windows, and the gradient of means, which is a sum of windows too.
#include "pool.h"

#include "../runtime/threads.h"
#include "pool_max_gradient.h"
#include "pool_windows.h"

namespace native::KERNEL_SET {
namespace {

// Floats that a thread reads, at least, before another helps.
constexpr int64_t kGrain = 1 << 14;

/// A map's image: pixel (row, column) at data[(row·width + column)·channels].
struct Image {
  const float* data;
  int64_t width, channels;

  const float* pixel(int64_t row, int64_t column) const { return data + (row * width + column) * channels; }
};

/// The greatest of a block's channels over a window.
template <int W, int N>
KERNEL_INLINE void max_of(Image x, Range rows, Range columns, int64_t channel, float* y) {
  Vec<W> best[N];
  KERNEL_UNROLL for (int i = 0; i < N; i++) best[i] = splat<W>(-__builtin_inff());
  for (int64_t row = rows.begin; row < rows.end; row++) {
    for (int64_t column = columns.begin; column < columns.end; column++) {
      const float* pixel = x.pixel(row, column) + channel;
      // In this order a NaN loses.
      KERNEL_UNROLL for (int i = 0; i < N; i++) best[i] = max<W>(load<W>(pixel + i * W), best[i]);
    }
  }
  KERNEL_UNROLL for (int i = 0; i < N; i++) store<W>(y + channel + i * W, best[i]);
}

/// The sum of a block's channels over a window, over `divisor`. Row by row, so that no long sum loses digits.
template <int W, int N>
KERNEL_INLINE void sum_of(Image x, Range rows, Range columns, int64_t channel, float divisor, float* y) {
  Vec<W> total[N];
  KERNEL_UNROLL for (int i = 0; i < N; i++) total[i] = Vec<W>{};
  for (int64_t row = rows.begin; row < rows.end; row++) {
    Vec<W> along[N];
    KERNEL_UNROLL for (int i = 0; i < N; i++) along[i] = Vec<W>{};
    for (int64_t column = columns.begin; column < columns.end; column++) {
      const float* pixel = x.pixel(row, column) + channel;
      KERNEL_UNROLL for (int i = 0; i < N; i++) along[i] += load<W>(pixel + i * W);
    }
    KERNEL_UNROLL for (int i = 0; i < N; i++) total[i] += along[i];
  }
  KERNEL_UNROLL for (int i = 0; i < N; i++) store<W>(y + channel + i * W, total[i] / divisor);
}

/// Calls body(image, row) for every row of every image, `cost` floats each.
template <typename Body>
void for_rows(int64_t batch, int64_t height, int64_t cost, Body&& body) {
  parallel_ranges(batch * height, kGrain / most(1, cost), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) body(i / height, i % height);
  });
}

/// Floats of x under a row of windows.
int64_t row_cost(const PoolShape& s) { return s.out_width * s.window_height * s.window_width * s.channels; }

void max_pool(const PoolShape& shape, const float* x, float* y) {
  const PoolShape s = shape;
  for_rows(s.batch, s.out_height, row_cost(s), [=](int64_t image, int64_t row) {
    const Image from{x + image * s.height * s.width * s.channels, s.width, s.channels};
    const Range rows = rows_under(s, row);
    float* to = y + (image * s.out_height + row) * s.out_width * s.channels;
    for (int64_t column = 0; column < s.out_width; column++, to += s.channels) {
      const Range columns = columns_under(s, column);
      for_channels(s.channels, [&](auto block, int64_t channel) __attribute__((always_inline)) {
        max_of<block.kWidthOf, block.kCount>(from, rows, columns, channel, to);
      });
    }
  });
}

/// One row of sums of windows; rows and columns(i) are those of x that the row and its i-th window cover.
template <typename Columns, typename Divisor>
KERNEL_INLINE void sum_row(Image x, Range rows, int64_t width, Columns columns_of, Divisor divisor_of, float* to) {
  for (int64_t column = 0; column < width; column++, to += x.channels) {
    const Range columns = columns_of(column);
    const float divisor = divisor_of(rows, columns);
    for_channels(x.channels, [&](auto block, int64_t channel) __attribute__((always_inline)) {
      sum_of<block.kWidthOf, block.kCount>(x, rows, columns, channel, divisor, to);
    });
  }
}

void average_pool(const PoolShape& shape, const float* x, float* y) {
  const PoolShape s = shape;
  for_rows(s.batch, s.out_height, row_cost(s), [=](int64_t image, int64_t row) {
    const Image from{x + image * s.height * s.width * s.channels, s.width, s.channels};
    sum_row(
        from, rows_under(s, row), s.out_width, [&](int64_t column) { return columns_under(s, column); },
        [](Range rows, Range columns) { return static_cast<float>(rows.size() * columns.size()); },
        y + (image * s.out_height + row) * s.out_width * s.channels);
  });
}

void average_gradient(const PoolShape& shape, const float* dy, float* dx) {
  const PoolShape s = shape;
  const auto area = static_cast<float>(s.window_height * s.window_width);
  for_rows(s.batch, s.height, s.width * s.channels, [=](int64_t image, int64_t row) {
    const Image from{dy + image * s.out_height * s.out_width * s.channels, s.out_width, s.channels};
    sum_row(
        from, windows_over(row, s.pad_top, s.window_height, s.stride_y, s.out_height), s.width,
        [&](int64_t column) { return windows_over(column, s.pad_left, s.window_width, s.stride_x, s.out_width); },
        [=](Range, Range) { return area; }, dx + (image * s.height + row) * s.width * s.channels);
  });
}

}  // namespace

extern const PoolKernels pool;
const PoolKernels pool{max_pool, max_gradient, average_pool, average_gradient};

}  // namespace native::KERNEL_SET
