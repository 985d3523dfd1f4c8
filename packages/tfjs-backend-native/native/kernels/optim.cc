#include "optim.h"

#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {
namespace {

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

void update(const AverageItem& item, int64_t begin, int64_t end) {
  float* __restrict average = item.average;
  const float* __restrict value = item.value;
  for (int64_t i = begin; i < end; i++) average[i] = item.keep * average[i] + item.weight * value[i];
}

/// Calls body(item, begin, end) for chunks of the floats of every item, in parallel.
template <typename Item, typename Body>
void over_chunks(int64_t items, const Item* item, Body body) {
  // Chunks before each item, and in all.
  Scratch<int64_t> first(items + 1);
  first[0] = 0;
  for (int64_t i = 0; i < items; i++) first[i + 1] = first[i] + (item[i].n + kChunk - 1) / kChunk;
  parallel(first[items], [&](int64_t chunk, int) {
    int64_t low = 0, high = items;
    while (high - low > 1) {
      const int64_t middle = (low + high) / 2;
      (first[middle] <= chunk ? low : high) = middle;
    }
    const int64_t begin = (chunk - first[low]) * kChunk;
    body(item[low], begin, least(begin + kChunk, item[low].n));
  });
}

void sgd(int64_t items, const SgdItem* item, bool nesterov) {
  over_chunks(items, item, [=](const SgdItem& one, int64_t begin, int64_t end) { update(one, nesterov, begin, end); });
}

void move_averages(int64_t items, const AverageItem* item) {
  over_chunks(items, item, [](const AverageItem& one, int64_t begin, int64_t end) { update(one, begin, end); });
}

}  // namespace

extern const OptimKernels optim;
const OptimKernels optim{sgd, move_averages};

}  // namespace native::KERNEL_SET
