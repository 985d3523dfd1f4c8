// Softmax along the rows of matrices [n, k], and cross-entropy.
#pragma once
#include <cstdint>

namespace native {

struct LossKernels {
  /// y = e^x / Σ e^x over each row
  void (*softmax)(int64_t n, int64_t k, const float* x, float* y);
  /// y = x − ln Σ e^x over each row
  void (*log_softmax)(int64_t n, int64_t k, const float* x, float* y);
  /// Mean over the rows of −Σ target·log softmax(logits), and its gradient by the logits. Where a target is 0, its term is too.
  double (*softmax_cross_entropy)(int64_t n, int64_t k, const float* logits, const float* target, float* gradient);
};

}  // namespace native
