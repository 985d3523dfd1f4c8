#include "pool_max_gradient.h"

#include <cstring>

#include "../runtime/threads.h"
#include "pool_windows.h"

namespace native::KERNEL_SET {
namespace {

/// A window of an image of x: its rows and columns, of which dx takes the rows in `own` only.
struct Window {
  Range rows, columns, own;
};

/// An image of x and of dx.
struct Images {
  const float* x;
  float* dx;
  int64_t width, channels;

  int64_t at(int64_t row, int64_t column) const { return (row * width + column) * channels; }
};

/// Finds the first maximum of each of W channels, then goes over the window again and adds dy where it was.
template <int W>
KERNEL_INLINE void give_to_first(Images images, const Window& w, int64_t channel, const float* dy) {
  Vec<W> best = splat<W>(-__builtin_inff());
  Mask<W> place = Mask<W>{} - 1;
  int32_t index = 0;
  for (int64_t row = w.rows.begin; row < w.rows.end; row++) {
    for (int64_t column = w.columns.begin; column < w.columns.end; column++, index++) {
      const Vec<W> pixel = load<W>(images.x + images.at(row, column) + channel);
      const Mask<W> better = pixel > best;
      best = select<W>(better, pixel, best);
      place = better ? Mask<W>{} + index : place;
    }
  }
  const Vec<W> gradient = load<W>(dy + channel);
  for (int64_t row = w.own.begin; row < w.own.end; row++) {
    index = static_cast<int32_t>((row - w.rows.begin) * w.columns.size());
    for (int64_t column = w.columns.begin; column < w.columns.end; column++, index++) {
      float* to = images.dx + images.at(row, column) + channel;
      store<W>(to, load<W>(to) + select<W>(place == index, gradient, Vec<W>{}));
    }
  }
}

/// Rows [own.begin, own.end) of one image of dx, from all windows that reach into them. Additions to a pixel come in the order of
/// the windows, so the split into rows changes no bit.
void gradient_rows(const PoolShape& s, Images images, Range own, const float* dy) {
  const Range first = windows_over(own.begin, s.pad_top, s.window_height, s.stride_y, s.out_height);
  const Range last = windows_over(own.end - 1, s.pad_top, s.window_height, s.stride_y, s.out_height);
  // Rows are cleared just before the first window that reaches them, while they are in cache.
  int64_t clean = own.begin;
  const auto clear_up_to = [&](int64_t row) {
    if (row <= clean) return;
    std::memset(images.dx + images.at(clean, 0), 0, sizeof(float) * static_cast<size_t>(images.at(row - clean, 0)));
    clean = row;
  };
  for (int64_t out_row = first.begin; out_row < last.end; out_row++) {
    const Range rows = rows_under(s, out_row);
    const Range owned{most(rows.begin, own.begin), least(rows.end, own.end)};
    clear_up_to(owned.end);
    const float* from = dy + out_row * s.out_width * s.channels;
    for (int64_t out_column = 0; out_column < s.out_width; out_column++, from += s.channels) {
      const Window window{rows, columns_under(s, out_column), owned};
      for_channels(s.channels, [&](auto block, int64_t channel) __attribute__((always_inline)) {
        KERNEL_UNROLL for (int i = 0; i < block.kCount; i++) {
          give_to_first<block.kWidthOf>(images, window, channel + i * block.kWidthOf, from);
        }
      });
    }
  }
  clear_up_to(own.end);
}

}  // namespace

void max_gradient(const PoolShape& shape, const float* x, const float* dy, float* dx) {
  const PoolShape s = shape;
  const int64_t image_size = s.height * s.width * s.channels, out_size = s.out_height * s.out_width * s.channels;
  // Where two bands meet, windows are searched twice: bands are long against a window.
  const int64_t grain = most(4 * s.window_height, (1 << 14) / most(1, s.width * s.channels));
  parallel_ranges(s.batch * s.height, grain, [=](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end;) {
      const int64_t image = row / s.height, stop = least(end, (image + 1) * s.height);
      const Images images{x + image * image_size, dx + image * image_size, s.width, s.channels};
      gradient_rows(s, images, {row - image * s.height, stop - image * s.height}, dy + image * out_size);
      row = stop;
    }
  });
}

}  // namespace native::KERNEL_SET
