#include "optim.h"

#include <cmath>

#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {
namespace {

#if defined(__clang__)
#define UNCONTRACTED
#define CONTRACT_OFF _Pragma("clang fp contract(off)")
#else
#define UNCONTRACTED __attribute__((optimize("fp-contract=off")))
#define CONTRACT_OFF
#endif

// Floats a chunk of the loop over all variables.
constexpr int64_t kChunk = 1 << 14;

/// The step for floats [begin, end) of one variable.
void update(const SgdItem& item, bool nesterov, int64_t begin, int64_t end) {
  float* __restrict variable = item.variable;
  float* __restrict velocity = item.velocity;
  const float* __restrict gradient = item.gradient;
  const float lr = item.lr, momentum = item.momentum, decay = item.decay;
  if (velocity == nullptr) {
    for (int64_t i = begin; i < end; i++) variable[i] -= lr * (gradient[i] + decay * variable[i]);
    return;
  }
  // The step is along·g + ahead·v.
  const float along = nesterov ? 1 : 0, ahead = nesterov ? momentum : 1;
  for (int64_t i = begin; i < end; i++) {
    const float g = gradient[i] + decay * variable[i];
    const float v = momentum * velocity[i] + g;
    velocity[i] = v;
    variable[i] -= lr * (along * g + ahead * v);
  }
}

/// Without fused multiply-adds, which round once where two operations round twice.
UNCONTRACTED void update(const AdamItem& item, const AdamSettings& settings, int64_t begin, int64_t end) {
  CONTRACT_OFF
  float* __restrict variable = item.variable;
  float* __restrict mean = item.mean;
  float* __restrict square = item.square;
  const float* __restrict gradient = item.gradient;
  const float lr = item.lr, scale = item.scale, decay = item.decay, decoupled = item.decoupled;
  const auto [keep_mean, take_mean, keep_square, take_square, correction, epsilon] = settings;
  for (int64_t i = begin; i < end; i++) {
    const float g = gradient[i] + variable[i] * decay;
    const float m = mean[i] * keep_mean + g * take_mean;
    const float s = square[i] * keep_square + (g * g) * take_square;
    mean[i] = m;
    square[i] = s;
    const float direction = (m * correction) / (std::sqrt(s) + epsilon);
    variable[i] -= (direction + variable[i] * decoupled) * scale * lr;
  }
}

void update(const AverageItem& item, int64_t begin, int64_t end) {
  float* __restrict average = item.average;
  const float* __restrict value = item.value;
  for (int64_t i = begin; i < end; i++) average[i] = item.keep * average[i] + item.weight * value[i];
}

/// Blocks [begin, end) of one parameter. `sums` has room for the clusters of a block.
void centre(const ClusterItem& item, int64_t begin, int64_t end, float* sums) {
  const int64_t size = item.size, inner = item.inner, all = item.clusters * inner;
  const float strength = item.strength;
  const Scratch<float> shares(static_cast<size_t>(item.clusters));
  for (int64_t k = 0; k < item.clusters; k++) shares[k] = 0;
  for (int64_t j = 0; j < size; j++) shares[item.labels[j]] += 1;
  for (int64_t k = 0; k < item.clusters; k++) shares[k] = 1 / shares[k];
  for (int64_t i = begin; i < end; i++) {
    const float *g = item.gradient + i * item.block(), *w = item.variable + i * item.block();
    float* to = item.result + i * item.block();
    __builtin_memset(sums, 0, all * sizeof(float));
    for (int64_t j = 0; j < size; j++) {
      float* sum = sums + item.labels[j] * inner;
      for (int64_t k = 0; k < inner; k++) sum[k] += g[j * inner + k] - strength * w[j * inner + k];
    }
    for (int64_t j = 0; j < size; j++) {
      const float* sum = sums + item.labels[j] * inner;
      const float share = shares[item.labels[j]];
      for (int64_t k = 0; k < inner; k++) to[j * inner + k] = sum[k] * share + strength * w[j * inner + k];
    }
  }
}

/// Calls body(item, begin, end, worker) for chunks of the units of every item, in parallel: units(item) of them, grain(item) at once.
template <typename Item, typename Units, typename Grain, typename Body>
void over_units(int64_t items, const Item* item, Units units, Grain grain, Body body) {
  // Chunks before each item, and in all.
  Scratch<int64_t> first(items + 1);
  first[0] = 0;
  for (int64_t i = 0; i < items; i++) first[i + 1] = first[i] + (units(item[i]) + grain(item[i]) - 1) / grain(item[i]);
  parallel(first[items], [&](int64_t chunk, int worker) {
    int64_t low = 0, high = items;
    while (high - low > 1) {
      const int64_t middle = (low + high) / 2;
      (first[middle] <= chunk ? low : high) = middle;
    }
    const int64_t begin = (chunk - first[low]) * grain(item[low]);
    body(item[low], begin, least(begin + grain(item[low]), units(item[low])), worker);
  });
}

/// Calls body(item, begin, end) for chunks of the floats of every item, in parallel.
template <typename Item, typename Body>
void over_chunks(int64_t items, const Item* item, Body body) {
  over_units(
      items, item, [](const Item& one) { return one.n; }, [](const Item&) { return kChunk; },
      [&](const Item& one, int64_t begin, int64_t end, int) { body(one, begin, end); });
}

void sgd(int64_t items, const SgdItem* item, bool nesterov) {
  over_chunks(items, item, [=](const SgdItem& one, int64_t begin, int64_t end) { update(one, nesterov, begin, end); });
}

void adam(int64_t items, const AdamItem* item, const AdamSettings& settings) {
  over_chunks(items, item,
              [&](const AdamItem& one, int64_t begin, int64_t end) { update(one, settings, begin, end); });
}

void move_averages(int64_t items, const AverageItem* item) {
  over_chunks(items, item, [](const AverageItem& one, int64_t begin, int64_t end) { update(one, begin, end); });
}

void centre_all(int64_t items, const ClusterItem* item) {
  int64_t room = 0;
  for (int64_t i = 0; i < items; i++) room = most(room, item[i].clusters * item[i].inner);
  const Scratch<float> sums(static_cast<size_t>(room * threads()));
  over_units(
      items, item, [](const ClusterItem& one) { return one.outer; },
      [](const ClusterItem& one) { return most(1, kChunk / one.block()); },
      [&](const ClusterItem& one, int64_t begin, int64_t end, int worker) {
        centre(one, begin, end, sums.get() + worker * room);
      });
}

}  // namespace

extern const OptimKernels optim;
const OptimKernels optim{sgd, adam, move_averages, centre_all};

}  // namespace native::KERNEL_SET
