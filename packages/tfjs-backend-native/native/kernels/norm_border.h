// Batch norms that pad by what they make of zero.
#pragma once
#include "norm.h"

namespace native::KERNEL_SET {

/// NormKernels::with_border
void norm_with_border(const BorderedMap& map, const BorderedNorm& norm, const float* x, float* y);
/// NormKernels::with_border_gradient
void norm_with_border_gradient(const BorderedMap& map, const float* dy, const NormTermGradient& term, const float* slope);
/// NormKernels::less_border
void norm_less_border(int64_t n, int64_t c, const BorderedNorm& norm, const float* x, int64_t pixels, float* border, float* y);
/// NormKernels::less_border_gradient
void norm_less_border_gradient(int64_t n, int64_t c, const float* dy, const NormTermGradient& term, const float* slope);

}  // namespace native::KERNEL_SET
