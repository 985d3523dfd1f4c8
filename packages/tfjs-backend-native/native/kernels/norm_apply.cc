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

// Slopes that one pass takes: all terms that a gate can be told by.
constexpr int kSlopesAtOnce = 3;

template <int K, Gate G>
void apply_slopes_at_once(const Grid& grid, const Incoming& incoming, const Slope* slopes) {
  const bool large = grid.total() >= kStreamFrom;
  over_tiles(grid, [=](const Tile& tile) {
    Slope slope[K];
    for (int k = 0; k < K; k++) slope[k] = slopes[k];
    over_tile(grid, tile, [&](int64_t column, int64_t at, auto extent) {
      Floats x[K];
      KERNEL_UNROLL for (int k = 0; k < K; k++) x[k] = load(slope[k].x + at, extent);
      const Floats g = gated<K, G>(incoming, at, column, x, extent);
      KERNEL_UNROLL for (int k = 0; k < K; k++) {
        const Floats rest = x[k] * load(slope[k].of_x + column, extent) + load(slope[k].constant + column, extent);
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

void apply_slopes(const Grid& grid, const Incoming& incoming, int slopes, const Slope* slope) {
  for (int done = 0; done < slopes; done += kSlopesAtOnce) {
    with_count<1, kSlopesAtOnce>(least(kSlopesAtOnce, slopes - done), [&](auto number) {
      with_gate(incoming.gate, [&](auto gate) {
        apply_slopes_at_once<decltype(number)::value, decltype(gate)::value>(grid, incoming, slope + done);
      });
    });
  }
}

}  // namespace native::KERNEL_SET
