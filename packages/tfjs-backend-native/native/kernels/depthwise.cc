// Depthwise convolution: every channel by itself, vectorised over channels. Forward and the gradient by the input are one loop
// over axes (see conv_direct.h). Several kernels a channel: the map is first repeated so that each has a channel of its own.
#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "conv_direct.h"

namespace native::KERNEL_SET {
namespace {

using namespace direct;

/// Multiply-adds that are worth a thread's while.
constexpr int64_t kGrain = 1 << 15;

bool supports(const ConvShape& s) { return s.groups == s.in_channels && s.groups > 1; }

/// out[…, c] (+)= Σ over taps of source[…, c]·kernel[tap, c].
struct Channelwise {
  Axis y, x;
  int64_t batch, channels, out_height, out_width, kernel_width;
  const float *source, *kernel;
  float* out;
  bool accumulate;
  ConvEpilogue epilogue;
};

/// P neighbouring outputs from (j, i) on of the image, channels [c, c + W), over these taps.
template <int W, int P>
KERNEL_INLINE void outputs(const Channelwise& d, int64_t image, int64_t j, int64_t i, Range ty, Range tx, int64_t c) {
  Vec<W> sums[P] = {};
  for (int64_t v = ty.begin; v < ty.end; v++) {
    const float* row = d.source + ((image * d.y.source + d.y.at(j, v)) * d.x.source + d.x.at(i, 0)) * d.channels + c;
    const float* weights = d.kernel + d.y.kernel(v) * d.kernel_width * d.channels + c;
    for (int64_t u = tx.begin; u < tx.end; u++) {
      const Vec<W> weight = load<W>(weights + d.x.kernel(u) * d.channels);
      const float* pixel = row + u * d.x.tap_step * d.channels;
      KERNEL_UNROLL for (int p = 0; p < P; p++) sums[p] += weight * load<W>(pixel + p * d.x.step * d.channels);
    }
  }
  float* out = d.out + ((image * d.out_height + d.y.out(j)) * d.out_width + d.x.out(i)) * d.channels + c;
  KERNEL_UNROLL for (int p = 0; p < P; p++) {
    float* place = out + p * d.x.out_step * d.channels;
    if (d.accumulate) sums[p] += load<W>(place);
    if (d.epilogue.bias != nullptr) sums[p] += load<W>(d.epilogue.bias + c);
    if (d.epilogue.sum != nullptr) sums[p] += load<W>(d.epilogue.sum + (place - d.out));
    if (d.epilogue.relu) sums[p] = select<W>(sums[p] < 0, Vec<W>{}, sums[p]);
    store<W>(place, sums[p]);
  }
}

template <int P>
void all_channels(const Channelwise& d, int64_t image, int64_t j, int64_t i, Range ty, Range tx) {
  int64_t c = 0;
  for (; c + kWidth <= d.channels; c += kWidth) outputs<kWidth, P>(d, image, j, i, ty, tx, c);
  for (; c + 4 <= d.channels; c += 4) outputs<4, P>(d, image, j, i, ty, tx, c);
  for (; c < d.channels; c++) outputs<1, P>(d, image, j, i, ty, tx, c);
}

/// One row of outputs: those that meet the border singly, with the taps that lie within; the others several at once.
void row(const Channelwise& d, int64_t image, int64_t j) {
  constexpr int kAtOnce = 4;
  const Range ty = d.y.taps_of(j), all{0, d.x.taps};
  const Range inside = d.x.taps == 0 ? Range{0, 0} : Range{d.x.outputs_of(0).begin, d.x.outputs_of(d.x.taps - 1).end};
  int64_t i = 0;
  while (i < d.x.count) {
    if (i >= inside.begin && i + kAtOnce <= inside.end) {
      all_channels<kAtOnce>(d, image, j, i, ty, all);
      i += kAtOnce;
    } else {
      all_channels<1>(d, image, j, i, ty, d.x.taps_of(i));
      i++;
    }
  }
}

void run(const Channelwise& d) {
  if (d.x.count == 0 || d.y.count == 0) return;
  const int64_t work = d.x.count * d.channels * most(1, d.y.taps * d.x.taps);
  parallel_ranges(d.batch * d.y.count, most(1, kGrain / work), [&](int64_t begin, int64_t end, int) {
    for (int64_t r = begin; r < end; r++) row(d, r / d.y.count, r % d.y.count);
  });
}

int64_t pixels(const ConvShape& s) { return s.batch * s.height * s.width; }
int64_t multiplier(const ConvShape& s) { return s.out_channels / s.in_channels; }

/// x with every channel repeated as often as it has kernels; x itself where that is once.
const float* repeated(const ConvShape& s, const float* x, float* room) {
  const int64_t times = multiplier(s);
  if (times == 1) return x;
  parallel_ranges(pixels(s) * s.in_channels, most(1, kGrain / times), [=](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      for (int64_t r = 0; r < times; r++) room[i * times + r] = x[i];
    }
  });
  return room;
}
size_t repeated_floats(const ConvShape& s) { return multiplier(s) == 1 ? 0 : static_cast<size_t>(pixels(s) * s.out_channels); }

void forward(const ConvShape& s, const float* x, ConvKernel kernel, float* y, const ConvEpilogue& epilogue) {
  const Scratch<float> room(repeated_floats(s));
  run({forward_axis(s.height, s.out_height, s.kernel_height, s.stride_y, s.dilation_y, s.pad_top),
       forward_axis(s.width, s.out_width, s.kernel_width, s.stride_x, s.dilation_x, s.pad_left), s.batch, s.out_channels,
       s.out_height, s.out_width, s.kernel_width, repeated(s, x, room.get()), kernel.data, y, false, epilogue});
}

void input_gradient(const ConvShape& s, const float* dy, const float* kernel, float* dx, bool accumulate) {
  const int64_t times = multiplier(s);
  const Scratch<float> room(repeated_floats(s));
  Channelwise d{{}, {}, s.batch, s.out_channels, s.height, s.width, s.kernel_width, dy, kernel, times == 1 ? dx : room.get(),
                times == 1 && accumulate, {}};
  for (int64_t phase_y = 0; phase_y < s.stride_y; phase_y++) {
    d.y = gradient_axis(s.height, s.out_height, s.kernel_height, s.stride_y, s.dilation_y, s.pad_top, phase_y);
    for (int64_t phase_x = 0; phase_x < s.stride_x; phase_x++) {
      d.x = gradient_axis(s.width, s.out_width, s.kernel_width, s.stride_x, s.dilation_x, s.pad_left, phase_x);
      run(d);
    }
  }
  if (times == 1) return;
  parallel_ranges(pixels(s) * s.in_channels, most(1, kGrain / times), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      float total = accumulate ? dx[i] : 0;
      for (int64_t r = 0; r < times; r++) total += room[static_cast<size_t>(i * times + r)];
      dx[i] = total;
    }
  });
}

