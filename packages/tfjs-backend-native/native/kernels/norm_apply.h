// Passes over matrices [n, c] that write: sums of scaled matrices, and the gradients of norms. Vectors are wide (see
// Grid::repeats).
#pragma once
#include "norm_grid.h"

namespace native::KERNEL_SET {

/// x·scale; without `scale` (null), x.
struct Scaled {
  const float *x, *scale;
};
/// y = relu?(Σ x·scale + shift)
void sum_scaled(const Grid& grid, int operands, const Scaled* operand, const float* shift, bool relu, float* y);

/// dx = g·of_g + (x·of_x + constant)
struct Slope {
  const float *x, *of_g, *of_x, *constant;
  float* dx;
};
/// Writes every dx, g being what passes the ReLU.
void apply_slopes(const Grid& grid, const Incoming& incoming, int slopes, const Slope* slope);

}  // namespace native::KERNEL_SET
