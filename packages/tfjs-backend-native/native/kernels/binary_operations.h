// Operations on two elements, each a type with a static `of`. T is float or int32_t; bools are computed as integers.
#pragma once
#include "elementwise_scalar.h"

namespace native::KERNEL_SET {

struct Add {
  template <typename T>
  static T of(T a, T b) {
    return static_cast<T>(static_cast<Modular<T>>(a) + static_cast<Modular<T>>(b));
  }
};
struct Subtract {
  template <typename T>
  static T of(T a, T b) {
    return static_cast<T>(static_cast<Modular<T>>(a) - static_cast<Modular<T>>(b));
  }
};
struct Multiply {
  template <typename T>
  static T of(T a, T b) {
    return static_cast<T>(static_cast<Modular<T>>(a) * static_cast<Modular<T>>(b));
  }
};
struct SquaredDifference {
  template <typename T>
  static T of(T a, T b) {
    const T difference = Subtract::of(a, b);
    return Multiply::of(difference, difference);
  }
};
struct Divide {
  template <typename T>
  static T of(T a, T b) {
    return narrow<T>(static_cast<Real<T>>(a) / static_cast<Real<T>>(b));
  }
};
/// To an integer, always: tfjs's floorDiv. In double, as a quotient of floats that rounds up to an integer must not count as one.
struct FloorDivide {
  template <typename T>
  static int32_t of(T a, T b) {
    return to_int32(__builtin_floor(static_cast<double>(a) / static_cast<double>(b)));
  }
};
/// The remainder has the divisor's sign. It is a float exactly; adding the divisor to it rounds once.
struct Modulo {
  template <typename T>
  static T of(T a, T b) {
    const double divisor = b, remainder = __builtin_fmod(a, divisor);
    const bool alike = (a < 0 && b < 0) || (a >= 0 && b >= 0);
    return narrow<T>(alike ? remainder : __builtin_fmod(remainder + divisor, divisor));
  }
};
/// As ECMAScript has it: NaN, and not 1, where the exponent is NaN, or infinite over a base of ±1.
struct Power {
  static float of(float a, float b) {
    const bool undefined = b != b || (__builtin_fabsf(a) == 1 && __builtin_isinf(b));
    return undefined ? __builtin_nanf("") : __builtin_powf(a, b);
  }
  static int32_t of(int32_t a, int32_t b) { return to_int32(__builtin_pow(a, b)); }
};
struct Atan2 {
  template <typename T>
  static T of(T a, T b) {
    return narrow<T>(__builtin_atan2f(static_cast<float>(a), static_cast<float>(b)));
  }
};
/// NaN where either operand is NaN.
struct Maximum {
  template <typename T>
  static T of(T a, T b) {
    return ((a > b) | (a != a)) ? a : b;
  }
};
struct Minimum {
  template <typename T>
  static T of(T a, T b) {
    return ((a < b) | (a != a)) ? a : b;
  }
};
struct Prelu {
  template <typename T>
  static T of(T x, T alpha) {
    const T scaled = Multiply::of(alpha, x);
    return x < 0 ? scaled : x;
  }
};
/// The gradient of elu: of its result y and that result's gradient.
struct EluGrad {
  template <typename T>
  static T of(T dy, T y) {
    const T scaled = Multiply::of(dy, Add::of(y, T{1}));
    return y >= 0 ? dy : scaled;
  }
};

struct Equal {
  template <typename T>
  static bool of(T a, T b) {
    return a == b;
  }
};
struct NotEqual {
  template <typename T>
  static bool of(T a, T b) {
    return a != b;
  }
};
struct Less {
  template <typename T>
  static bool of(T a, T b) {
    return a < b;
  }
};
struct LessEqual {
  template <typename T>
  static bool of(T a, T b) {
    return a <= b;
  }
};
struct Greater {
  template <typename T>
  static bool of(T a, T b) {
    return a > b;
  }
};
struct GreaterEqual {
  template <typename T>
  static bool of(T a, T b) {
    return a >= b;
  }
};
struct And {
  template <typename T>
  static bool of(T a, T b) {
    return (a != 0) & (b != 0);
  }
};
struct Or {
  template <typename T>
  static bool of(T a, T b) {
    return (a != 0) | (b != 0);
  }
};

}  // namespace native::KERNEL_SET
