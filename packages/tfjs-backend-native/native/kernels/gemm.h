// Products of matrices: C = A·B for batches of row-major matrices, either of them transposed, with what commonly follows fused
// in.
#pragma once
#include <cstdint>

namespace native {

/// Sizes of a batch of products C[m × n] = A[m × k]·B[k × n]; every one is at least 1.
struct GemmShape {
  int64_t batch, m, n, k;
};

/// One operand of a product, row-major without gaps. As it lies in memory: A is [m × k], or [k × m] where transposed; B is [k ×
/// n], or [n × k]. The batch's matrices are `batch_step` floats apart: 0 for one that all products share.
struct GemmOperand {
  const float* data;
  int64_t batch_step;
  bool transposed;
};

/// C = relu?(A·B + bias), with C itself among the terms where it is to accumulate.
struct GemmEpilogue {
  const float* bias = nullptr;  // [n], or none
  bool relu = false;
  bool accumulate = false;
};

struct GemmKernels {
  /// C is [batch, m, n]. The order of summation depends on the shape alone: the same bits from any number of threads.
  void (*multiply)(const GemmShape& shape, const GemmOperand& a, const GemmOperand& b, float* c, const GemmEpilogue& epilogue);
};

}  // namespace native
