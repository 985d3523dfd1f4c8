// Direct convolution as implicit matrix products: the micro-kernel reads the map, or a band of it laid out for that, in place of
// a matrix of patches. What a convolution and its gradients do along one axis is told by an Axis.
#pragma once
#include "conv.h"
#include "gemm.h"
#include "vec.h"

namespace native::KERNEL_SET {

extern const GemmKernels gemm;

namespace direct {

/// Indices [begin, end); empty where end ≤ begin.
struct Range {
  int64_t begin, end;
  int64_t count() const { return end > begin ? end - begin : 0; }
};
inline Range overlap(Range a, Range b) { return {most(a.begin, b.begin), least(a.end, b.end)}; }

/// One axis of a correlation: output j, which goes to out_first + j·out_step, sums over taps t the source at
/// j·step + first + t·tap_step times the kernel at kernel_first + t·kernel_step. Outside of the source are zeros.
struct Axis {
  int64_t count, out_first, out_step;
  int64_t source;
  int64_t step, first, tap_step, taps;
  int64_t kernel_first, kernel_step;

  int64_t at(int64_t j, int64_t t) const { return j * step + first + t * tap_step; }
  int64_t out(int64_t j) const { return out_first + j * out_step; }
  int64_t kernel(int64_t t) const { return kernel_first + t * kernel_step; }
  /// Taps of output j that lie within the source.
  Range taps_of(int64_t j) const { return within(at(j, 0), tap_step, taps); }
  /// Outputs whose tap t lies within the source.
  Range outputs_of(int64_t t) const { return within(at(0, t), step, count); }
  /// Source positions that outputs [begin, end) touch, cut to the source.
  Range touched(Range outputs) const {
    return overlap({at(outputs.begin, 0), taps == 0 ? 0 : at(outputs.end - 1, taps - 1) + 1}, {0, source});
  }
  /// Whether no output touches anything outside of the source.
  bool inside() const { return at(0, 0) >= 0 && at(count - 1, taps - 1) < source; }

 private:
  /// Those i of [0, n) for which start + i·stride lies within the source.
  Range within(int64_t start, int64_t stride, int64_t n) const {
    const int64_t begin = start < 0 ? (-start + stride - 1) / stride : 0;
    return {begin, start >= source ? 0 : least(n, (source - 1 - start) / stride + 1)};
  }
};

/// y's axis in a convolution of x.
inline Axis forward_axis(int64_t size, int64_t out, int64_t kernel, int64_t stride, int64_t dilation, int64_t pad) {
  return {out, 0, 1, size, stride, -pad, dilation, kernel, 0, 1};
}

/// x's axis in the gradient by x, for x's positions phase, phase + stride, …: each phase meets every so many of the kernel's taps
/// (sub-pixel convolution), with the source, dy, read at stride 1. Taps run backwards through the kernel.
inline Axis gradient_axis(int64_t size, int64_t out, int64_t kernel, int64_t stride, int64_t dilation, int64_t pad,
                          int64_t phase) {
  const int64_t outputs = size > phase ? (size - phase + stride - 1) / stride : 0;
  int64_t nearest = 0;
  while (nearest < kernel && (phase + pad - nearest * dilation) % stride != 0) nearest++;
  int64_t every = 1;
  while (every * dilation % stride != 0) every++;
  const int64_t taps = nearest < kernel ? (kernel - 1 - nearest) / every + 1 : 0;
  const int64_t last = nearest + (taps - 1) * every;
  const int64_t first = taps == 0 ? 0 : (phase + pad - last * dilation) / stride;
  return {outputs, phase, stride, out, 1, first, every * dilation / stride, taps, last, -every};
}

/// A correlation of a map by a kernel, for one group of channels or several: forward, or one phase of the gradient by the input.
struct Correlation {
  Axis y, x;
  int64_t batch, groups;
  int64_t channels, out_channels;    // of one group
  int64_t out_height, out_width;     // of the whole output map
  int64_t kernel_width;
  int64_t tap, channel, out_channel, group;  // floats in the kernel between neighbours of each kind
  const float* source;
  const float* kernel;
  const float* packed;  // the kernel as `pack` laid it out, or none
  float* out;
  bool accumulate;
};

/// Computes every output of the correlation, and what follows the products.
void correlate(const Correlation& correlation, const ConvEpilogue& epilogue);

/// Floats of the kernel as the products read it.
int64_t packed_floats(const Correlation& correlation);
/// Lays the kernel out for them.
void pack(const Correlation& correlation, float* packed);

/// dkernel from x and dy.
void direct_kernel_gradient(const ConvShape& shape, const float* x, const float* dy, float* dkernel, bool deterministic);

}  // namespace direct
}  // namespace native::KERNEL_SET
