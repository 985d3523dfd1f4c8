#include "norm.h"

#include "../runtime/memory.h"
#include "norm_apply.h"
#include "norm_border.h"
#include "norm_instance.h"
#include "norm_sums.h"
#include "vec.h"

namespace native::KERNEL_SET {
namespace {

/// Several arrays of one size.
template <typename T>
class Vectors {
 public:
  Vectors(int64_t count, int64_t size) : values_(count * size), rows_(count) {
    for (int64_t i = 0; i < count; i++) rows_[i] = values_.get() + i * size;
  }
  T* operator[](int64_t i) const { return rows_[i]; }
  T* const* all() const { return rows_.get(); }

 private:
  Scratch<T> values_;
  Scratch<T*> rows_;
};

void column_mean(int64_t n, int64_t c, const float* x, float* mean) {
  const Grid grid(n, c);
  Scratch<double> total(c);
  double* totals[] = {total.get()};
  gradient_sums(grid, {x}, 0, nullptr, nullptr, nullptr, totals);
  for (int64_t j = 0; j < c; j++) mean[j] = static_cast<float>(total[j] / static_cast<double>(n));
}

/// y = relu?(x·scale + shift), the vectors of [c] given by functions of the column.
template <typename Scale, typename Shift>
void affine(int64_t n, int64_t c, const float* x, Scale scale, Shift shift, bool relu, float* y) {
  const Grid grid(n, c);
  const Vectors<float> vectors(2, grid.wide);
  for (int64_t j = 0; j < c; j++) {
    vectors[0][j] = static_cast<float>(scale(j));
    vectors[1][j] = static_cast<float>(shift(j));
  }
  for (int64_t i = 0; i < 2; i++) repeat(grid, vectors[i]);
  const Scaled operand{x, vectors[0]};
  sum_scaled(grid, 1, &operand, vectors[1], relu, y);
}

void scale_shift(int64_t n, int64_t c, const float* x, const float* scale, const float* shift, bool relu, float* y) {
  affine(
      n, c, x, [=](int64_t j) { return scale[j]; }, [=](int64_t j) { return shift == nullptr ? 0 : shift[j]; }, relu, y);
}

void normalise(int64_t n, int64_t c, double eps, const float* x, Cycle mean, Cycle variance, Cycle offset, Cycle scale,
               float* y) {
  const auto slope = [=](int64_t j) { return scale.at(j, 1) / __builtin_sqrt(variance.at(j, 1) + eps); };
  affine(
      n, c, x, slope, [=](int64_t j) { return offset.at(j, 0) - mean.at(j, 0) * slope(j); }, false, y);
}

/// A sum of norms as x·scale summed, + shift, from what the forward pass has stored: both ways round it alike.
template <typename Term>
void scale_and_shift(const Grid& grid, int terms, const Term* term, float* const* scale, float* shift) {
  Scratch<double> total(grid.c);
  for (int64_t j = 0; j < grid.c; j++) total[j] = 0;
  for (int k = 0; k < terms; k++) {
    for (int64_t j = 0; j < grid.c; j++) {
      const double slope = static_cast<double>(term[k].gamma[j]) * term[k].inverse[j];
      scale[k][j] = static_cast<float>(slope);
      total[j] += term[k].beta[j] - term[k].mean[j] * slope;
    }
    repeat(grid, scale[k]);
  }
  for (int64_t j = 0; j < grid.c; j++) shift[j] = static_cast<float>(total[j]);
  repeat(grid, shift);
}

/// What a norm keeps of a batch's moments.
void keep_statistics(int64_t c, double eps, const double* means, const double* variances, float* mean, float* variance,
                     float* inverse) {
  for (int64_t j = 0; j < c; j++) {
    mean[j] = static_cast<float>(means[j]);
    variance[j] = static_cast<float>(variances[j]);
    inverse[j] = static_cast<float>(1 / __builtin_sqrt(variances[j] + eps));
  }
}

void statistics(int64_t n, int64_t c, double eps, const float* x, float* mean, float* variance, float* inverse) {
  const Vectors<double> moments(2, c);
  column_statistics(Grid(n, c), 1, &x, moments.all(), moments.all() + 1);
  keep_statistics(c, eps, moments[0], moments[1], mean, variance, inverse);
}

void sum_norms(int64_t n, int64_t c, int terms, const NormTerm* term, int others, const float* const* other, bool relu,
               float* y) {
  const Grid grid(n, c);
  const Vectors<double> moments(2 * terms, c);
  const Vectors<float> scales(terms + 1, grid.wide);
  Scratch<const float*> xs(terms);
  Scratch<Scaled> operands(terms + others);
  for (int k = 0; k < terms; k++) xs[k] = term[k].x;
  column_statistics(grid, terms, xs.get(), moments.all(), moments.all() + terms);
  for (int k = 0; k < terms; k++) {
    keep_statistics(c, term[k].eps, moments[k], moments[terms + k], term[k].mean, term[k].variance, term[k].inverse);
    operands[k] = {term[k].x, scales[k]};
  }
  scale_and_shift(grid, terms, term, scales.all(), scales[terms]);
  for (int i = 0; i < others; i++) operands[terms + i] = {other[i], nullptr};
  sum_scaled(grid, terms + others, operands.get(), scales[terms], relu, y);
}

/// dγ and dβ of a term from Σ g and Σ g·(x − mean), and the slope of its dx:
/// ∂L/∂x = γ·inverse·(g − Σ g/n − (x − mean)·inverse²·Σ g·(x − mean)/n) (Ioffe and Szegedy 2015, section 3).
Slope slope_of(const Grid& grid, const NormTermGradient& term, const double* sum, const double* product, float* const* wide) {
  const double n = static_cast<double>(grid.n);
  for (int64_t j = 0; j < grid.c; j++) {
    const double inverse = term.inverse[j], factor = term.gamma[j] * inverse;
    const double along = factor * inverse * inverse * product[j] / n;
    term.d_gamma[j] = static_cast<float>(inverse * product[j]);
    term.d_beta[j] = static_cast<float>(sum[j]);
    wide[0][j] = static_cast<float>(factor);
    wide[1][j] = static_cast<float>(-along);
    wide[2][j] = static_cast<float>(along * term.mean[j] - factor * sum[j] / n);
  }
  for (int i = 0; i < 3; i++) repeat(grid, wide[i]);
  return {term.x, wide[0], wide[1], wide[2], term.dx};
}

bool all_wanted(int terms, const NormTermGradient* term) {
  for (int k = 0; k < terms; k++) {
    if (term[k].dx == nullptr) return false;
  }
  return true;
}

void sum_norms_gradient(int64_t n, int64_t c, const float* dy, const float* y, bool alone, int terms,
                        const NormTermGradient* term, float* others) {
  const Grid grid(n, c);
  const Vectors<float> scales(kTermsAtOnce + 1, grid.wide);
  Incoming incoming{dy, y, Gate::kOpen, scales.all(), scales[kTermsAtOnce]};
  if (y != nullptr) incoming.gate = Gate::kByOutput;
  // Where all terms are read anyway, they tell the output's sign, and it need not be read.
  if (y != nullptr && alone && terms <= kTermsAtOnce && all_wanted(terms, term)) {
    incoming.gate = Gate::kByTerms;
    scale_and_shift(grid, terms, term, scales.all(), scales[kTermsAtOnce]);
  }
  const Vectors<double> sums(kTermsAtOnce + 1, c);
  const Vectors<float> wide(3 * terms, grid.wide);
  Scratch<Slope> slopes(terms);
  int wanted = 0, done = 0;
  do {
    const int taken = static_cast<int>(least(kTermsAtOnce, terms - done));
    const float *xs[kTermsAtOnce], *means[kTermsAtOnce];
    for (int k = 0; k < taken; k++) {
      xs[k] = term[done + k].x;
      means[k] = term[done + k].mean;
    }
    gradient_sums(grid, incoming, taken, xs, means, others, sums.all());
    if (others != nullptr) {
      // The rest goes by what has passed the ReLU.
      incoming = {others, nullptr, Gate::kOpen, nullptr, nullptr};
      others = nullptr;
    }
    for (int k = 0; k < taken; k++) {
      slopes[wanted] = slope_of(grid, term[done + k], sums[0], sums[k + 1], wide.all() + 3 * (done + k));
      if (term[done + k].dx != nullptr) wanted++;
    }
    done += taken;
  } while (done < terms);
  apply_slopes(grid, incoming, wanted, slopes.get());
}

}  // namespace

extern const NormKernels norm;
const NormKernels norm{
    column_mean,      scale_shift,  normalise, statistics, norm_with_border, norm_with_border_gradient, norm_less_border,
    norm_less_border_gradient, sum_norms, sum_norms_gradient, instance_norm, instance_norm_gradient};

}  // namespace native::KERNEL_SET
