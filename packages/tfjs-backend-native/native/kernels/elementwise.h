// Arithmetic element by element.
#pragma once
#include <cstdint>

namespace native {

struct ElementwiseKernels {
  /// y[i] += x[i]
  void (*accumulate)(int64_t n, const float* x, float* y);
};

}  // namespace native
