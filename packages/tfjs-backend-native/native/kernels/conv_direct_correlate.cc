// Correlations by tiles: a thread lays out the band of a tile and multiplies it by one panel of weights after the other.
#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "conv_direct_band.h"
#include "conv_direct_micro.h"
#include "conv_finish.h"
#include "gemm_pack.h"

namespace native::KERNEL_SET::direct {
namespace {

using namespace packing;

// Floats of a band: it stays in the second-level cache beside a panel's weights.
constexpr int64_t kBandFloats = 24 * 1024;
// Floats of a whole batch of small maps that stays in the second-level cache. Transposed weights, each of which serves few outputs there,
// are laid out tap by tap as they are needed: a copy of all would be written to memory and read again. (Weights that only have to be
// copied gain nothing by that.)
constexpr int64_t kWholeFloats = 72 * 1024;
// Terms up to which all taps are multiplied at once; above, one row of taps after the other, for as many outputs as a tile has.
constexpr int64_t kFewTerms = 512;

/// Lays out panel p of the weights of a tap, for a group.
void pack_tap(const Correlation& c, const Panels& panels, int64_t group, int64_t p, int64_t tap, float* to) {
  const int64_t position = c.y.kernel(tap / c.x.taps) * c.kernel_width + c.x.kernel(tap % c.x.taps);
  const Strided kernel{c.kernel + position * c.tap + group * c.group, c.channel, c.out_channel};
  pack_panel(kernel.from(0, panels.begin(p)), c.channels, panels.columns(p), panels.width(p), to);
}

/// Where weights lie as the micro-kernel reads them: by group, panel, tap and channel.
struct Weights {
  Panels panels;
  int64_t terms, floats;

  Weights(const Correlation& c, const Panels& panels)
      : panels(panels), terms(c.y.taps * c.x.taps * c.channels), floats(c.groups * panels.padded() * terms) {}
  int64_t panel(int64_t group, int64_t p) const { return (group * panels.padded() + panels.begin(p)) * terms; }
};

void pack(const Correlation& c, const Weights& weights, float* to) {
  const Panels& panels = weights.panels;
  const int64_t taps = c.y.taps * c.x.taps;
  parallel(c.groups * panels.count * taps, [&](int64_t i, int) {
    const int64_t tap = i % taps, p = i / taps % panels.count, group = i / taps / panels.count;
    pack_tap(c, panels, group, p, tap, to + weights.panel(group, p) + tap * c.channels * panels.width(p) * kWidth);
  });
}

/// Outputs that one call of the micro-kernel computes: m of them, `step` floats apart, and what they read.
struct Outputs {
  int64_t m, step;
  float* out;       // of the panel's first channel
  Range y_taps, x_taps;
  int64_t row, column;  // source position of tap (0, 0)
  int64_t apart;        // floats of the band from one output's pixel to the next's
};

class Tile {
 public:
  Tile(const Correlation& c, const Bands& bands, const ConvEpilogue& epilogue, int64_t tile, int64_t group, float* room,
       float* spill)
      : c_(c), finish_{epilogue}, merged_(bands.merged()), group_(group), images_(bands.images(tile)), rows_(bands.rows(tile)),
        stacked_(bands.stacked), band_(bands.make(tile, c.source + group * c.channels, room)), spill_(spill) {}

  /// Columns of panel p: every output of the tile.
  void multiply(const Panels& panels, int64_t p, const float* weights) const {
    const int64_t taps = c_.y.taps;
    const int64_t passes = taps * c_.x.taps * c_.channels <= kFewTerms ? 1 : taps;
    for (int64_t pass = 0; pass < passes; pass++) {
      const Range part{taps * pass / passes, taps * (pass + 1) / passes};
      for (int64_t j = rows_.begin; j < rows_.end; j++) {
        if (!stacked_) {
          sum_outputs(row_outputs(j, panels.begin(p)), panels, p, weights, part);
          continue;
        }
        for (int64_t i = 0; i < c_.x.count; i++) sum_outputs(stacked_outputs(j, i, panels.begin(p)), panels, p, weights, part);
      }
    }
  }

