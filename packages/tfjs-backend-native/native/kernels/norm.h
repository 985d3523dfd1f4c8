// Batch normalisation, sums of such, instance normalisation, and column statistics. Matrices are [n, c] with n, c ≥ 1: rows run over all axes but the
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

/// A map [batch, height, width, c], and the border that its norm puts around it.
struct BorderedMap {
  int64_t batch, height, width, c;
  int64_t top, bottom, left, right;

  int64_t rows() const { return top + height + bottom; }
  int64_t columns() const { return left + width + right; }
  int64_t inner() const { return batch * height * width; }
  int64_t pixels() const { return batch * rows() * columns(); }
};

/// The norm of such a map, by the statistics of the batch, and its border: what the running ones make of zero. `slope`, the border's
/// derivative by γ, is a result.
struct BorderedNorm {
  const float *gamma, *beta, *mean, *inverse;
  const float *running_mean, *running_variance;
  double eps;
  float* slope;
};

/// Images of one size, each a matrix [n, c] with statistics of its own: instance norm.
struct Images {
  int64_t batch, n, c;
  int64_t total() const { return batch * n * c; }
};

/// γ·(x − mean)·inverse + β by the statistics of each image, which are results [batch, c]. γ and β are [c]; null stands for 1 and 0.
struct InstanceNorm {
  const float *x, *gamma, *beta;
  double eps;
  float *mean, *inverse;
};

/// The same norm on the way back: its operands, and gradients to be written, those by γ and β summed over images. Each may be null.
struct InstanceNormGradient {
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
  /// Mean, biased variance and 1/√(variance + eps) of every column.
  void (*statistics)(int64_t n, int64_t c, double eps, const float* x, float* mean, float* variance, float* inverse);
  /// y, of the map's size with its border
  void (*with_border)(const BorderedMap& map, const BorderedNorm& norm, const float* x, float* y);
  /// Gradients of with_border from dy, of the size with the border; `slope` as with_border gave it.
  void (*with_border_gradient)(const BorderedMap& map, const float* dy, const NormTermGradient& term, const float* slope);
  /// `border`, [pixels, c], `pixels` times the value of such a norm's border, and y = its map less that
  void (*less_border)(int64_t n, int64_t c, const BorderedNorm& norm, const float* x, int64_t pixels, float* border, float* y);
  /// Gradients of less_border's y; β's is zero.
  void (*less_border_gradient)(int64_t n, int64_t c, const float* dy, const NormTermGradient& term, const float* slope);
  /// y = relu?(Σ norms + Σ others)
  void (*sum_norms)(int64_t n, int64_t c, int terms, const NormTerm* term, int others, const float* const* other, bool relu,
                    float* y);
  /// Gradients of sum_norms by the norms' operands; with `y`, its output, through the ReLU. `alone` says that there were no others.
  /// `others` gets dy where y > 0, unless null.
  void (*sum_norms_gradient)(int64_t n, int64_t c, const float* dy, const float* y, bool alone, int terms,
                             const NormTermGradient* term, float* others);
  /// y = relu?(norm of every image)
  void (*instance_norm)(const Images& images, const InstanceNorm& norm, bool relu, float* y);
  /// Gradients of instance_norm from dy; with `y`, its output, through the ReLU.
  void (*instance_norm_gradient)(const Images& images, const float* dy, const float* y, const InstanceNormGradient& norm);
};

}  // namespace native
