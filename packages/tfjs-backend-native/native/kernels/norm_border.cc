#include "norm_border.h"

#include "../runtime/memory.h"
#include "norm_grid.h"

namespace native::KERNEL_SET {

extern const NormKernels norm;

namespace {

// Floats that are worth a thread's while.
constexpr int64_t kFloats = 1 << 13;

/// One channel of such a norm: the map is x·scale + shift, the border β + γ·slope.
struct Channel {
  Channel(const BorderedNorm& n, int64_t j)
      : scale(static_cast<double>(n.gamma[j]) * n.inverse[j]),
        shift(n.beta[j] - n.mean[j] * scale),
        slope(-n.running_mean[j] / __builtin_sqrt(n.running_variance[j] + n.eps)),
        border(n.beta[j] + n.gamma[j] * slope) {}
  double scale, shift, slope, border;
};

/// Repeats the first c floats `times` times.
void repeat(float* vector, int64_t c, int64_t times) {
  for (int64_t i = 1; i < times; i++) __builtin_memcpy(vector + i * c, vector, c * sizeof(float));
}

/// sums[c] += Σ over `pixels` pixels.
void add_pixels(int64_t pixels, int64_t c, const float* from, float* sums) {
  for (int64_t i = 0; i < pixels; i++) {
    over_vectors(c, [&](int64_t j, auto extent) { store(sums + j, load(sums + j, extent) + load(from + i * c + j, extent), extent); });
  }
}

/// Splits one image of dy into what lies on the map, which is copied, and the border, whose pixels are added to `sums`.
void split_image(const BorderedMap& map, const float* dy, float* inner, float* sums) {
  const int64_t line = map.width * map.c, full = map.columns() * map.c;
  add_pixels(map.top * map.columns(), map.c, dy, sums);
  for (int64_t row = 0; row < map.height; row++) {
    const float* from = dy + (map.top + row) * full;
    add_pixels(map.left, map.c, from, sums);
    __builtin_memcpy(inner + row * line, from + map.left * map.c, line * sizeof(float));
    add_pixels(map.right, map.c, from + map.left * map.c + line, sums);
  }
  add_pixels(map.bottom * map.columns(), map.c, dy + (map.top + map.height) * full, sums);
}

}  // namespace

void norm_with_border(const BorderedMap& map, const BorderedNorm& n, const float* x, float* y) {
  const int64_t c = map.c, line = map.width * c, full = map.columns() * c, before = map.left * c;
  // As long as a row of the map or of the border, so that any number of channels fills vectors.
  const Scratch<float> rows(static_cast<size_t>(2 * line + full));
  float *scale = rows.get(), *shift = scale + line, *border = shift + line;
  for (int64_t j = 0; j < c; j++) {
    const Channel channel(n, j);
    scale[j] = static_cast<float>(channel.scale);
    shift[j] = static_cast<float>(channel.shift);
    n.slope[j] = static_cast<float>(channel.slope);
    border[j] = static_cast<float>(channel.border);
  }
  repeat(scale, c, map.width);
  repeat(shift, c, map.width);
  repeat(border, c, map.columns());
  parallel_ranges(map.batch * map.rows(), most(1, kFloats / full), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t row = i % map.rows() - map.top;
      float* to = y + i * full;
      if (row < 0 || row >= map.height) {
        __builtin_memcpy(to, border, full * sizeof(float));
        continue;
      }
      const float* from = x + (i / map.rows() * map.height + row) * line;
      __builtin_memcpy(to, border, before * sizeof(float));
      over_vectors(line, [&](int64_t j, auto extent) {
        store(to + before + j, load(from + j, extent) * load(scale + j, extent) + load(shift + j, extent), extent);
      });
      __builtin_memcpy(to + before + line, border, map.right * c * sizeof(float));
    }
  });
}

void norm_with_border_gradient(const BorderedMap& map, const float* dy, const NormTermGradient& term, const float* slope) {
  const int64_t c = map.c, image = map.rows() * map.columns() * c, inner_image = map.height * map.width * c;
  const Scratch<float> inner(static_cast<size_t>(map.inner() * c)), sums(static_cast<size_t>(map.batch * c));
  parallel(map.batch, [&](int64_t i, int) {
    float* own = sums.get() + i * c;
    __builtin_memset(own, 0, c * sizeof(float));
    split_image(map, dy + i * image, inner.get() + i * inner_image, own);
  });
  norm.sum_norms_gradient(map.inner(), c, inner.get(), nullptr, true, 1, &term, nullptr);
  // β moves the border as it moves the map; γ moves it by its slope.
  for (int64_t j = 0; j < c; j++) {
    double border = 0;
    for (int64_t i = 0; i < map.batch; i++) border += sums[i * c + j];
    term.d_beta[j] = static_cast<float>(term.d_beta[j] + border);
    term.d_gamma[j] = static_cast<float>(term.d_gamma[j] + border * slope[j]);
  }
}

void norm_less_border(int64_t n, int64_t c, const BorderedNorm& own, const float* x, int64_t pixels, float* border, float* y) {
  const Scratch<float> rows(static_cast<size_t>(2 * c));
  float *scale = rows.get(), *shift = scale + c;
  for (int64_t j = 0; j < c; j++) {
    const Channel channel(own, j);
    scale[j] = static_cast<float>(channel.scale);
    shift[j] = static_cast<float>(channel.shift - channel.border);
    own.slope[j] = static_cast<float>(channel.slope);
    border[j] = static_cast<float>(channel.border);
  }
  repeat(border, c, pixels);
  norm.scale_shift(n, c, x, scale, shift, false, y);
}

void norm_less_border_gradient(int64_t n, int64_t c, const float* dy, const NormTermGradient& term, const float* slope) {
  norm.sum_norms_gradient(n, c, dy, nullptr, true, 1, &term, nullptr);
  // y is free of β, and has γ·(normalised x − slope).
  for (int64_t j = 0; j < c; j++) {
    term.d_gamma[j] -= term.d_beta[j] * slope[j];
    term.d_beta[j] = 0;
  }
}

}  // namespace native::KERNEL_SET