/// Sums for the gradient by the kernel, of one part: [taps, channels].
struct KernelSums {
  Axis y, x;
  int64_t channels;
  const float *source, *dy;
  float* sums;
};

/// Adds to taps [t, t + T) of row `ty` of the kernel what output row (image, j) gives.
template <int W, int T>
KERNEL_INLINE void row_taps(const KernelSums& k, int64_t image, int64_t j, int64_t ty, int64_t t, int64_t c) {
  const float* source = k.source + (image * k.y.source + k.y.at(j, ty)) * k.x.source * k.channels + c;
  const float* dy = k.dy + (image * k.y.count + j) * k.x.count * k.channels + c;
  Vec<W> sums[T] = {};
  // All taps lie inside for outputs from `begin` to `end`; elsewhere they are asked one by one.
  const int64_t begin = least(k.x.outputs_of(t).begin, k.x.count), end = most(begin, k.x.outputs_of(t + T - 1).end);
  const auto some = [&](int64_t from, int64_t to) {
    for (int64_t i = from; i < to; i++) {
      const Range taps = k.x.taps_of(i);
      KERNEL_UNROLL for (int u = 0; u < T; u++) {
        if (t + u < taps.begin || t + u >= taps.end) continue;
        sums[u] += load<W>(dy + i * k.channels) * load<W>(source + k.x.at(i, t + u) * k.channels);
      }
    }
  };
  some(0, begin);
  for (int64_t i = begin; i < end; i++) {
    const Vec<W> gradient = load<W>(dy + i * k.channels);
    const float* pixel = source + k.x.at(i, t) * k.channels;
    KERNEL_UNROLL for (int u = 0; u < T; u++) sums[u] += gradient * load<W>(pixel + u * k.x.tap_step * k.channels);
  }
  some(end, k.x.count);
  float* to = k.sums + (ty * k.x.taps + t) * k.channels + c;
  KERNEL_UNROLL for (int u = 0; u < T; u++) store<W>(to + u * k.channels, load<W>(to + u * k.channels) + sums[u]);
}

