// The gradient by the kernel: dkernel[tap] = Σ over outputs of (the tap's pixel)ᵀ·dy, with the outputs of a tile as the terms of
// a product. Tiles go to parts with sums of their own, panels of dy's channels to slices.
#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "conv_direct_band.h"
#include "conv_direct_micro.h"
#include "gemm_pack.h"

namespace native::KERNEL_SET::direct {
namespace {

using namespace packing;

constexpr int64_t kBandFloats = 32 * 1024;
// Floats of all parts' sums together, and the most parts, where the number of threads has no say.
constexpr int64_t kSumFloats = 1 << 20, kParts = 8;
// Floats of dy that are packed at once, and rows of the sums that all of its panels add to before the next ones: neighbouring panels lie
// side by side in a row of the kernel, so its lines in memory are written in order.
constexpr int64_t kPackedFloats = 32 * 1024, kRowsAtOnce = 48;

struct Gradient {
  const ConvShape& s;
  Axis y, x;
  int64_t channels, out_channels, taps, rows;  // of one group; rows = taps · channels
  Panels panels;
  Bands bands;
  const float *source, *dy;

  Gradient(const ConvShape& shape, const float* x_map, const float* dy_map)
      : s(shape),
        y(forward_axis(s.height, s.out_height, s.kernel_height, s.stride_y, s.dilation_y, s.pad_top)),
        x(forward_axis(s.width, s.out_width, s.kernel_width, s.stride_x, s.dilation_x, s.pad_left)),
        channels(s.in_channels / s.groups), out_channels(s.out_channels / s.groups), taps(s.kernel_height * s.kernel_width),
        rows(taps * channels), panels(out_channels), bands(y, x, s.batch, channels, s.in_channels, kBandFloats),
        source(x_map), dy(dy_map) {}
};

/// dy of a tile as the micro-kernel reads it: panels of pixels, in the band's order.
void pack_outputs(const Gradient& g, int64_t tile, int64_t group, int64_t p, float* panel) {
  const Range images = g.bands.images(tile), rows = g.bands.rows(tile);
  const int64_t pitch = g.s.out_channels, row = g.x.count * pitch, image = g.y.count * row;
  const float* first = g.dy + images.begin * image + rows.begin * row + group * g.out_channels + g.panels.begin(p);
  const int nv = g.panels.width(p);
  const int64_t columns = g.panels.columns(p);
  if (!g.bands.stacked) return pack_panel({first, pitch, 1}, rows.count() * g.x.count, columns, nv, panel);
  for (int64_t pixel = 0; pixel < rows.count() * g.x.count; pixel++) {
    pack_panel({first + pixel * pitch, image, 1}, images.count(), columns, nv, panel + pixel * images.count() * nv * kWidth);
  }
}

/// Rows of the sums that a tap has; with the taps of a row merged, all of them have.
int64_t rows_of_tap(const Gradient& g) { return g.bands.merged() ? g.x.taps * g.channels : g.channels; }

/// Adds to `sums` [m × a panel], which begin at the tap's row m.begin, what tap (ty, tx) of a tile gives; unless it `adds`, sets them.
void add_tap(const Gradient& g, const Band& band, int64_t tile, int64_t ty, int64_t tx, Range m, int nv, const float* panel, float* sums,
             int64_t sums_row, bool adds) {
  const Range tile_rows = g.bands.rows(tile), j = overlap(g.y.outputs_of(ty), tile_rows);
  const int64_t images = g.bands.images(tile).count(), width = nv * kWidth;
  const Range i = g.bands.stacked ? g.x.outputs_of(tx) : Range{0, g.x.count};
  if (j.count() == 0 || i.count() == 0) {
    for (int64_t row = 0; !adds && row < m.count(); row++) __builtin_memset(sums + row * sums_row, 0, width * sizeof(float));
    return;
  }
  const auto left = [&](int64_t row, int64_t column, int64_t step) {
    return Left{band.at(g.y.at(row, ty), g.x.at(column, tx)) + m.begin, 1, step};
  };
  if (!g.bands.stacked) {
    multiply_runs(m.count(), nv, {j.count(), g.y.step * band.row, g.x.count}, left(j.begin, 0, g.x.step * band.column),
                  panel + (j.begin - tile_rows.begin) * g.x.count * width, sums, sums_row, adds);
    return;
  }
  // Where every output of every row has the tap, as in a convolution without padding, rows are runs of one sum.
  if (g.x.step == 1 && i.count() == g.x.count) {
    multiply_runs(m.count(), nv, {j.count(), g.y.step * band.row, i.count() * images}, left(j.begin, 0, band.image),
                  panel + (j.begin - tile_rows.begin) * g.x.count * images * width, sums, sums_row, adds);
    return;
  }
  // Neighbouring outputs at stride 1 are one run of images.
  const Runs runs = g.x.step == 1 ? Runs{1, 0, i.count() * images} : Runs{i.count(), g.x.step * band.column, images};
  for (int64_t row = j.begin; row < j.end; row++) {
    multiply_runs(m.count(), nv, runs, left(row, i.begin, band.image),
                  panel + ((row - tile_rows.begin) * g.x.count + i.begin) * images * width, sums, sums_row, adds || row > j.begin);
  }
}

/// Pixels of the largest tile.
int64_t pixels_of_tile(const Gradient& g) {
  const int64_t images = (g.s.batch + g.bands.image_blocks - 1) / g.bands.image_blocks;
  return (g.bands.stacked ? images : 1) * ((g.y.count + g.bands.row_blocks - 1) / g.bands.row_blocks) * g.x.count;
}

/// How many panels of dy are packed at once.
int64_t panels_at_once(const Gradient& g) {
  return most(1, least(g.panels.count, kPackedFloats / (pixels_of_tile(g) * kMaxVectors * kWidth)));
}

/// Adds what some panels of the tile give; unless it `adds`, sets the sums.
void add_tile(const Gradient& g, int64_t tile, int64_t group, Range panels, float* room, float* packed, float* sums,
              int64_t sums_row, bool adds) {
  const Band band = g.bands.make(tile, g.source + group * g.channels, room);
  const int64_t columns_of_taps = g.bands.merged() ? 1 : g.x.taps, rows = rows_of_tap(g), at_once = panels_at_once(g);
  const int64_t panel_floats = pixels_of_tile(g) * kMaxVectors * kWidth;
  for (int64_t first = panels.begin; first < panels.end; first += at_once) {
    const int64_t last = least(first + at_once, panels.end);
    for (int64_t p = first; p < last; p++) pack_outputs(g, tile, group, p, packed + (p - first) * panel_floats);
    for (int64_t ty = 0; ty < g.y.taps; ty++) {
      for (int64_t tx = 0; tx < columns_of_taps; tx++) {
        float* tap_sums = sums + (ty * g.x.taps + tx) * g.channels * sums_row;
        for (int64_t row = 0; row < rows; row += kRowsAtOnce) {
          const Range m{row, last - first == 1 ? rows : least(row + kRowsAtOnce, rows)};
          for (int64_t p = first; p < last; p++) {
            add_tap(g, band, tile, ty, tx, m, g.panels.width(p), packed + (p - first) * panel_floats,
                    tap_sums + row * sums_row + g.panels.begin(p), sums_row, adds);
          }
          if (last - first == 1) break;
        }
      }
    }
  }
}

void add_parts(const Gradient& g, int64_t parts, const float* sums, float* dkernel) {
  const int64_t padded = g.panels.padded(), part = g.s.groups * g.rows * padded;
  parallel_ranges(g.s.groups * g.rows, most(1, 4096 / padded), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      float* to = dkernel + i % g.rows * g.s.out_channels + i / g.rows * g.out_channels;
      for (int64_t j = 0; j < g.out_channels; j++) to[j] = sums[i * padded + j];
      for (int64_t p = 1; p < parts; p++) {
        const float* from = sums + p * part + i * padded;
        for (int64_t j = 0; j < g.out_channels; j++) to[j] += from[j];
      }
    }
  });
}

}  // namespace

