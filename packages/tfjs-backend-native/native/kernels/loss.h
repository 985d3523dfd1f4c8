// Softmax and cross-entropy.
#pragma once
#include <cstdint>

namespace native {

struct LossKernels {};

}  // namespace native
