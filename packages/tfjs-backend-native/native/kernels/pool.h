// Pooling of maps. Maps are NHWC, fp32 and without gaps.
#pragma once
#include <cstdint>

namespace native {

/// Window (row, column) of y covers the pixels of x from (row·stride_y - pad_top, column·stride_x - pad_left) on; those
/// outside of x don't count.
struct PoolShape {
  int64_t batch, height, width, channels;             // x [batch, height, width, channels]
  int64_t out_height, out_width;                      // y [batch, out_height, out_width, channels]
  int64_t window_height, window_width;                // at least 1
  int64_t stride_y, stride_x;                         // at least 1
  int64_t pad_top, pad_left;
};

/// As tfjs's cpu backend has it. No result depends on the number of threads.
struct PoolKernels {
  /// NaN never wins, and a window without pixels gives -∞.
  void (*max)(const PoolShape& shape, const float* x, float* y);
  /// dx: each window's dy goes to the first of its maxima, by rows; to none where all are -∞ or NaN.
  void (*max_gradient)(const PoolShape& shape, const float* x, const float* dy, float* dx);
  /// The mean of the pixels within x; a window without any gives NaN.
  void (*average)(const PoolShape& shape, const float* x, float* y);
  /// dx = Σ dy / (window_height · window_width) over the windows that cover the pixel. At the border this is less than the
  /// gradient of `average`: tfjs's backends agree on it.
  void (*average_gradient)(const PoolShape& shape, const float* dy, float* dx);
};

}  // namespace native
