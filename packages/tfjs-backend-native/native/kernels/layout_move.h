// What the kernels that move elements share.
#pragma once
#include <cstring>

#include "layout.h"
#include "vec.h"

namespace native::KERNEL_SET {

/// As LayoutKernels::move.
void move(const Move& move, int bytes, const void* from, void* to);

/// Copies n elements. A call of memcpy costs more than a short run.
template <typename T>
KERNEL_INLINE void copy_run(const T* from, T* to, int64_t n) {
  constexpr int64_t short_run = 64;
  if constexpr (sizeof(T) == sizeof(float)) {
    const auto* source = reinterpret_cast<const float*>(from);
    auto* target = reinterpret_cast<float*>(to);
    if (n >= kWidth && n < short_run) {
      for (int64_t i = 0; i + kWidth <= n; i += kWidth) store<kWidth>(target + i, load<kWidth>(source + i));
      return store<kWidth>(target + n - kWidth, load<kWidth>(source + n - kWidth));
    }
  }
  if (n >= short_run) {
    std::memcpy(to, from, static_cast<size_t>(n) * sizeof(T));
  } else {
    for (int64_t i = 0; i < n; i++) to[i] = from[i];
  }
}

}  // namespace native::KERNEL_SET
