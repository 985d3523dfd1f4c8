// Moving elements: transposition, slices, padding, gathering.
#pragma once
#include <cstdint>

namespace native {

struct LayoutKernels {};

}  // namespace native
