#include "norm_apply.h"

#include "../runtime/memory.h"
#include "stream.h"

namespace native::KERNEL_SET {
namespace {

using Floats = Vec<kWidth>;

/// Calls body(tile) for all tiles from the last one back: what the pass before has read last is still in cache.
template <typename Body>
void over_tiles(const Grid& grid, Body body) {
  const Tiling tiling(grid, grid.rows);
  parallel(tiling.count(), [&](int64_t chunk, int) {
    body(tiling[tiling.count() - 1 - chunk]);
    drain();
  });
}

/// Stores to a result; past the caches where it is `large`. Whole vectors of a tile are aligned, as wide rows are.
KERNEL_INLINE void put(float* place, Floats value, Whole, bool large) {
  if (large) return stream(place, value);
  store<kWidth>(place, value);
}
KERNEL_INLINE void put(float* place, Floats value, First first, bool) { store(place, value, first); }

// Matrices that one pass reads. Longer sums take several, with y among the operands from the second on.
constexpr int kOperandsAtOnce = 4;

template <int K>
void sum_scaled_at_once(const Grid& grid, const Scaled* operand, const float* shift, bool relu, float* y) {
  // Below the threshold is zero; NaN is below nothing and stays.
  const Floats threshold = splat<kWidth>(relu ? 0 : -__builtin_inff());
  const bool large = grid.total() >= kStreamFrom;
  over_tiles(grid, [=](const Tile& tile) {
    over_tile(grid, tile, [=](int64_t column, int64_t at, auto extent) {
      Floats total = load(shift + column, extent);
      KERNEL_UNROLL for (int k = 0; k < K; k++) {
        total += load(operand[k].x + at, extent) * load(operand[k].scale + column, extent);
      }
      put(y + at, select<kWidth>(total < threshold, Floats{}, total), extent, large);
    });
  });
}

// Slopes that one pass takes.
constexpr int kSlopesAtOnce = 3;

template <int K, bool Masked, bool Keeps>
void apply_slopes_at_once(const Grid& grid, const float* dy, const float* y, const Slope* slopes, float* masked) {
  const bool large = grid.total() >= kStreamFrom;
  over_tiles(grid, [=](const Tile& tile) {
    Slope slope[K + 1];
    for (int k = 0; k < K; k++) slope[k] = slopes[k];
    over_tile(grid, tile, [&](int64_t column, int64_t at, auto extent) {
      Floats g = load(dy + at, extent);
      if constexpr (Masked) g = select<kWidth>(load(y + at, extent) > 0.0f, g, Floats{});
      if constexpr (Keeps) put(masked + at, g, extent, large);
      KERNEL_UNROLL for (int k = 0; k < K; k++) {
        const Floats rest = load(slope[k].x + at, extent) * load(slope[k].of_x + column, extent) +
                            load(slope[k].constant + column, extent);
        put(slope[k].dx + at, g * load(slope[k].of_g + column, extent) + rest, extent, large);
      }
    });
  });
}

}  // namespace

void sum_scaled(const Grid& grid, int operands, const Scaled* operand, const float* shift, bool relu, float* y) {
  Scratch<float> fillers(2 * grid.wide);
  float *ones = fillers.get(), *zeros = ones + grid.wide;
  for (int64_t i = 0; i < grid.wide; i++) ones[i] = 1, zeros[i] = 0;
  int done = 0;
  do {
    Scaled batch[kOperandsAtOnce];
    int taken = 0;
    if (done > 0) batch[taken++] = {y, ones};
    const float* added = done > 0 ? zeros : shift;
    for (; taken < kOperandsAtOnce && done < operands; taken++, done++) {
      batch[taken] = {operand[done].x, operand[done].scale == nullptr ? ones : operand[done].scale};
    }
    with_count<1, kOperandsAtOnce>(taken, [&](auto number) {
      sum_scaled_at_once<decltype(number)::value>(grid, batch, added, relu && done == operands, y);
    });
  } while (done < operands);
}

void apply_slopes(const Grid& grid, const float* dy, const float* y, int slopes, const Slope* slope, float* g) {
  for (int done = 0; done < slopes || g != nullptr; done += kSlopesAtOnce, g = nullptr) {
    const int64_t taken = least(kSlopesAtOnce, most(slopes - done, 0));
    with_count<0, kSlopesAtOnce>(taken, [&](auto number) {
      constexpr int K = decltype(number)::value;
      const auto pass = y == nullptr ? (g == nullptr ? apply_slopes_at_once<K, false, false>  //
                                                     : apply_slopes_at_once<K, false, true>)
                                     : (g == nullptr ? apply_slopes_at_once<K, true, false>  //
                                                     : apply_slopes_at_once<K, true, true>);
      pass(grid, dy, y, slope + done, g);
    });
  }
}

}  // namespace native::KERNEL_SET
