// Sums, extrema and the like along axes.
#pragma once
#include <cstdint>

namespace native {

struct ReduceKernels {};

}  // namespace native
