#include "elementwise.h"

#include "../runtime/threads.h"
#include "elementwise_parts.h"
#include "elementwise_scalar.h"

namespace native::KERNEL_SET {
namespace {

void accumulate(int64_t n, const float* x, float* y) {
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) y[i] += x[i];
  });
}

template <typename T>
void fill_with(int64_t n, T value, void* y_data) {
  auto* y = static_cast<T*>(y_data);
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) y[i] = value;
  });
}

void fill(Type type, int64_t n, double value, void* y) {
  if (type == Type::kFloat) return fill_with<float>(n, static_cast<float>(value), y);
  if (type == Type::kInt) return fill_with<int32_t>(n, to_int32(value), y);
  fill_with<uint8_t>(n, value != 0, y);
}

/// Elements are moved as bits, whatever they mean.
template <typename T>
void select_bits(int64_t n, int64_t inner, const uint8_t* condition, const void* yes_data, const void* no_data, void* y_data) {
  auto* yes = static_cast<const T*>(yes_data);
  auto* no = static_cast<const T*>(no_data);
  auto* y = static_cast<T*>(y_data);
  parallel_ranges(n, kGrain / most(inner, 1), [=](int64_t begin, int64_t end, int) {
    if (inner == 1) {
      for (int64_t i = begin; i < end; i++) {
        const T if_true = yes[i], if_false = no[i];
        y[i] = condition[i] ? if_true : if_false;
      }
      return;
    }
    for (int64_t i = begin; i < end; i++) {
      __builtin_memcpy(y + i * inner, (condition[i] ? yes : no) + i * inner, static_cast<uint64_t>(inner) * sizeof(T));
    }
  });
}

void select_elements(Type type, int64_t n, int64_t inner, const uint8_t* condition, const void* yes, const void* no, void* y) {
  (width_of(type) == 1 ? select_bits<uint8_t> : select_bits<uint32_t>)(n, inner, condition, yes, no, y);
}

}  // namespace

extern const ElementwiseKernels elementwise;
const ElementwiseKernels elementwise{accumulate, binary, unary, cast, fill, select_elements};

}  // namespace native::KERNEL_SET