  /// Likewise, for a tile that is the whole map: tap by tap, each laid out in `weights`, [channels × a panel].
  void multiply_by_tap(const Panels& panels, int64_t p, float* weights) const {
    const int64_t columns = panels.columns(p), width = panels.width(p) * kWidth;
    for (int64_t ty = 0; ty < c_.y.taps; ty++) {
      for (int64_t tx = 0; tx < c_.x.taps; tx++) {
        pack_tap(c_, panels, group_, p, ty * c_.x.taps + tx, weights);
        over_outputs(panels.begin(p), [&](const Outputs& o) {
          const Range &y = o.y_taps, &x = o.x_taps;
          if (ty < y.begin || ty >= y.end || tx < x.begin || tx >= x.end) return;
          const bool adds = c_.accumulate || ty > y.begin || tx > x.begin;
          const Left left{band_.at(o.row + ty * c_.y.tap_step, o.column + tx * c_.x.tap_step), o.apart, 1};
          if (panels.whole(p)) return multiply_panel(o.m, panels.width(p), c_.channels, left, {weights, width}, o.out, o.step, adds);
          if (adds) copy_tile(o.out, o.step, o.m, columns, spill_, width);
          multiply_panel(o.m, panels.width(p), c_.channels, left, {weights, width}, spill_, width, adds);
          copy_tile(spill_, width, o.m, columns, o.out, o.step);
        });
      }
    }
    over_outputs(panels.begin(p), [&](const Outputs& o) {
      const bool none = o.y_taps.count() == 0 || o.x_taps.count() == 0;
      for (int64_t i = 0; none && !c_.accumulate && i < o.m; i++) __builtin_memset(o.out + i * o.step, 0, columns * sizeof(float));
      finish(o, panels.begin(p), columns);
    });
  }

 private:
  /// Calls body(outputs) for every output of one image that the images share.
  template <typename Body>
  KERNEL_INLINE void over_outputs(int64_t column, Body body) const {
    for (int64_t j = rows_.begin; j < rows_.end; j++) {
      for (int64_t i = 0; i < c_.x.count; i++) body(stacked_outputs(j, i, column));
    }
  }

  int64_t pitch() const { return c_.groups * c_.out_channels; }
  float* place(int64_t j, int64_t i, int64_t column) const {
    return c_.out + ((images_.begin * c_.out_height + c_.y.out(j)) * c_.out_width + c_.x.out(i)) * pitch() +
           group_ * c_.out_channels + column;
  }
  Outputs row_outputs(int64_t j, int64_t column) const {
    return {c_.x.count, c_.x.out_step * pitch(), place(j, 0, column), c_.y.taps_of(j), {0, c_.x.taps},
            c_.y.at(j, 0), c_.x.at(0, 0), c_.x.step * band_.column};
  }
  Outputs stacked_outputs(int64_t j, int64_t i, int64_t column) const {
    return {images_.count(), c_.out_height * c_.out_width * pitch(), place(j, i, column), c_.y.taps_of(j), c_.x.taps_of(i),
            c_.y.at(j, 0), c_.x.at(i, 0), band_.image};
  }

  /// Adds the taps of `part` (rows of taps) to the outputs; the last part also applies the epilogue.
  void sum_outputs(const Outputs& outputs, const Panels& panels, int64_t p, const float* weights, Range part) const {
    const Range taps = overlap(outputs.y_taps, part);
    const bool none = outputs.y_taps.count() == 0 || outputs.x_taps.count() == 0;
    const bool begins = none ? part.begin == 0 : taps.count() > 0 && taps.begin == outputs.y_taps.begin;
    const bool adds = c_.accumulate || !begins;
    const int64_t columns = panels.columns(p), width = panels.width(p) * kWidth;
    if (none ? begins : taps.count() > 0) {
      if (panels.whole(p)) {
        sum_taps(outputs, taps, panels.width(p), weights, outputs.out, outputs.step, adds);
      } else {
        if (adds) copy_tile(outputs.out, outputs.step, outputs.m, columns, spill_, width);
        sum_taps(outputs, taps, panels.width(p), weights, spill_, width, adds);
        copy_tile(spill_, width, outputs.m, columns, outputs.out, outputs.step);
      }
    }
    if (part.end == c_.y.taps) finish(outputs, panels.begin(p), columns);
  }

  void sum_taps(const Outputs& outputs, Range y_taps, int nv, const float* weights, float* to, int64_t to_step, bool adds) const {
    const int64_t width = nv * kWidth, channels = c_.channels;
    const int64_t lines = outputs.x_taps.count() == 0 ? 0 : y_taps.count();
    const Left left{band_.at(outputs.row + y_taps.begin * c_.y.tap_step, outputs.column), outputs.apart, 1};
    const float* panel = weights + y_taps.begin * c_.x.taps * channels * width;
    const int64_t down = c_.y.tap_step * band_.row;
    if (merged_) {
      return multiply_runs(outputs.m, nv, {lines, down, c_.x.taps * channels}, left, panel, to, to_step, adds);
    }
    const Range x_taps = outputs.x_taps;
    const int64_t across = c_.x.tap_step * band_.column;
    for (int64_t t = 0; t < most(1, lines); t++) {
      const Left tap{left.data + t * down + x_taps.begin * across, left.row, 1};
      multiply_runs(outputs.m, nv, {lines == 0 ? 0 : x_taps.count(), across, channels}, tap,
                    panel + (t * c_.x.taps + x_taps.begin) * channels * width, to, to_step, adds || t > 0);
    }
  }

