// Elementary functions on vectors of floats. Polynomials are minimax fits of our own (Remez), their coefficients rounded to float;
// errors were measured against the double functions on every third float.
#pragma once
#include "vec.h"

namespace native::KERNEL_SET {

/// The bits of W floats, for arithmetic on exponents: unsigned, so that nothing can overflow.
template <int W>
struct BitsOf {
  typedef uint32_t type __attribute__((vector_size(W * sizeof(float))));
};
template <int W>
using Bits = typename BitsOf<W>::type;

constexpr float kInfinity = __builtin_inff();
// ln 2 in two parts: multiples of the first by an exponent are exact.
constexpr float kLn2High = 0x1.62e4p-1f, kLn2Low = 0x1.7f7d1cp-20f;

/// 2^exponent for integers from -126 up to 127.
template <int W>
KERNEL_INLINE Vec<W> power_of_two(Mask<W> exponent) {
  return (Vec<W>)((Bits<W>)(exponent + 127) << 23);
}

/// e^x, to 1.01 ulp, denormal results included; 0 and ∞ where it leaves the floats' range; NaN of NaN.
template <int W>
KERNEL_INLINE Vec<W> exp(Vec<W> x) {
  // Beyond these bounds the result is 0 or ∞ anyway. A NaN becomes a number here, and NaN again at the end.
  const Vec<W> bounded = min<W>(max<W>(x, splat<W>(-105)), splat<W>(89));
  // Adding 1.5·2^23 rounds to an integer, which then stands in the low bits.
  const Vec<W> shift = splat<W>(0x1.8p23f);
  const Vec<W> shifted = bounded * 0x1.715476p0f + shift;
  const Mask<W> n = (Mask<W>)shifted - (Mask<W>)shift;
  const Vec<W> whole = shifted - shift;
  // x = n·ln 2 + r with |r| ≤ ln 2 / 2; e^r = 1 + r + r²·q(r).
  const Vec<W> r = (bounded - whole * kLn2High) - whole * kLn2Low;
  Vec<W> q = splat<W>(1.381459530e-03f);
  q = q * r + 8.368716575e-03f;
  q = q * r + 4.166838899e-02f;
  q = q * r + 1.666652113e-01f;
  q = q * r + 4.999999404e-01f;
  const Vec<W> power = (q * (r * r) + r) + 1.0f;
  // In two steps, as 2^n itself may not be a float where the result is.
  const Mask<W> half = n >> 1;
  const Vec<W> result = power * power_of_two<W>(half) * power_of_two<W>(n - half);
  return select<W>(x == x, result, x);
}

/// ln x, to 0.9 ulp, of denormals too; -∞ of 0, NaN of negative numbers and of NaN, ∞ of ∞.
template <int W>
KERNEL_INLINE Vec<W> log(Vec<W> x) {
  const Mask<W> tiny = x < splat<W>(0x1p-126f);
  const Vec<W> scaled = select<W>(tiny, x * 0x1p23f, x);
  // x = 2^k·(1 + f) with 1 + f in [√½, √2).
  constexpr int32_t kRootHalf = 0x3f3504f3;
  const Mask<W> offset = (Mask<W>)((Bits<W>)scaled - (Bits<W>)(Mask<W>{} + kRootHalf));
  const Vec<W> k = __builtin_convertvector(offset >> 23, Vec<W>) - select<W>(tiny, splat<W>(23), Vec<W>{});
  const Vec<W> f = (Vec<W>)((offset & 0x007fffff) + kRootHalf) - 1.0f;
  // ln(1 + f) = f − f²/2 + f³·q(f)
  Vec<W> q = splat<W>(-7.634495199e-02f);
  q = q * f + 1.276157498e-01f;
  q = q * f - 1.316018254e-01f;
  q = q * f + 1.420175880e-01f;
  q = q * f - 1.662335694e-01f;
  q = q * f + 2.000122666e-01f;
  q = q * f - 2.500081956e-01f;
  q = q * f + 3.333333135e-01f;
  const Vec<W> square = f * f;
  const Vec<W> small = k * kLn2Low + (q * f - 0.5f) * square;
  const Vec<W> result = k * kLn2High + (f + small);
  const Vec<W> of_zero = select<W>(x == 0.0f, splat<W>(-kInfinity), splat<W>(__builtin_nanf("")));
  const Vec<W> finite = select<W>(x > 0.0f, result, of_zero);
  return select<W>(x == splat<W>(kInfinity), x, finite);
}

}  // namespace native::KERNEL_SET