void direct_kernel_gradient(const ConvShape& shape, const float* x, const float* dy, float* dkernel, bool deterministic) {
  const Gradient g(shape, x, dy);
  const int64_t padded = g.panels.padded(), part = shape.groups * g.rows * padded;
  const int64_t slices = shape.groups * g.panels.count;
  const int64_t fixed = most(1, least(kParts, kSumFloats / part));
  const int64_t parts = least(g.bands.tiles(), deterministic ? fixed : most(fixed, (2 * threads() + slices - 1) / slices));
  // One sum of whole panels grows in its own place.
  const bool in_place = parts == 1 && shape.groups == 1 && padded == g.out_channels;
  const Scratch<float> sums(in_place ? 0 : static_cast<size_t>(parts * part));
  float* all = in_place ? dkernel : sums.get();
  const int64_t packed = panels_at_once(g) * pixels_of_tile(g) * kMaxVectors * kWidth;
  const int64_t room = packed + round_up(g.bands.floats, kWidth);
  const Scratch<float> rooms(static_cast<size_t>(threads() * room));
  // As many slices as give chunks enough: each lays its bands out anew.
  const int64_t chunks = parts * shape.groups, shares = least(g.panels.count, (4 * threads() + chunks - 1) / chunks);
  parallel(chunks * shares, [&](int64_t chunk, int worker) {
    const int64_t index = chunk % parts, share = chunk / parts % shares, group = chunk / parts / shares;
    const Range panels{g.panels.count * share / shares, g.panels.count * (share + 1) / shares};
    float* own = all + index * part + group * g.rows * padded;
    float* area = rooms.get() + worker * room;
    const int64_t tiles = g.bands.tiles();
    const int64_t first = tiles * index / parts;
    for (int64_t tile = first; tile < tiles * (index + 1) / parts; tile++) {
      add_tile(g, tile, group, panels, area + packed, area, own, padded, tile > first);
    }
  });
  if (!in_place) add_parts(g, parts, all, dkernel);
}

}  // namespace native::KERNEL_SET::direct
