// Batch norms that pad by what they make of zero.
#pragma once
#include "norm.h"

namespace native::KERNEL_SET {

/// NormKernels::with_border
void norm_with_border(const BorderedMap& map, const BorderedNorm& norm, const float* x, float* y);
/// NormKernels::with_border_gradient
void norm_with_border_gradient(const BorderedMap& map, const float* dy, const NormTermGradient& term, const float* slope);

}  // namespace native::KERNEL_SET
