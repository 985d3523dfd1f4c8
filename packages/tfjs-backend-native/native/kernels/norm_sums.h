// Reductions over the rows of a matrix [n, c]: float sums within a tile, double over tiles.
#pragma once
#include "norm_grid.h"

namespace native::KERNEL_SET {

/// Mean and biased variance of every column of several matrices of one shape, each read once from memory.
void column_statistics(const Grid& grid, int count, const float* const* x, double* const* mean, double* const* variance);

/// Terms of which one pass takes the sums.
constexpr int kTermsAtOnce = 3;

/// With g, what passes the ReLU: total[0][j] = Σ g, and for each x, total[1 + k][j] = Σ g·(xₖ − meanₖ). Writes g, unless null.
/// At most kTermsAtOnce terms; means are [c].
void gradient_sums(const Grid& grid, const Incoming& incoming, int terms, const float* const* x, const float* const* mean, float* g,
                   double* const* total);

}  // namespace native::KERNEL_SET
