// Nearest pixels and bilinear interpolation, by tables of what each row and column of y is made of.
#include "resize.h"

#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "layout_move.h"
#include "vec.h"

namespace native::KERNEL_SET {
namespace {

/// A row or column of y between two of x: (1 - share)·low + share·high.
struct Between {
  int64_t low, high;
  float share;
};

/// Rows (or columns) of x and of y, and how the second lie over the first.
struct Axis {
  int64_t n, out;
  bool align_corners, half_pixel_centers;

  double scale() const {
    const bool corners = align_corners && out > 1;
    return static_cast<double>(corners ? n - 1 : n) / static_cast<double>(corners ? out - 1 : out);
  }
};

Axis rows_of(const ResizeShape& s) { return {s.height, s.out_height, s.align_corners, s.half_pixel_centers}; }
Axis columns_of(const ResizeShape& s) { return {s.width, s.out_width, s.align_corners, s.half_pixel_centers}; }

void tabulate_nearest(const Axis& axis, Between* table) {
  const double scale = axis.scale(), centre = axis.half_pixel_centers ? 0.5 : 0, rounding = axis.align_corners ? 0.5 : 0;
  for (int64_t i = 0; i < axis.out; i++) {
    const double place = scale * (static_cast<double>(i) + centre);
    const int64_t nearest = least(axis.n - 1, static_cast<int64_t>(__builtin_floor(place + rounding)));
    table[i] = {nearest, nearest, 0};
  }
}

void tabulate_bilinear(const Axis& axis, Between* table) {
  const double scale = axis.scale(), centre = axis.half_pixel_centers ? 0.5 : 0;
  for (int64_t i = 0; i < axis.out; i++) {
    const double place = scale * (static_cast<double>(i) + centre) - centre;
    const int64_t low = most(0, static_cast<int64_t>(__builtin_floor(place)));
    const int64_t high = least(axis.n - 1, static_cast<int64_t>(__builtin_ceil(place)));
    table[i] = {low, high, static_cast<float>(place - static_cast<double>(low))};
  }
}

using Tabulate = void (*)(const Axis& axis, Between* table);

/// Calls body(image, row) for every row of `height` in every image, each of `cost` floats.
template <typename Body>
void for_rows(int64_t batch, int64_t height, int64_t cost, Body&& body) {
  parallel_ranges(batch * height, (1 << 14) / most(1, cost), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) body(i / height, i % height);
  });
}

void nearest(const ResizeShape& shape, const void* x, void* y) {
  const ResizeShape s = shape;
  const Scratch<Between> rows(s.out_height), columns(s.out_width);
  tabulate_nearest(rows_of(s), rows.get());
  tabulate_nearest(columns_of(s), columns.get());
  for_rows(s.batch, s.out_height, s.out_width * s.channels, [&](int64_t image, int64_t row) {
    const auto* from = static_cast<const uint32_t*>(x) + (image * s.height + rows[row].low) * s.width * s.channels;
    auto* to = static_cast<uint32_t*>(y) + (image * s.out_height + row) * s.out_width * s.channels;
    for (int64_t column = 0; column < s.out_width; column++) {
      copy_run(from + columns[column].low * s.channels, to + column * s.channels, s.channels);
    }
  });
}

void bilinear(const ResizeShape& shape, const float* x, float* y) {
  const ResizeShape s = shape;
  const Scratch<Between> rows(s.out_height), columns(s.out_width);
  tabulate_bilinear(rows_of(s), rows.get());
  tabulate_bilinear(columns_of(s), columns.get());
  const int64_t line = s.width * s.channels;
  for_rows(s.batch, s.out_height, s.out_width * s.channels, [&](int64_t image, int64_t row) {
    const float* top = x + (image * s.height + rows[row].low) * line;
    const float* bottom = x + (image * s.height + rows[row].high) * line;
    const float down = rows[row].share;
    float* to = y + (image * s.out_height + row) * s.out_width * s.channels;
    for (int64_t column = 0; column < s.out_width; column++, to += s.channels) {
      const int64_t left = columns[column].low * s.channels, right = columns[column].high * s.channels;
      const float across = columns[column].share;
      for (int64_t channel = 0; channel < s.channels; channel++) {
        const float above = top[left + channel] + (top[right + channel] - top[left + channel]) * across;
        const float below = bottom[left + channel] + (bottom[right + channel] - bottom[left + channel]) * across;
        to[channel] = above + (below - above) * down;
      }
    }
  });
}

/// Rows of y that are made of row i of x: [first[i], last[i]). They follow each other, as `low` and `high` never fall.
void tabulate_uses(const Axis& axis, const Between* table, int64_t* first, int64_t* last) {
  for (int64_t i = 0; i < axis.n; i++) first[i] = last[i] = 0;
  for (int64_t i = axis.out - 1; i >= 0; i--) first[table[i].low] = first[table[i].high] = i;
  for (int64_t i = 0; i < axis.out; i++) last[table[i].low] = last[table[i].high] = i + 1;
}

/// dx[c] += factor · dy[c]
KERNEL_INLINE void add_scaled(int64_t channels, float factor, const float* dy, float* dx) {
  for (int64_t channel = 0; channel < channels; channel++) dx[channel] += factor * dy[channel];
}

/// Gives every pixel's dy to the pixels of x that it was made of. A row of dx gathers what is due to it.
void gradient(const ResizeShape& shape, Tabulate tabulate, const float* dy, float* dx) {
  const ResizeShape s = shape;
  const Scratch<Between> rows(s.out_height), columns(s.out_width);
  const Scratch<int64_t> first(s.height), last(s.height);
  tabulate(rows_of(s), rows.get());
  tabulate(columns_of(s), columns.get());
  tabulate_uses(rows_of(s), rows.get(), first.get(), last.get());
  for_rows(s.batch, s.height, s.width * s.channels, [&](int64_t image, int64_t row) {
    float* to = dx + (image * s.height + row) * s.width * s.channels;
    std::memset(to, 0, sizeof(float) * static_cast<size_t>(s.width * s.channels));
    for (int64_t out_row = first[row]; out_row < last[row]; out_row++) {
      const Between& r = rows[out_row];
      const float due = (r.low == row ? 1 - r.share : 0) + (r.high == row ? r.share : 0);
      const float* from = dy + (image * s.out_height + out_row) * s.out_width * s.channels;
      for (int64_t column = 0; column < s.out_width; column++, from += s.channels) {
        const Between& c = columns[column];
        add_scaled(s.channels, due * (1 - c.share), from, to + c.low * s.channels);
        if (c.share != 0) add_scaled(s.channels, due * c.share, from, to + c.high * s.channels);
      }
    }
  });
}

void nearest_gradient(const ResizeShape& shape, const float* dy, float* dx) { gradient(shape, tabulate_nearest, dy, dx); }

void bilinear_gradient(const ResizeShape& shape, const float* dy, float* dx) { gradient(shape, tabulate_bilinear, dy, dx); }

}  // namespace

extern const ResizeKernels resize;
const ResizeKernels resize{nearest, nearest_gradient, bilinear, bilinear_gradient};

}  // namespace native::KERNEL_SET
