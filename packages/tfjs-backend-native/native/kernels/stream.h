// Stores past the caches, for what is too large to be found there again.
#pragma once
#include "vec.h"

namespace native::KERNEL_SET {

/// Floats of a map from which on streaming stores pay: 16 MB, half of a large last-level cache or all of a small one.
constexpr int64_t kStreamFrom = 1 << 22;

/// Stores a vector at a place aligned to its size. `drain` has to follow before another thread reads.
KERNEL_INLINE void stream(float* place, Vec<kWidth> value) {
#if defined(__clang__)
  __builtin_nontemporal_store(value, reinterpret_cast<Vec<kWidth>*>(place));
#elif defined(__AVX512F__) && KERNEL_WIDTH == 16
  __builtin_ia32_movntps512(place, value);
#elif defined(__AVX__) && KERNEL_WIDTH == 8
  __builtin_ia32_movntps256(place, value);
#else
  store<kWidth>(place, value);
#endif
}
KERNEL_INLINE void drain() {
#if defined(__SSE__)
  __builtin_ia32_sfence();
#endif
}

}  // namespace native::KERNEL_SET
