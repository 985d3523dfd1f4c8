#include <stdexcept>

#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

/// A kernel from rows [n, k] to rows [n, k].
template <void (*LossKernels::*Kernel)(int64_t, int64_t, const float*, float*)>
Napi::Value rows(Args& args) {
  const int64_t n = args.integer(), k = args.integer();
  const float* x = args.buffer<float>(n * k);
  (kernels().loss.*Kernel)(n, k, x, args.buffer<float>(n * k));
  return args.env().Undefined();
}

Napi::Value softmax_cross_entropy(Args& args) {
  const int64_t n = args.integer(), k = args.integer();
  if (n < 1 || k < 1) throw std::invalid_argument("a cross-entropy of no rows or no classes: the batch is empty");
  const float* logits = args.buffer<float>(n * k);
  const float* target = args.buffer<float>(n * k);
  float* gradient = args.buffer<float>(n * k);
  *args.buffer<float>(1) = static_cast<float>(kernels().loss.softmax_cross_entropy(n, k, logits, target, gradient));
  return args.env().Undefined();
}

}  // namespace

void define_loss(Napi::Object exports) {
  define(exports, "softmax", rows<&LossKernels::softmax>);
  define(exports, "logSoftmax", rows<&LossKernels::log_softmax>);
  define(exports, "softmaxCrossEntropy", softmax_cross_entropy);
}

}  // namespace native
