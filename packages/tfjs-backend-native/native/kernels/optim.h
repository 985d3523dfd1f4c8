// Updates of parameters in place.
#pragma once
#include <cstdint>

namespace native {

struct OptimKernels {};

}  // namespace native
