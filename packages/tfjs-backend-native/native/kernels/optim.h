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

/// A moving average of n floats, and what it moves towards.
struct AverageItem {
  int64_t n;
  float* average;
  const float* value;
  float keep, weight;
};

struct OptimKernels {
  /// g = gradient + decay·variable; with a velocity, velocity = momentum·velocity + g and the step is that, or with Nesterov's
  /// momentum g + momentum·velocity; variable −= lr·step
  void (*sgd)(int64_t items, const SgdItem* item, bool nesterov);
  /// average = keep·average + weight·value
  void (*move_averages)(int64_t items, const AverageItem* item);
};

}  // namespace native
