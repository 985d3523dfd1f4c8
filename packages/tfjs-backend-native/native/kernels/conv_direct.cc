#include "conv_direct.h"

#include "../runtime/threads.h"

namespace native::KERNEL_SET {
namespace {

using namespace direct;

bool supports(const ConvShape&) { return true; }

/// Whether every output is a product of one pixel with the kernel: a matrix product of [batch·height·width × channels].
bool is_pointwise(const ConvShape& s) {
  return s.kernel_height == 1 && s.kernel_width == 1 && s.stride_y == 1 && s.stride_x == 1 && s.pad_top == 0 && s.pad_left == 0 &&
         s.groups == 1 && s.out_height == s.height && s.out_width == s.width;
}

int64_t pixels(const ConvShape& s) { return s.batch * s.height * s.width; }

void copy_map(int64_t n, const float* from, float* to) {
  parallel_ranges(n, 1 << 14, [=](int64_t begin, int64_t end, int) {
    __builtin_memcpy(to + begin, from + begin, (end - begin) * sizeof(float));
  });
}

/// y as a correlation of x, apart from where its maps and its kernel lie.
Correlation forward_correlation(const ConvShape& s) {
  const int64_t channels = s.in_channels / s.groups, out_channels = s.out_channels / s.groups;
  Correlation c{};
  c.y = forward_axis(s.height, s.out_height, s.kernel_height, s.stride_y, s.dilation_y, s.pad_top);
  c.x = forward_axis(s.width, s.out_width, s.kernel_width, s.stride_x, s.dilation_x, s.pad_left);
  c.batch = s.batch, c.groups = s.groups, c.channels = channels, c.out_channels = out_channels;
  c.out_height = s.out_height, c.out_width = s.out_width, c.kernel_width = s.kernel_width;
  c.tap = channels * s.out_channels, c.channel = s.out_channels, c.out_channel = 1, c.group = out_channels;
  return c;
}

void forward(const ConvShape& s, const float* x, ConvKernel kernel, float* y, const ConvEpilogue& epilogue) {
  if (is_pointwise(s)) {
    if (epilogue.sum != nullptr) copy_map(pixels(s) * s.out_channels, epilogue.sum, y);
    return gemm.multiply({1, pixels(s), s.out_channels, s.in_channels}, {x, 0, false}, {kernel.data, 0, false}, y,
                         {epilogue.bias, epilogue.relu, epilogue.sum != nullptr});
  }
  Correlation c = forward_correlation(s);
  c.source = x, c.out = y;
  (kernel.packed ? c.packed : c.kernel) = kernel.data;
  correlate(c, epilogue);
}

int64_t packed_floats(const ConvShape& s) { return is_pointwise(s) ? 0 : direct::packed_floats(forward_correlation(s)); }

void pack(const ConvShape& s, const float* kernel, float* packed) {
  Correlation c = forward_correlation(s);
  c.kernel = kernel;
  direct::pack(c, packed);
}

void input_gradient(const ConvShape& s, const float* dy, const float* kernel, float* dx, bool accumulate) {
  if (is_pointwise(s)) {
    return gemm.multiply({1, pixels(s), s.in_channels, s.out_channels}, {dy, 0, false}, {kernel, 0, true}, dx,
                         {nullptr, false, accumulate});
  }
  const int64_t channels = s.in_channels / s.groups, out_channels = s.out_channels / s.groups;
  Correlation c{};
  c.batch = s.batch, c.groups = s.groups, c.channels = out_channels, c.out_channels = channels;
  c.out_height = s.height, c.out_width = s.width, c.kernel_width = s.kernel_width;
  c.tap = channels * s.out_channels, c.channel = 1, c.out_channel = s.out_channels, c.group = out_channels;
  c.source = dy, c.kernel = kernel, c.out = dx, c.accumulate = accumulate;
  for (int64_t phase_y = 0; phase_y < s.stride_y; phase_y++) {
    c.y = gradient_axis(s.height, s.out_height, s.kernel_height, s.stride_y, s.dilation_y, s.pad_top, phase_y);
    for (int64_t phase_x = 0; phase_x < s.stride_x; phase_x++) {
      c.x = gradient_axis(s.width, s.out_width, s.kernel_width, s.stride_x, s.dilation_x, s.pad_left, phase_x);
      correlate(c, {});
    }
  }
}

void kernel_gradient(const ConvShape& s, const float* x, const float* dy, float* dkernel, bool deterministic) {
  if (is_pointwise(s)) {
    return gemm.multiply({1, s.in_channels, s.out_channels, pixels(s)}, {x, 0, true}, {dy, 0, false}, dkernel, {});
  }
  direct_kernel_gradient(s, x, dy, dkernel, deterministic);
}

}  // namespace

extern const ConvKernels conv_direct;
const ConvKernels conv_direct{supports, forward, input_gradient, kernel_gradient, packed_floats, pack};

}  // namespace native::KERNEL_SET
