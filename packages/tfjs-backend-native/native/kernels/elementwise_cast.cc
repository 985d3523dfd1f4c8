// Conversions between types of elements.
#include "../runtime/threads.h"
#include "elementwise_parts.h"
#include "elementwise_scalar.h"

namespace native::KERNEL_SET {
namespace {

template <typename From, typename To>
void plain(int64_t n, const void* x_data, void* y_data) {
  auto* x = static_cast<const From*>(x_data);
  auto* y = static_cast<To*>(y_data);
  for (int64_t i = 0; i < n; i++) y[i] = static_cast<To>(x[i]);
}

template <typename From>
void truth(int64_t n, const void* x_data, void* y_data) {
  auto* x = static_cast<const From*>(x_data);
  auto* y = static_cast<uint8_t*>(y_data);
  for (int64_t i = 0; i < n; i++) y[i] = x[i] != 0;
}

/// Blocks whose values all are in an integer's range take the machine's conversion, which vectorises.
void truncate(int64_t n, const void* x_data, void* y_data) {
  constexpr int64_t kBlock = 256;
  auto* x = static_cast<const float*>(x_data);
  auto* y = static_cast<int32_t*>(y_data);
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t end = least(n, begin + kBlock);
    int32_t outside = 0;
    for (int64_t i = begin; i < end; i++) outside |= !(__builtin_fabsf(x[i]) < 0x1p31f);
    if (outside) {
      for (int64_t i = begin; i < end; i++) y[i] = to_int32(x[i]);
    } else {
      for (int64_t i = begin; i < end; i++) y[i] = static_cast<int32_t>(x[i]);
    }
  }
}

using Conversion = void (*)(int64_t n, const void* x, void* y);
const Conversion kConversions[kTypes][kTypes] = {
    {plain<float, float>, truncate, truth<float>},
    {plain<int32_t, float>, plain<int32_t, int32_t>, truth<int32_t>},
    {plain<uint8_t, float>, plain<uint8_t, int32_t>, truth<uint8_t>},
};

}  // namespace

void cast(Type from, Type to, int64_t n, const void* x, void* y) {
  const Conversion convert = kConversions[static_cast<int>(from)][static_cast<int>(to)];
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end, int) {
    convert(end - begin, static_cast<const char*>(x) + begin * width_of(from), static_cast<char*>(y) + begin * width_of(to));
  });
}

}  // namespace native::KERNEL_SET
