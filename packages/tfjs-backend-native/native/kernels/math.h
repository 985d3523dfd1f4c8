// Elementary functions on vectors of floats. Polynomials are minimax fits of our own (Remez; the error function's: interpolation at
// Chebyshev nodes), their coefficients rounded to float; errors were measured against the double functions on every 37th float or more.
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

template <int W>
KERNEL_INLINE Vec<W> absolute(Vec<W> x) {
  return (Vec<W>)((Bits<W>)x & 0x7fffffffu);
}

/// e^x = 2^exponent·(1 + fraction), |fraction| < 0.42.
template <int W>
struct Exponential {
  Mask<W> exponent;
  Vec<W> fraction;
};

/// For |x| up to some hundreds.
template <int W>
KERNEL_INLINE Exponential<W> split_exponential(Vec<W> x) {
  // Adding 1.5·2^23 rounds to an integer, which then stands in the low bits.
  const Vec<W> shift = splat<W>(0x1.8p23f);
  const Vec<W> shifted = x * 0x1.715476p0f + shift;
  const Vec<W> whole = shifted - shift;
  // x = n·ln 2 + r with |r| ≤ ln 2 / 2; e^r = 1 + r + r²·q(r).
  const Vec<W> r = (x - whole * kLn2High) - whole * kLn2Low;
  Vec<W> q = splat<W>(1.381459530e-03f);
  q = q * r + 8.368716575e-03f;
  q = q * r + 4.166838899e-02f;
  q = q * r + 1.666652113e-01f;
  q = q * r + 4.999999404e-01f;
  return {(Mask<W>)shifted - (Mask<W>)shift, q * (r * r) + r};
}

/// e^x, to 1.01 ulp, denormal results included; 0 and ∞ where it leaves the floats' range; NaN of NaN.
template <int W>
KERNEL_INLINE Vec<W> exp(Vec<W> x) {
  // Beyond these bounds the result is 0 or ∞ anyway. A NaN becomes a number here, and NaN again at the end.
  const Exponential<W> e = split_exponential<W>(min<W>(max<W>(x, splat<W>(-105)), splat<W>(89)));
  // In two steps, as 2^n itself may not be a float where the result is.
  const Mask<W> half = e.exponent >> 1;
  const Vec<W> result = (e.fraction + 1.0f) * power_of_two<W>(half) * power_of_two<W>(e.exponent - half);
  return select<W>(x == x, result, x);
}

/// e^x − 1, to 1.5 ulp; x itself where x is zero or NaN.
template <int W>
KERNEL_INLINE Vec<W> expm1(Vec<W> x) {
  const Exponential<W> e = split_exponential<W>(min<W>(max<W>(x, splat<W>(-20)), splat<W>(89)));
  // Half of it first: 2^n may be too large where the result is not.
  const Vec<W> half_power = power_of_two<W>(e.exponent - 1);
  const Vec<W> result = (e.fraction * half_power + (half_power - 0.5f)) * 2.0f;
  return select<W>((x < 0.0f) | (x > 0.0f), result, x);
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

/// ln(1 + x), to 1.5 ulp; x itself where x is zero or NaN.
template <int W>
KERNEL_INLINE Vec<W> log1p(Vec<W> x) {
  const Vec<W> sum = x + 1.0f;
  // What the sum lost, to first order.
  const Vec<W> correction = (x - (sum - 1.0f)) / sum;
  const Vec<W> logarithm = log<W>(sum);
  const Vec<W> result = select<W>((sum > 0.0f) & (sum < splat<W>(kInfinity)), logarithm + correction, logarithm);
  return select<W>((x < 0.0f) | (x > 0.0f), result, x);
}

/// 1 / (1 + e^−x), to 2.4 ulp, small values included: no large exponential occurs.
template <int W>
KERNEL_INLINE Vec<W> sigmoid(Vec<W> x) {
  const Vec<W> e = exp<W>(-absolute<W>(x));
  return select<W>(x < 0.0f, e, splat<W>(1)) / (e + 1.0f);
}

/// To 2.6 ulp; x itself where x is zero or NaN.
template <int W>
KERNEL_INLINE Vec<W> tanh(Vec<W> x) {
  // From 10 on it is 1.
  const Vec<W> bounded = min<W>(max<W>(x, splat<W>(-10)), splat<W>(10));
  const Vec<W> e = expm1<W>(bounded + bounded);
  return select<W>((x < 0.0f) | (x > 0.0f), e / (e + 2.0f), x);
}

/// ln(1 + e^x), to 2.1 ulp; NaN of NaN.
template <int W>
KERNEL_INLINE Vec<W> softplus(Vec<W> x) {
  const Vec<W> result = select<W>(x > 0.0f, x, Vec<W>{}) + log1p<W>(exp<W>(-absolute<W>(x)));
  return select<W>(x == x, result, x);
}

/// The error function, to 2.5 ulp; x itself where x is zero or NaN.
template <int W>
KERNEL_INLINE Vec<W> erf(Vec<W> x) {
  // From 4 on it is 1.
  const Vec<W> size = min<W>(absolute<W>(x), splat<W>(4));
  // Up to 1: x·p(x²).
  const Vec<W> square = size * size;
  Vec<W> p = splat<W>(7.875874871e-05f);
  p = p * square - 8.016864303e-04f;
  p = p * square + 5.189087242e-03f;
  p = p * square - 2.685421146e-02f;
  p = p * square + 1.128359437e-01f;
  p = p * square - 3.761262596e-01f;
  p = p * square + 1.128379107e+00f;
  // Beyond: 1 − e^−g(x).
  Vec<W> g = splat<W>(1.327236168e-05f);
  g = g * size - 3.169370175e-04f;
  g = g * size + 3.432351397e-03f;
  g = g * size - 2.260477282e-02f;
  g = g * size + 1.032811180e-01f;
  g = g * size + 6.391412616e-01f;
  g = g * size + 1.125893593e+00f;
  g = g * size + 7.658977993e-04f;
  const Vec<W> result = select<W>(size < 1.0f, p * size, 1.0f - exp<W>(-g));
  const Vec<W> with_sign = select<W>(x < 0.0f, -result, result);
  return select<W>((x < 0.0f) | (x > 0.0f), with_sign, x);
}

}  // namespace native::KERNEL_SET
