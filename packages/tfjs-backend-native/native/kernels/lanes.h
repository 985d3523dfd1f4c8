// Going over channels, vector by vector.
#pragma once
#include "vec.h"

#define INLINE_BODY __attribute__((always_inline))

namespace native::KERNEL_SET {

/// A vector of channels.
using Lanes = Vec<kWidth>;

/// How a vector of channels is read and written in a tensor.
struct Whole {
  KERNEL_INLINE Lanes load(const float* place) const { return KERNEL_SET::load<kWidth>(place); }
  KERNEL_INLINE void store(float* place, Lanes value) const { KERNEL_SET::store<kWidth>(place, value); }
};
/// The same where channels end within the vector: zeros behind them.
struct Part {
  int count;
  KERNEL_INLINE Lanes load(const float* place) const { return load_part<kWidth>(place, count); }
  KERNEL_INLINE void store(float* place, Lanes value) const { store_part<kWidth>(place, value, count); }
};

/// Calls body(channel, Whole or Part) for each vector of channels.
template <typename Body>
KERNEL_INLINE void for_vectors(int64_t channels, Body body) {
  int64_t channel = 0;
  for (; channel + kWidth <= channels; channel += kWidth) body(channel, Whole{});
  if (channel < channels) body(channel, Part{static_cast<int>(channels - channel)});
}

}  // namespace native::KERNEL_SET