  void finish(const Outputs& outputs, int64_t column, int64_t columns) const {
    if (finish_.plain()) return;
    for (int64_t i = 0; i < outputs.m; i++) {
      float* y = outputs.out + i * outputs.step;
      for_vectors(columns, [&](int64_t j, auto access) INLINE_BODY {
        const int64_t channel = group_ * c_.out_channels + column + j;
        access.store(y + j, finish_(access, access.load(y + j), c_.out, y + j - c_.out, channel));
      });
    }
  }

  const Correlation& c_;
  Finish finish_;
  bool merged_;
  int64_t group_;
  Range images_, rows_;
  bool stacked_;
  Band band_;
  float* spill_;
};

/// A correlation of maps so small that a batch of them is one tile.
void correlate_by_tap(const Correlation& c, const ConvEpilogue& epilogue, const Panels& panels, const Bands& bands) {
  const int64_t spill = c.batch * kMaxVectors * kWidth, weights = c.channels * kMaxVectors * kWidth;
  const int64_t room = round_up(bands.floats, kWidth) + weights + spill;
  const Scratch<float> rooms(static_cast<size_t>(threads() * room));
  const int64_t shares = least(panels.count, threads() == 1 ? 1 : 4 * threads());
  parallel(c.groups * shares, [&](int64_t chunk, int worker) {
    const int64_t share = chunk % shares, group = chunk / shares;
    float* own = rooms.get() + worker * room;
    const Tile tile(c, bands, epilogue, 0, group, own + spill + weights, own + weights);
    for (int64_t p = panels.count * share / shares; p < panels.count * (share + 1) / shares; p++) {
      tile.multiply_by_tap(panels, p, own);
    }
  });
}

}  // namespace

void correlate(const Correlation& c, const ConvEpilogue& epilogue) {
  if (c.y.count == 0 || c.x.count == 0) return;
  const Panels panels(c.out_channels);
  // Panels are split among threads first, then rows: two threads that share a panel both read its weights.
  const int64_t columns = c.groups * panels.count, busy = threads() == 1 ? 1 : 2 * threads();
  const Bands bands(c.y, c.x, c.batch, c.channels, c.groups * c.channels, kBandFloats, c.out_channel == 1 ? 0 : kWholeFloats,
                    (busy + columns - 1) / columns);
  if (bands.one_tile) return correlate_by_tap(c, epilogue, panels, bands);
  const Weights weights(c, panels);
  const Scratch<float> own(static_cast<size_t>(c.packed == nullptr ? weights.floats : 0));
  if (c.packed == nullptr) pack(c, weights, own.get());
  const float* packed = c.packed == nullptr ? own.get() : c.packed;
  // Few tiles: threads share one, each with panels of its own.
  const int64_t tiles = c.groups * bands.tiles(), wanted = threads() == 1 ? 1 : 4 * threads();
  const int64_t shares = least(panels.count, (wanted + tiles - 1) / tiles);
  const int64_t at_once = bands.stacked ? (c.batch + bands.image_blocks - 1) / bands.image_blocks : c.x.count;
  const int64_t spill = at_once * kMaxVectors * kWidth, room = round_up(bands.floats, kWidth) + spill;
  const Scratch<float> rooms(static_cast<size_t>(threads() * room));
  parallel(tiles * shares, [&](int64_t chunk, int worker) {
    const int64_t share = chunk % shares, group = chunk / shares % c.groups;
    float* own = rooms.get() + worker * room;
    const Tile tile(c, bands, epilogue, chunk / shares / c.groups, group, own + spill, own);
    for (int64_t p = panels.count * share / shares; p < panels.count * (share + 1) / shares; p++) {
      tile.multiply(panels, p, packed + weights.panel(group, p));
    }
  });
}

int64_t packed_floats(const Correlation& c) { return Weights(c, Panels(c.out_channels)).floats; }

void pack(const Correlation& c, float* packed) { pack(c, Weights(c, Panels(c.out_channels)), packed); }

}  // namespace native::KERNEL_SET::direct
