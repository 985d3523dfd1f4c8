// Batch normalisation, sums of such, and column statistics. Matrices are [n, c] with n, c ≥ 1: rows run over all axes but the
// last.
#pragma once
#include <cstdint>

namespace native {

/// One norm of a sum: γ·(x − mean)·inverse + β by the statistics of x, which are results. Vectors are [c].
struct NormTerm {
  const float *x, *gamma, *beta;
  double eps;
  float *mean, *variance, *inverse;
};

/// The same norm on the way back: its operands, and gradients to be written. `dx` may be null.
struct NormTermGradient {
  const float *x, *gamma, *beta, *mean, *inverse;
  float *dx, *d_gamma, *d_beta;
};

/// A vector that repeats itself along a longer one; null data stands for one without effect.
struct Cycle {
  const float* data;
  int64_t size;
  float at(int64_t i, float otherwise) const { return data == nullptr ? otherwise : data[i % size]; }
};

struct NormKernels {
  /// mean[j] = Σᵢ x[i, j]/n
  void (*column_mean)(int64_t n, int64_t c, const float* x, float* mean);
  /// y = relu?(x·scale + shift) by column; without `shift` (null), relu?(x·scale)
  void (*scale_shift)(int64_t n, int64_t c, const float* x, const float* scale, const float* shift, bool relu, float* y);
  /// y = scale·(x − mean)/√(variance + eps) + offset, c being a multiple of every cycle
  void (*normalise)(int64_t n, int64_t c, double eps, const float* x, Cycle mean, Cycle variance, Cycle offset, Cycle scale,
                    float* y);
  /// y = relu?(Σ norms + Σ others)
  void (*sum_norms)(int64_t n, int64_t c, int terms, const NormTerm* term, int others, const float* const* other, bool relu,
                    float* y);
  /// Gradients of sum_norms by the norms' operands; with `y`, its output, through the ReLU. `alone` says that there were no others.
  /// `others` gets dy where y > 0, unless null.
  void (*sum_norms_gradient)(int64_t n, int64_t c, const float* dy, const float* y, bool alone, int terms,
                             const NormTermGradient* term, float* others);
};

}  // namespace native
