// Convolutions in their three directions. Maps are NHWC, kernels HWIO, all fp32 and without gaps; every size is at least 1.
#pragma once
#include <cstdint>

namespace native {

/// A convolution y = x ∗ kernel, whichever direction is asked for.
struct ConvShape {
  int64_t batch, height, width, in_channels;           // x [batch, height, width, in_channels]
  int64_t out_height, out_width, out_channels;         // y [batch, out_height, out_width, out_channels]
  int64_t kernel_height, kernel_width;                 // kernel [kernel_height, kernel_width, in_channels / groups, out_channels]
  int64_t stride_y, stride_x, dilation_y, dilation_x;  // at least 1
  int64_t pad_top, pad_left;                           // rows above, columns left of the map; what lies outside is zero
  int64_t groups;                                      // divides in_channels and out_channels
};

/// What follows the products in inference: y = relu?(x ∗ kernel + bias + sum).
struct ConvEpilogue {
  const float* bias = nullptr;  // [out_channels], or none
  const float* sum = nullptr;   // of y's shape, or none
  bool relu = false;
};

/// A kernel as `forward` takes it: as it is, or as `pack` laid it out.
struct ConvKernel {
  const float* data;
  bool packed = false;
};

/// One way to convolve. `supports` tells for which shapes it may be called. Where `deterministic`, results don't depend on the number of
/// threads; otherwise they may in kernel_gradient, which then sums in as many parts as there are threads.
struct ConvKernels {
  bool (*supports)(const ConvShape& shape);
  void (*forward)(const ConvShape& shape, const float* x, ConvKernel kernel, float* y, const ConvEpilogue& epilogue);
  /// dx = ∂L/∂x from dy, or dx += where `accumulate`.
  void (*input_gradient)(const ConvShape& shape, const float* dy, const float* kernel, float* dx, bool accumulate);
  void (*kernel_gradient)(const ConvShape& shape, const float* x, const float* dy, float* dkernel, bool deterministic);
  /// Floats of a kernel laid out for `forward`, which otherwise does so at every call; 0 where it reads the kernel as it is. The layout
  /// follows from this number, the kernel's sizes and the instruction set.
  int64_t (*packed_floats)(const ConvShape& shape);
  /// Lays a kernel out. Not to be called where `packed_floats` is 0.
  void (*pack)(const ConvShape& shape, const float* kernel, float* packed);
};

}  // namespace native
