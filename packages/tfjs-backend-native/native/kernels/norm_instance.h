// Instance norms.
#pragma once
#include "norm.h"

namespace native::KERNEL_SET {

/// NormKernels::instance_norm
void instance_norm(const Images& images, const InstanceNorm& norm, bool relu, float* y);
/// NormKernels::instance_norm_gradient
void instance_norm_gradient(const Images& images, const float* dy, const float* y, const InstanceNormGradient& norm);

}  // namespace native::KERNEL_SET
