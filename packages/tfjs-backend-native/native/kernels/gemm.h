// Products of matrices.
#pragma once
#include <cstdint>

namespace native {

struct GemmKernels {};

}  // namespace native
