#include "norm_sums.h"

#include "../runtime/memory.h"

namespace native::KERNEL_SET {
namespace {

using Floats = Vec<kWidth>;

/// Mean and Σ (x − mean)² of `rows` values in each column of a panel. Its rows are read twice: the second time, from cache.
template <int P>
void statistics_of_panel(int64_t rows, int64_t step, const float* x, float* mean, float* squares) {
  Floats total[P]{}, center[P], square[P]{};
  for (int64_t i = 0; i < rows; i++) {
    KERNEL_UNROLL for (int p = 0; p < P; p++) total[p] += load<kWidth>(x + i * step + p * kWidth);
  }
  KERNEL_UNROLL for (int p = 0; p < P; p++) center[p] = total[p] / static_cast<float>(rows);
  for (int64_t i = 0; i < rows; i++) {
    KERNEL_UNROLL for (int p = 0; p < P; p++) {
      const Floats distance = load<kWidth>(x + i * step + p * kWidth) - center[p];
      square[p] += distance * distance;
    }
  }
  KERNEL_UNROLL for (int p = 0; p < P; p++) {
    store<kWidth>(mean + p * kWidth, center[p]);
    store<kWidth>(squares + p * kWidth, square[p]);
  }
}

/// Calls body(first float, rows of the matrix) for the results of tiles, as rows [c]: a row of tiles has `stack` of them.
template <typename Body>
KERNEL_INLINE void over_parts(const Tiling& tiling, Body body) {
  const Grid& grid = tiling.grid;
  for (int64_t d = 0; d < tiling.down; d++) {
    const int64_t rows = part(tiling.rows, d + 1, tiling.down) - part(tiling.rows, d, tiling.down);
    for (int64_t s = 0; s < grid.stack; s++) body(d * grid.wide + s * grid.c, rows);
  }
}

/// Combines parts by the formula of Chan, Golub and LeVeque (1983), "Algorithms for Computing the Sample Variance", for all parts
/// at once. A row behind the complete wide ones is a part of its own.
void combine_statistics(const Tiling& tiling, const float* means, const float* squares, const float* x, double* mean,
                        double* variance, int64_t begin, int64_t end) {
  const Grid& grid = tiling.grid;
  const auto reset = [=](double* sums) {
    for (int64_t j = begin; j < end; j++) sums[j] = 0;
  };
  const auto divide = [&](double* sums) {
    for (int64_t j = begin; j < end; j++) sums[j] /= static_cast<double>(grid.n);
  };
  reset(mean);
  over_parts(tiling, [=](int64_t at, int64_t rows) {
    for (int64_t j = begin; j < end; j++) mean[j] += static_cast<double>(rows) * means[at + j];
  });
  for (int64_t i = grid.tail(); i < grid.n; i++) {
    for (int64_t j = begin; j < end; j++) mean[j] += x[i * grid.c + j];
  }
  divide(mean);
  reset(variance);
  over_parts(tiling, [=](int64_t at, int64_t rows) {
    for (int64_t j = begin; j < end; j++) {
      const double distance = means[at + j] - mean[j];
      variance[j] += squares[at + j] + static_cast<double>(rows) * distance * distance;
    }
  });
  for (int64_t i = grid.tail(); i < grid.n; i++) {
    for (int64_t j = begin; j < end; j++) {
      const double distance = x[i * grid.c + j] - mean[j];
      variance[j] += distance * distance;
    }
  }
  divide(variance);
}

// Rows whose terms are summed by themselves: two levels of summation keep rounding errors down.
constexpr int64_t kSumRows = 32;

/// Σ g and Σ g·(xₖ − meanₖ) over the rows of a panel, into out[0] and out[1 + k].
template <int K, bool Masked, int P>
void gradient_of_panel(int64_t rows, int64_t step, const float* dy, const float* y, const float* const* x,
                       const float* const* mean, float* const* out) {
  Floats total[K + 1][P]{};
  for (int64_t begin = 0; begin < rows; begin += kSumRows) {
    Floats sum[K + 1][P]{};
    for (int64_t i = begin; i < least(rows, begin + kSumRows); i++) {
      KERNEL_UNROLL for (int p = 0; p < P; p++) {
        const int64_t at = i * step + p * kWidth;
        Floats g = load<kWidth>(dy + at);
        if constexpr (Masked) g = select<kWidth>(load<kWidth>(y + at) > 0.0f, g, Floats{});
        sum[0][p] += g;
        KERNEL_UNROLL for (int k = 0; k < K; k++) {
          sum[k + 1][p] += g * (load<kWidth>(x[k] + at) - load<kWidth>(mean[k] + p * kWidth));
        }
      }
    }
    KERNEL_UNROLL for (int k = 0; k <= K; k++) KERNEL_UNROLL for (int p = 0; p < P; p++) total[k][p] += sum[k][p];
  }
  KERNEL_UNROLL for (int k = 0; k <= K; k++) {
    KERNEL_UNROLL for (int p = 0; p < P; p++) store<kWidth>(out[k] + p * kWidth, total[k][p]);
  }
}

template <int K, bool Masked>
void gradient_of_tile(const Grid& grid, const Tile& tile, const float* dy, const float* y, const float* const* x,
                      const float* const* mean, float* const* out) {
  over_panels(tile.columns, [&](int64_t i, auto panel) {
    const int64_t column = tile.column + i, at = tile.row * grid.wide + column;
    const float *xs[K + 1], *means[K + 1];
    float* outs[K + 1];
    for (int k = 0; k < K; k++) {
      xs[k] = x[k] + at;
      means[k] = mean[k] + column;
    }
    for (int k = 0; k <= K; k++) outs[k] = out[k] + column;
    gradient_of_panel<K, Masked, decltype(panel)::value>(tile.row_end - tile.row, grid.wide, dy + at, Masked ? y + at : nullptr,
                                                         xs, means, outs);
  });
}

/// Adds up what tiles gave, then the rows behind the complete wide ones.
template <typename Value>
void combine_sums(const Tiling& tiling, const float* parts, double* total, int64_t begin, int64_t end, Value value) {
  const Grid& grid = tiling.grid;
  for (int64_t j = begin; j < end; j++) total[j] = 0;
  over_parts(tiling, [=](int64_t at, int64_t) {
    for (int64_t j = begin; j < end; j++) total[j] += parts[at + j];
  });
  for (int64_t i = grid.tail(); i < grid.n; i++) {
    for (int64_t j = begin; j < end; j++) total[j] += value(i * grid.c + j, j);
  }
}

// Columns that are worth a thread's while.
constexpr int64_t kColumns = 64;

}  // namespace

void column_statistics(const Grid& grid, int count, const float* const* x, double* const* mean, double* const* variance) {
  const Tiling tiling(grid, grid.full);
  const int64_t parts = tiling.down * grid.wide;
  Scratch<float> means(count * parts), squares(count * parts);
  parallel(count * tiling.count(), [&](int64_t chunk, int) {
    // All matrices go forward together, so that the ends of all are in cache afterwards.
    const int64_t k = chunk % count, at = chunk / count;
    const Tile tile = tiling[at];
    const int64_t out = k * parts + at / tiling.across * grid.wide;
    over_panels(tile.columns, [&](int64_t i, auto panel) {
      const int64_t column = tile.column + i;
      statistics_of_panel<decltype(panel)::value>(tile.row_end - tile.row, grid.wide, x[k] + tile.row * grid.wide + column,
                                                  &means[out + column], &squares[out + column]);
    });
  });
  parallel_ranges(grid.c, kColumns, [&](int64_t begin, int64_t end, int) {
    for (int k = 0; k < count; k++) {
      combine_statistics(tiling, &means[k * parts], &squares[k * parts], x[k], mean[k], variance[k], begin, end);
    }
  });
}

void gradient_sums(const Grid& grid, const float* dy, const float* y, int terms, const float* const* x, const float* const* mean,
                   double* const* total) {
  const Tiling tiling(grid, grid.full);
  const int64_t parts = tiling.down * grid.wide;
  Scratch<float> sums((terms + 1) * parts), centers(terms * grid.wide);
  const float* wide_mean[kTermsAtOnce];
  for (int k = 0; k < terms; k++) {
    float* center = &centers[k * grid.wide];
    __builtin_memcpy(center, mean[k], grid.c * sizeof(float));
    repeat(grid, center);
    wide_mean[k] = center;
  }
  with_count<0, kTermsAtOnce>(terms, [&](auto number) {
    constexpr int K = decltype(number)::value;
    parallel(tiling.count(), [&](int64_t chunk, int) {
      float* out[K + 1];
      for (int k = 0; k <= K; k++) out[k] = &sums[k * parts + chunk / tiling.across * grid.wide];
      const auto tile = y == nullptr ? gradient_of_tile<K, false> : gradient_of_tile<K, true>;
      tile(grid, tiling[chunk], dy, y, x, wide_mean, out);
    });
  });
  const auto g = [=](int64_t i) -> double { return y == nullptr || y[i] > 0 ? dy[i] : 0; };
  parallel_ranges(grid.c, kColumns, [&](int64_t begin, int64_t end, int) {
    combine_sums(tiling, sums.get(), total[0], begin, end, [=](int64_t i, int64_t) { return g(i); });
    for (int k = 0; k < terms; k++) {
      combine_sums(tiling, &sums[(k + 1) * parts], total[k + 1], begin, end,
                   [=](int64_t i, int64_t j) { return g(i) * (static_cast<double>(x[k][i]) - mean[k][j]); });
    }
  });
}

}  // namespace native::KERNEL_SET
