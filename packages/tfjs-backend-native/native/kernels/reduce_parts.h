// The members of ReduceKernels that have a file of their own.
#pragma once
#include "reduce.h"

namespace native::KERNEL_SET {

void arg(bool largest, Type type, Axes axes, const void* x, int32_t* y);
bool cumulate(Type type, Axes axes, bool exclusive, bool reverse, const void* x, void* y);

}  // namespace native::KERNEL_SET
