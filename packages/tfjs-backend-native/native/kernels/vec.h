// Vectors of floats in GCC's and Clang's vector extensions, with the width as a template parameter: one source for every
// instruction set. A kernel file is compiled once per set, with KERNEL_SET (the namespace) and KERNEL_WIDTH (floats a register).
//
// Everything in a kernel file lives in namespace native::KERNEL_SET, helpers included: a function that two sets shared would be
// merged by the linker into whichever copy comes first, and might then use instructions that the machine lacks. For the same reason
// kernel files use no templates of the standard library.
#pragma once
#include <cstdint>

#define KERNEL_INLINE __attribute__((always_inline)) inline
#if defined(__clang__)
#define KERNEL_UNROLL _Pragma("clang loop unroll(full)")
#else
#define KERNEL_UNROLL _Pragma("GCC unroll 16")
#endif

namespace native::KERNEL_SET {

/// Floats in a register of this instruction set.
constexpr int kWidth = KERNEL_WIDTH;

template <int W>
struct VecOf {
  typedef float type __attribute__((vector_size(W * sizeof(float))));
  typedef float unaligned __attribute__((vector_size(W * sizeof(float)), aligned(sizeof(float)), may_alias));
  typedef int32_t mask __attribute__((vector_size(W * sizeof(float))));
};
/// W floats.
template <int W>
using Vec = typename VecOf<W>::type;
/// W truth values: all ones or zero; what a comparison of two Vec<W> gives.
template <int W>
using Mask = typename VecOf<W>::mask;

template <int W>
KERNEL_INLINE Vec<W> load(const float* p) {
  return *reinterpret_cast<const typename VecOf<W>::unaligned*>(p);
}
template <int W>
KERNEL_INLINE void store(float* p, Vec<W> v) {
  *reinterpret_cast<typename VecOf<W>::unaligned*>(p) = v;
}
template <int W>
KERNEL_INLINE Vec<W> splat(float s) {
  return Vec<W>{} + s;
}
/// The first n floats (0 ≤ n ≤ W), zeros behind them; reads no further.
template <int W>
KERNEL_INLINE Vec<W> load_part(const float* p, int n) {
  Vec<W> v{};
  for (int i = 0; i < n; i++) v[i] = p[i];
  return v;
}
/// Stores the first n floats (0 ≤ n ≤ W); writes no further.
template <int W>
KERNEL_INLINE void store_part(float* p, Vec<W> v, int n) {
  for (int i = 0; i < n; i++) p[i] = v[i];
}
template <int W>
KERNEL_INLINE Vec<W> select(Mask<W> condition, Vec<W> yes, Vec<W> no) {
  return condition ? yes : no;
}
template <int W>
KERNEL_INLINE Vec<W> max(Vec<W> a, Vec<W> b) {
  return a > b ? a : b;
}
template <int W>
KERNEL_INLINE Vec<W> min(Vec<W> a, Vec<W> b) {
  return a < b ? a : b;
}
/// Sum of the W floats, in a fixed order.
template <int W>
KERNEL_INLINE float sum(Vec<W> v) {
  float total = 0;
  for (int i = 0; i < W; i++) total += v[i];
  return total;
}

KERNEL_INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
KERNEL_INLINE int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
KERNEL_INLINE int64_t round_up(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

}  // namespace native::KERNEL_SET
