#include "loss.h"

#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "math.h"

namespace native::KERNEL_SET {
namespace {

using Floats = Vec<kWidth>;

/// Calls body(first, v, floats) for each vector of a row of k; the last has −∞ where the row has ended.
template <typename Body>
KERNEL_INLINE void over_row(int64_t k, const float* x, Body body) {
  int64_t i = 0;
  for (; i + kWidth <= k; i += kWidth) body(i, load<kWidth>(x + i), kWidth);
  if (i == k) return;
  const int left = static_cast<int>(k - i);
  Floats v = splat<kWidth>(-kInfinity);
  for (int lane = 0; lane < left; lane++) v[lane] = x[i + lane];
  body(i, v, left);
}

/// The largest of k floats that isn't NaN, or −∞.
float largest(int64_t k, const float* x) {
  Floats top = splat<kWidth>(-kInfinity);
  over_row(k, x, [&](int64_t, Floats v, int) { top = max<kWidth>(v, top); });
  float value = top[0];
  for (int i = 1; i < kWidth; i++) value = top[i] > value ? top[i] : value;
  return value;
}

/// y = e^(x − top); returns Σ y, summed in floats over runs of 64 vectors and in double over these.
double exponentials(int64_t k, const float* x, float top, float* y) {
  constexpr int64_t kRun = 64 * kWidth;
  double total = 0;
  for (int64_t start = 0; start < k; start += kRun) {
    Floats run{};
    over_row(least(kRun, k - start), x + start, [&](int64_t i, Floats v, int n) {
      const Floats power = exp<kWidth>(v - top);
      run += power;
      if (n == kWidth) {
        store<kWidth>(y + start + i, power);
      } else {
        store_part<kWidth>(y + start + i, power, n);
      }
    });
    total += sum<kWidth>(run);
  }
  return total;
}

/// body(row) for n rows of k floats.
template <typename Body>
void over_rows(int64_t n, int64_t k, Body body) {
  parallel_ranges(n, (1 << 12) / most(k, 1) + 1, [=](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; row++) body(row);
  });
}

void softmax(int64_t n, int64_t k, const float* x, float* y) {
  over_rows(n, k, [=](int64_t row) {
    const float* in = x + row * k;
    float* out = y + row * k;
    const float factor = static_cast<float>(1 / exponentials(k, in, largest(k, in), out));
    for (int64_t j = 0; j < k; j++) out[j] *= factor;
  });
}

void log_softmax(int64_t n, int64_t k, const float* x, float* y) {
  over_rows(n, k, [=](int64_t row) {
    const float* in = x + row * k;
    float* out = y + row * k;
    const float top = largest(k, in);
    const float log_total = static_cast<float>(__builtin_log(exponentials(k, in, top, out)));
    for (int64_t j = 0; j < k; j++) out[j] = (in[j] - top) - log_total;
  });
}

/// One row's loss; its gradient is divided by n.
double cross_entropy(int64_t n, int64_t k, const float* logits, const float* target, float* gradient) {
  const float top = largest(k, logits);
  const double total = exponentials(k, logits, top, gradient), log_total = __builtin_log(total);
  double loss = 0, weight = 0;
  for (int64_t j = 0; j < k; j++) {
    // A class that can't be (its logit −∞) costs nothing where its target is 0.
    if (target[j] != 0) loss += target[j] * (log_total - (static_cast<double>(logits[j]) - top));
    weight += target[j];
  }
  const float factor = static_cast<float>(weight / total), share = 1.0f / static_cast<float>(n);
  for (int64_t j = 0; j < k; j++) gradient[j] = (gradient[j] * factor - target[j]) * share;
  // A NaN among the logits, or ∞, shows in the total, whatever the targets are.
  return total == total ? loss : total;
}

double softmax_cross_entropy(int64_t n, int64_t k, const float* logits, const float* target, float* gradient) {
  Scratch<double> losses(n);
  over_rows(n, k, [&](int64_t row) {
    losses[row] = cross_entropy(n, k, logits + row * k, target + row * k, gradient + row * k);
  });
  double loss = 0;
  for (int64_t row = 0; row < n; row++) loss += losses[row];
  return loss / static_cast<double>(n);
}

}  // namespace

extern const LossKernels loss;
const LossKernels loss{softmax, log_softmax, softmax_cross_entropy};

}  // namespace native::KERNEL_SET
