// Sums, extrema and the like along axes.
#pragma once
#include <cstdint>

#include "elementwise.h"

namespace native {

/// The codes are the order of REDUCTIONS in src/kernels/reduce.ts.
enum class Reduction : int32_t { kSum, kProduct, kMax, kMin, kCount };

/// A tensor as (outer, n, inner), row-major: reductions run over n.
struct Axes {
  int64_t outer, n, inner;
};

struct ReduceKernels {
  /// y (outer, inner) = scale · the reduction of x over n. Sums of floats run in floats over short runs, in doubles above them; the
  /// runs depend on the shape only, not on the number of threads. Extrema are NaN where a term is NaN. Without terms a sum is 0, a
  /// product 1, an extremum NaN (of integers 0). `scale` is for floats; bools have extrema only. False where there is no such form.
  bool (*reduce)(Reduction op, Type type, Axes axes, double scale, const void* x, void* y);
  /// y (outer, inner) = where along n the largest (or the least) element is, the first of several. NaNs are passed over, but where the
  /// first element is one the answer is 0, as tfjs has it.
  void (*arg)(bool largest, Type type, Axes axes, const void* x, int32_t* y);
  /// y[j] = x[0] + … + x[j] along n; exclusive: without x[j]; reverse: from the end. Floats and ints; in the order of the terms.
  bool (*cumulate)(Type type, Axes axes, bool exclusive, bool reverse, const void* x, void* y);
};

}  // namespace native
