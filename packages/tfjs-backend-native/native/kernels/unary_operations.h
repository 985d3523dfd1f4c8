// Operations on one element, each a type with a static `of`: for scalars T (float or int32_t), or for vectors of W floats.
#pragma once
#include "elementwise_scalar.h"
#include "math.h"

namespace native::KERNEL_SET {

struct Abs {
  static float of(float x, Parameters) { return __builtin_fabsf(x); }
  static int32_t of(int32_t x, Parameters) { return static_cast<int32_t>(x < 0 ? 0 - static_cast<uint32_t>(x) : x); }
};
struct Negate {
  static float of(float x, Parameters) { return -x; }
  static int32_t of(int32_t x, Parameters) { return static_cast<int32_t>(0 - static_cast<uint32_t>(x)); }
};
struct Square {
  template <typename T>
  static T of(T x, Parameters) {
    return static_cast<T>(static_cast<Modular<T>>(x) * static_cast<Modular<T>>(x));
  }
};
/// NaN of NaN, like all that follow here.
struct Relu {
  template <typename T>
  static T of(T x, Parameters) {
    return x <= 0 ? T{0} : x;
  }
};
struct Relu6 {
  template <typename T>
  static T of(T x, Parameters) {
    const T capped = x >= 6 ? T{6} : x;
    return x <= 0 ? T{0} : capped;
  }
};
struct Clip {
  template <typename T>
  static T of(T x, Parameters bounds) {
    const auto low = static_cast<Real<T>>(bounds.first), high = static_cast<Real<T>>(bounds.second);
    const T raised = x < low ? narrow<T>(low) : x;
    return x > high ? narrow<T>(high) : raised;
  }
};
struct Step {
  static float of(float x, Parameters slope) {
    const float otherwise = x != x ? x : static_cast<float>(slope.first);
    return x > 0 ? 1.0f : otherwise;
  }
};
struct LeakyRelu {
  static float of(float x, Parameters slope) {
    const float scaled = x * static_cast<float>(slope.first);
    return x < 0 ? scaled : x;
  }
};
/// 0 of NaN.
struct Sign {
  template <typename T>
  static T of(T x, Parameters) {
    return static_cast<T>((x > 0) - (x < 0));
  }
};

struct IsNan {
  static bool of(float x, Parameters) { return x != x; }
};
struct IsInfinite {
  static bool of(float x, Parameters) { return __builtin_fabsf(x) == __builtin_inff(); }
};
struct IsFinite {
  static bool of(float x, Parameters) { return __builtin_fabsf(x) < __builtin_inff(); }
};
struct Not {
  template <typename T>
  static bool of(T x, Parameters) {
    return x == 0;
  }
};

// Functions of the C library: an instruction each, or a call per element.
#define KERNEL_LIBRARY(Name, expression) \
  struct Name {                          \
    static float of(float x, Parameters) { return expression; } \
  };
KERNEL_LIBRARY(Sqrt, __builtin_sqrtf(x))
KERNEL_LIBRARY(Rsqrt, 1 / __builtin_sqrtf(x))
KERNEL_LIBRARY(Reciprocal, 1 / x)
KERNEL_LIBRARY(Floor, __builtin_floorf(x))
KERNEL_LIBRARY(Ceil, __builtin_ceilf(x))
KERNEL_LIBRARY(Round, __builtin_rintf(x))
KERNEL_LIBRARY(Sin, __builtin_sinf(x))
KERNEL_LIBRARY(Cos, __builtin_cosf(x))
KERNEL_LIBRARY(Tan, __builtin_tanf(x))
KERNEL_LIBRARY(Asin, __builtin_asinf(x))
KERNEL_LIBRARY(Acos, __builtin_acosf(x))
KERNEL_LIBRARY(Atan, __builtin_atanf(x))
KERNEL_LIBRARY(Sinh, __builtin_sinhf(x))
KERNEL_LIBRARY(Cosh, __builtin_coshf(x))
KERNEL_LIBRARY(Asinh, __builtin_asinhf(x))
KERNEL_LIBRARY(Acosh, __builtin_acoshf(x))
KERNEL_LIBRARY(Atanh, __builtin_atanhf(x))
#undef KERNEL_LIBRARY

#define KERNEL_VECTOR(Name, expression)          \
  struct Name {                                  \
    template <int W>                             \
    static KERNEL_INLINE Vec<W> of(Vec<W> x) { return expression; } \
  };
KERNEL_VECTOR(Exp, exp<W>(x))
KERNEL_VECTOR(Expm1, expm1<W>(x))
KERNEL_VECTOR(Log, log<W>(x))
KERNEL_VECTOR(Log1p, log1p<W>(x))
KERNEL_VECTOR(Sigmoid, sigmoid<W>(x))
KERNEL_VECTOR(Tanh, tanh<W>(x))
KERNEL_VECTOR(Softplus, softplus<W>(x))
KERNEL_VECTOR(Erf, erf<W>(x))
KERNEL_VECTOR(Elu, select<W>(x >= 0.0f, x, expm1<W>(x)))
// The constants of Klambauer et al., "Self-Normalizing Neural Networks", 2017.
KERNEL_VECTOR(Selu, 1.0507009873554805f * select<W>(x >= 0.0f, x, 1.6732632423543772f * expm1<W>(x)))
#undef KERNEL_VECTOR

}  // namespace native::KERNEL_SET