template <int W>
void row_sums(const KernelSums& k, int64_t image, int64_t j, int64_t c) {
  const Range rows = k.y.taps_of(j);
  for (int64_t ty = rows.begin; ty < rows.end; ty++) {
    int64_t t = 0;
    for (; t + 5 <= k.x.taps; t += 5) row_taps<W, 5>(k, image, j, ty, t, c);
    for (; t + 3 <= k.x.taps; t += 3) row_taps<W, 3>(k, image, j, ty, t, c);
    for (; t < k.x.taps; t++) row_taps<W, 1>(k, image, j, ty, t, c);
  }
}

void kernel_gradient(const ConvShape& s, const float* x, const float* dy, float* dkernel, bool deterministic) {
  constexpr int64_t kParts = 16;
  const Scratch<float> room(repeated_floats(s));
  const int64_t channels = s.out_channels, count = s.kernel_height * s.kernel_width * channels, rows = s.batch * s.out_height;
  const int64_t parts = least(rows, deterministic ? kParts : most(kParts, 2 * threads()));
  const Scratch<float> sums(static_cast<size_t>(parts * count));
  const KernelSums all{forward_axis(s.height, s.out_height, s.kernel_height, s.stride_y, s.dilation_y, s.pad_top),
                       forward_axis(s.width, s.out_width, s.kernel_width, s.stride_x, s.dilation_x, s.pad_left), channels,
                       repeated(s, x, room.get()), dy, nullptr};
  parallel(parts, [&](int64_t part, int) {
    KernelSums k = all;
    k.sums = sums.get() + part * count;
    __builtin_memset(k.sums, 0, count * sizeof(float));
    for (int64_t r = rows * part / parts; r < rows * (part + 1) / parts; r++) {
      const int64_t image = r / s.out_height, j = r % s.out_height;
      int64_t c = 0;
      for (; c + kWidth <= channels; c += kWidth) row_sums<kWidth>(k, image, j, c);
      for (; c + 4 <= channels; c += 4) row_sums<4>(k, image, j, c);
      for (; c < channels; c++) row_sums<1>(k, image, j, c);
    }
  });
  parallel_ranges(count, most(1, kGrain / parts), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) dkernel[i] = sums[static_cast<size_t>(i)];
    for (int64_t part = 1; part < parts; part++) {
      for (int64_t i = begin; i < end; i++) dkernel[i] += sums[static_cast<size_t>(part * count + i)];
    }
  });
}

}  // namespace

extern const ConvKernels depthwise;
const ConvKernels depthwise{supports, forward, input_gradient, kernel_gradient, [](const ConvShape&) -> int64_t { return 0; },
                            [](const ConvShape&, const float*, float*) {}};

}  // namespace native::KERNEL_SET
