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

/// What a pass over the gradient of a sum reads and writes; matrices are of the grid's shape, means are wide, g may be null.
struct GradientPass {
  Incoming incoming;
  const float* x[kTermsAtOnce];
  const float* mean[kTermsAtOnce];
  float* g;
};

/// Σ g and Σ g·(xₖ − meanₖ) over rows of a panel at `at`, by columns from `column`, into out[0] and out[1 + k].
template <int K, Gate G, int P>
void gradient_of_panel(const GradientPass& pass, int64_t rows, int64_t step, int64_t at, int64_t column, float* const* out) {
  Floats total[K + 1][P]{};
  for (int64_t begin = 0; begin < rows; begin += kSumRows) {
    Floats sum[K + 1][P]{};
    for (int64_t i = begin; i < least(rows, begin + kSumRows); i++) {
      KERNEL_UNROLL for (int p = 0; p < P; p++) {
        const int64_t place = at + i * step + p * kWidth, channel = column + p * kWidth;
        Floats x[K + 1];
        KERNEL_UNROLL for (int k = 0; k < K; k++) x[k] = load<kWidth>(pass.x[k] + place);
        const Floats g = gated<K, G>(pass.incoming, place, channel, x, Whole{});
        if (pass.g != nullptr) store<kWidth>(pass.g + place, g);
        sum[0][p] += g;
        KERNEL_UNROLL for (int k = 0; k < K; k++) sum[k + 1][p] += g * (x[k] - load<kWidth>(pass.mean[k] + channel));
      }
    }
    KERNEL_UNROLL for (int k = 0; k <= K; k++) KERNEL_UNROLL for (int p = 0; p < P; p++) total[k][p] += sum[k][p];
  }
  KERNEL_UNROLL for (int k = 0; k <= K; k++) {
    KERNEL_UNROLL for (int p = 0; p < P; p++) store<kWidth>(out[k] + column + p * kWidth, total[k][p]);
  }
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

void gradient_sums(const Grid& grid, const Incoming& incoming, int terms, const float* const* x, const float* const* mean, float* g,
                   double* const* total) {
  const Tiling tiling(grid, grid.full);
  const int64_t parts = tiling.down * grid.wide;
  // From here on rows don't fill a wide one.
  const int64_t behind = grid.tail() * grid.c;
  Scratch<float> sums((terms + 1) * parts), centers(terms * grid.wide), rest(grid.wide);
  GradientPass pass{incoming, {}, {}, g};
  for (int k = 0; k < terms; k++) {
    float* center = &centers[k * grid.wide];
    __builtin_memcpy(center, mean[k], grid.c * sizeof(float));
    repeat(grid, center);
    pass.x[k] = x[k];
    pass.mean[k] = center;
  }
  with_count<0, kTermsAtOnce>(terms, [&](auto number) {
    with_gate(incoming.gate, [&](auto gate) {
      constexpr int K = decltype(number)::value;
      constexpr Gate G = decltype(gate)::value;
      parallel(tiling.count(), [&](int64_t chunk, int) {
        const Tile tile = tiling[chunk];
        float* out[K + 1];
        for (int k = 0; k <= K; k++) out[k] = &sums[k * parts + chunk / tiling.across * grid.wide];
        over_panels(tile.columns, [&](int64_t i, auto panel) {
          const int64_t column = tile.column + i;
          gradient_of_panel<K, G, decltype(panel)::value>(pass, tile.row_end - tile.row, grid.wide,
                                                          tile.row * grid.wide + column, column, out);
        });
      });
      over_vectors(grid.total() - behind, [&](int64_t i, auto extent) {
        Floats x[K + 1];
        for (int k = 0; k < K; k++) x[k] = load(pass.x[k] + behind + i, extent);
        const Floats last = gated<K, G>(incoming, behind + i, i, x, extent);
        store(&rest[i], last, extent);
        if (g != nullptr) store(g + behind + i, last, extent);
      });
    });
  });
  parallel_ranges(grid.c, kColumns, [&](int64_t begin, int64_t end, int) {
    combine_sums(tiling, sums.get(), total[0], begin, end, [&](int64_t i, int64_t) { return rest[i - behind]; });
    for (int k = 0; k < terms; k++) {
      combine_sums(tiling, &sums[(k + 1) * parts], total[k + 1], begin, end,
                   [&](int64_t i, int64_t j) { return rest[i - behind] * (static_cast<double>(x[k][i]) - mean[k][j]); });
    }
  });
}

}  // namespace native::KERNEL_SET
