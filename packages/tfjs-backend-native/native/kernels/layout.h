// Moving elements: transposition, slices, concatenation, padding, gathering; and sums of elements that a move repeats.
#pragma once
#include <cstdint>

namespace native {

/// One axis of a move: elements along it, and how far apart they lie in the source (0 repeats one, below 0 goes back) and in the
/// target.
struct MoveAxis {
  int64_t size, from, to;
};

constexpr int kMoveAxes = 16;

/// A copy between two strided views of one shape. Target strides are at least 1 and no element is written twice.
struct Move {
  int rank = 0;
  MoveAxis axes[kMoveAxes];
};

/// to[batch][outer][i] = from[batch][outer][indices[batch][i]], each a run of `run` elements.
struct Gather {
  int64_t batch, outer, choices, count, run;
};

/// Maps [batch, height, width, channels] and how far they are reflected at their edges, which aren't repeated: less than they are long.
struct Reflection {
  int64_t batch, height, width, channels;
  int64_t top, bottom, left, right;

  int64_t rows() const { return top + height + bottom; }
  int64_t columns() const { return left + width + right; }
};

/// Elements are of `bytes` bytes, 1 or 4. Nothing is asked of their meaning.
struct LayoutKernels {
  void (*move)(const Move& move, int bytes, const void* from, void* to);
  /// Indices are in [0, choices).
  void (*gather)(const Gather& shape, int bytes, const void* from, const int32_t* indices, void* to);
  /// to[i][j] = on where j == indices[i], else off; `on` and `off` point to one element each.
  void (*one_hot)(int64_t n, int64_t depth, int bytes, const int32_t* indices, const void* on, const void* off, void* to);
  /// sums[s] = Σ x[i] over i with segments[i] = s, rows of `run` floats; rows of segments outside of [0, count) don't count.
  void (*segment_sum)(int64_t n, int64_t count, int64_t run, const float* x, const int32_t* segments, float* sums);
  /// Each place of dx gets dy of the place itself and of its reflections, summed.
  void (*reflection_gradient)(const Reflection& shape, const float* dy, float* dx);
};

}  // namespace native
