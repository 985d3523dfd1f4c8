// Batch normalisation and column statistics.
#pragma once
#include <cstdint>

namespace native {

struct NormKernels {};

}  // namespace native
