// Sums over reflections.
#pragma once
#include "layout.h"

namespace native::KERNEL_SET {

/// LayoutKernels::reflection_gradient
void reflection_gradient(const Reflection& shape, const float* dy, float* dx);

}  // namespace native::KERNEL_SET
