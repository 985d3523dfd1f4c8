// The end of an inference's convolution.
#pragma once
#include "conv.h"
#include "lanes.h"

namespace native::KERNEL_SET {

/// A result on its way to y, through bias, sum and ReLU. NaN stays NaN.
struct Finish {
  ConvEpilogue epilogue;
  bool plain() const { return epilogue.bias == nullptr && epilogue.sum == nullptr && !epilogue.relu; }
  /// `place`: of the result in y; `channel`: among all of y.
  template <typename Access>
  KERNEL_INLINE Lanes operator()(Access access, Lanes value, const float*, int64_t place, int64_t channel) const {
    if (epilogue.bias != nullptr) value += access.load(epilogue.bias + channel);
    if (epilogue.sum != nullptr) value += access.load(epilogue.sum + place);
    return epilogue.relu ? max<kWidth>(Lanes{}, value) : value;
  }
};

}  // namespace native::KERNEL_SET
