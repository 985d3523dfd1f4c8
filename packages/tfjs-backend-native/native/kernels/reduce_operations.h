// Reductions, each a type: elements are of type Value, short runs are reduced in Part, and these in Total.
#pragma once
#include "elementwise_scalar.h"

namespace native::KERNEL_SET {

struct SumOfFloats {
  using Value = float;
  using Part = float;
  using Total = double;
  static constexpr Part kStart = 0;
  static constexpr Total kEmpty = 0;
  template <typename V>
  static KERNEL_INLINE V join(V a, V b) {
    return a + b;
  }
};
struct ProductOfFloats {
  using Value = float;
  using Part = double;
  using Total = double;
  static constexpr Part kStart = 1;
  static constexpr Total kEmpty = 1;
  template <typename V>
  static KERNEL_INLINE V join(V a, V b) {
    return a * b;
  }
};
/// Integers wrap: in unsigned arithmetic.
template <typename T, bool Product>
struct Wrapping {
  using Value = T;
  using Part = T;
  using Total = T;
  static constexpr T kStart = Product ? 1 : 0;
  static constexpr T kEmpty = kStart;
  template <typename V>
  static KERNEL_INLINE V join(V a, V b) {
    if constexpr (Product) return a * b;
    return a + b;
  }
};

template <typename T>
struct Limits;
template <>
struct Limits<float> {
  static constexpr float kLow = -__builtin_inff(), kHigh = __builtin_inff(), kNothing = __builtin_nanf("");
};
template <>
struct Limits<int32_t> {
  static constexpr int32_t kLow = -0x7fffffff - 1, kHigh = 0x7fffffff, kNothing = 0;
};
template <>
struct Limits<uint8_t> {
  static constexpr uint8_t kLow = 0, kHigh = 255, kNothing = 0;
};

template <typename T, bool Largest>
struct Extremum {
  using Value = T;
  using Part = T;
  using Total = T;
  static constexpr T kStart = Largest ? Limits<T>::kLow : Limits<T>::kHigh;
  static constexpr T kEmpty = Limits<T>::kNothing;
  /// A NaN, once in, stays: nothing compares with it.
  template <typename V>
  static KERNEL_INLINE V join(V a, V b) {
    if constexpr (Largest) return ((b > a) | (b != b)) ? b : a;
    return ((b < a) | (b != b)) ? b : a;
  }
};

}  // namespace native::KERNEL_SET
