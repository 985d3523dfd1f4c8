// The members of ElementwiseKernels that have files of their own.
#pragma once
#include "elementwise.h"

namespace native::KERNEL_SET {

void binary(Binary op, Type type, int loops, const BroadcastLoop* loop, const void* a, const void* b, void* y);
bool unary(Unary op, Type type, int64_t n, Parameters parameters, const void* x, void* y);
void cast(Type from, Type to, int64_t n, const void* x, void* y);

}  // namespace native::KERNEL_SET
