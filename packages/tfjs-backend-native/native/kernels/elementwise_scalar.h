// What loops over single elements share: the type that an element is computed in, and ECMAScript's conversion to integers.
#pragma once
#include "elementwise.h"
#include "vec.h"

// Each turn of the loop that follows reads and writes its own elements only, even where a result overwrites an operand. (Clang's form
// of this warns of loops that call functions; its own checks do.)
#if defined(__clang__)
#define KERNEL_INDEPENDENT
#else
#define KERNEL_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace native::KERNEL_SET {

/// Elements a thread takes at least: what costs it some microseconds.
constexpr int64_t kGrain = 1 << 14;

/// For elements of type T: Value, what they are computed in; Modular, in which sums and products wrap; Real, in which they are divided.
template <typename T>
struct Arithmetic;
template <>
struct Arithmetic<float> {
  using Value = float;
  using Modular = float;
  using Real = float;
};
template <>
struct Arithmetic<int32_t> {
  using Value = int32_t;
  using Modular = uint32_t;
  using Real = double;
};
template <>
struct Arithmetic<uint8_t> : Arithmetic<int32_t> {};
template <typename T>
using Modular = typename Arithmetic<T>::Modular;
template <typename T>
using Real = typename Arithmetic<T>::Real;

/// ECMAScript's ToInt32.
inline int32_t to_int32(double x) {
  if (__builtin_fabs(x) < 0x1p31) return static_cast<int32_t>(x);
  if (!__builtin_isfinite(x)) return 0;
  const double remainder = __builtin_fmod(__builtin_trunc(x), 0x1p32);
  return static_cast<int32_t>(static_cast<uint32_t>(static_cast<int64_t>(remainder)));
}

/// A result as an element of type T.
template <typename T>
KERNEL_INLINE T narrow(float x) {
  return x;
}
template <>
KERNEL_INLINE int32_t narrow<int32_t>(float x) {
  return to_int32(x);
}
template <typename T>
KERNEL_INLINE T narrow(double x) {
  return to_int32(x);
}
template <>
KERNEL_INLINE float narrow<float>(double x) {
  return static_cast<float>(x);
}

}  // namespace native::KERNEL_SET
