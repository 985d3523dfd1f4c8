// Resizing of maps. Maps are NHWC, without gaps.
#pragma once
#include <cstdint>

namespace native {

/// x [batch, height, width, channels] and y [batch, out_height, out_width, channels]. Where `align_corners`, the centres of the
/// corner pixels coincide; where `half_pixel_centers`, a pixel's centre lies half a pixel from its edge, else on it.
struct ResizeShape {
  int64_t batch, height, width, channels, out_height, out_width;
  bool align_corners, half_pixel_centers;
};

/// Forward as tfjs's cpu backend has it; the gradients are the forward's transposes (cpu's are not, for batches, half-pixel
/// centres and maps that aren't square). No result depends on the number of threads.
struct ResizeKernels {
  /// Elements are of 4 bytes, of whatever type.
  void (*nearest)(const ResizeShape& shape, const void* x, void* y);
  void (*nearest_gradient)(const ResizeShape& shape, const float* dy, float* dx);
  void (*bilinear)(const ResizeShape& shape, const float* x, float* y);
  void (*bilinear_gradient)(const ResizeShape& shape, const float* dy, float* dx);
};

}  // namespace native
