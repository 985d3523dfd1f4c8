// Updates of parameters in place.
#pragma once
#include <cstdint>

namespace native {

/// One variable's step of SGD over n floats. `velocity` may be null.
struct SgdItem {
  int64_t n;
  float *variable, *velocity;
  const float* gradient;
  float lr, momentum, decay;
};

struct OptimKernels {
  /// g = gradient + decay·variable; with a velocity, velocity = momentum·velocity + g and the step is that, or with Nesterov's
  /// momentum g + momentum·velocity; variable −= lr·step
  void (*sgd)(int64_t items, const SgdItem* item, bool nesterov);
};

}  // namespace native
