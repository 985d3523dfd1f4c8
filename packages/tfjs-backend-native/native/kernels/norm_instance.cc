// An instance norm is a batch norm of every image by itself. Image by image, what the statistics have read is still in cache when the
// norm is applied.
#include "norm_instance.h"

#include "../runtime/memory.h"
#include "norm_grid.h"

namespace native::KERNEL_SET {

extern const NormKernels norm;

namespace {

/// γ and β of a norm that may have none.
class Affine {
 public:
  Affine(int64_t c, const float* gamma, const float* beta)
      : fillers_(static_cast<size_t>(2 * c)), gamma_(gamma), beta_(beta) {
    for (int64_t j = 0; j < c; j++) fillers_[j] = 1, fillers_[c + j] = 0;
    if (gamma_ == nullptr) gamma_ = fillers_.get();
    if (beta_ == nullptr) beta_ = fillers_.get() + c;
  }
  const float* gamma() const { return gamma_; }
  const float* beta() const { return beta_; }

 private:
  Scratch<float> fillers_;
  const float *gamma_, *beta_;
};

/// sums[c] = Σ over images of parts [batch, c]; nothing where nobody wants them.
void sum_images(const Images& images, const float* parts, float* sums) {
  if (sums == nullptr) return;
  for (int64_t j = 0; j < images.c; j++) {
    double total = 0;
    for (int64_t i = 0; i < images.batch; i++) total += parts[i * images.c + j];
    sums[j] = static_cast<float>(total);
  }
}

const float* at(const float* map, int64_t offset) { return map == nullptr ? nullptr : map + offset; }
float* at(float* map, int64_t offset) { return map == nullptr ? nullptr : map + offset; }

}  // namespace

void instance_norm(const Images& images, const InstanceNorm& own, bool relu, float* y) {
  const int64_t n = images.n, c = images.c;
  const Affine affine(c, own.gamma, own.beta);
  const Scratch<float> variance(static_cast<size_t>(c));
  for (int64_t i = 0; i < images.batch; i++) {
    const NormTerm term{own.x + i * n * c, affine.gamma(),   affine.beta(),       own.eps,
                        own.mean + i * c,  variance.get(), own.inverse + i * c};
    norm.sum_norms(n, c, 1, &term, 0, nullptr, relu, y + i * n * c);
  }
}

void instance_norm_gradient(const Images& images, const float* dy, const float* y, const InstanceNormGradient& own) {
  const int64_t n = images.n, c = images.c;
  const Affine affine(c, own.gamma, own.beta);
  const Scratch<float> parts(static_cast<size_t>(2 * images.batch * c));
  float *d_gamma = parts.get(), *d_beta = d_gamma + images.batch * c;
  for (int64_t i = 0; i < images.batch; i++) {
    const int64_t map = i * n * c, row = i * c;
    const NormTermGradient term{own.x + map,       affine.gamma(),    affine.beta(),    own.mean + row,
                                own.inverse + row, at(own.dx, map), d_gamma + row, d_beta + row};
    norm.sum_norms_gradient(n, c, dy + map, at(y, map), true, 1, &term, nullptr);
  }
  sum_images(images, d_gamma, own.d_gamma);
  sum_images(images, d_beta, own.d_beta);
}

}  // namespace native::KERNEL_SET
