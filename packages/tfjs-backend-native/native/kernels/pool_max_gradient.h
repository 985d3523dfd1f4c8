// The gradient of max pooling.
#pragma once
#include "pool.h"

namespace native::KERNEL_SET {

/// As PoolKernels::max_gradient.
void max_gradient(const PoolShape& shape, const float* x, const float* dy, float* dx);

}  // namespace native::KERNEL_SET
