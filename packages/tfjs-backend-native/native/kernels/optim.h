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

/// One variable's step of Adam over n floats; see OptimKernels::adam.
struct AdamItem {
  int64_t n;
  float *variable, *mean, *square;
  const float* gradient;
  float lr, scale, decay, decoupled;
};

/// What the variables of a step of Adam share: what moments keep of themselves and take of a gradient, and the corrections of both biases.
struct AdamSettings {
  float keep_mean, take_mean, keep_square, take_square, correction, epsilon;
};

/// A moving average of n floats, and what it moves towards.
struct AverageItem {
  int64_t n;
  float* average;
  const float* value;
  float keep, weight;
};

/// A parameter whose slices along an axis fall into clusters, its gradient and what becomes of that: all of `outer` blocks of
/// `size` slices of `inner` floats. `labels` has the cluster of each slice.
struct ClusterItem {
  int64_t outer, size, inner, clusters;
  const float *gradient, *variable;
  float* result;
  const int32_t* labels;
  float strength;
  int64_t block() const { return size * inner; }
};

struct OptimKernels {
  /// g = gradient + decay·variable; with a velocity, velocity = momentum·velocity + g and the step is that, or with Nesterov's
  /// momentum g + momentum·velocity; variable −= lr·step
  void (*sgd)(int64_t items, const SgdItem* item, bool nesterov);
  /// g = gradient + decay·variable; mean = keep_mean·mean + take_mean·g; square = keep_square·square + take_square·g²;
  /// variable −= lr·(scale·(correction·mean / (√square + epsilon) + decoupled·variable)). Rounded after every operation, as kernels of
  /// single operations are, so that a training may change between them and this without a difference.
  void (*adam)(int64_t items, const AdamItem* item, const AdamSettings& settings);
  /// average = keep·average + weight·value
  void (*move_averages)(int64_t items, const AverageItem* item);
  /// result = the cluster's mean of (gradient − strength·variable) + strength·variable
  void (*centre)(int64_t items, const ClusterItem* item);
};

}  // namespace native
