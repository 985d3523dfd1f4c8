// Bands: the part of a map that a tile of outputs touches, laid out so that what the micro-kernel takes as rows of A lies equally
// far apart. Wide: one image's rows, with zeros left and right, so that the outputs of a row are equidistant. Stacked, for narrow
// maps: several images' rows with the images side by side in each pixel, so that the same output of every image is.
#pragma once
#include "conv_direct.h"

namespace native::KERNEL_SET::direct {

/// Where the source's pixels lie; `image` is the distance to the same pixel of the next image.
struct Band {
  const float* data;  // pixel (0, 0) of the tile's first image, which may lie outside of what is there
  int64_t row, column, image;

  const float* at(int64_t y, int64_t x) const { return data + y * row + x * column; }
};

/// How a map is cut into tiles of outputs, and a tile's source into a band.
struct Bands {
  Axis y, x;
  int64_t batch, channels, pitch;  // of the source: channels taken, and floats from pixel to pixel
  bool stacked, in_place, one_tile;
  int64_t pixel;                   // floats from pixel to pixel of a band
  Range columns;                   // of the source, that a band holds
  int64_t image_blocks, row_blocks;
  int64_t floats;                  // of a band

  /// `budget`: floats that a band should not exceed; `whole`: up to which the stacked band of a whole batch is one tile; `fewest`: tiles
  /// that threads have work with, where there are rows enough.
  Bands(const Axis& y_axis, const Axis& x_axis, int64_t images, int64_t taken, int64_t source_pitch, int64_t budget,
        int64_t whole = 0, int64_t fewest = 1)
      : y(y_axis), x(x_axis), batch(images), channels(taken), pitch(source_pitch) {
    constexpr int64_t kNarrow = 7, kStack = 28, kFar = 256;
    stacked = batch > x.count && (x.count < kNarrow || padded(x));
    in_place = !stacked && x.taps > 0 && x.inside() && pitch < 2 * kFar;
    pixel = channels < kFar ? channels : round_up(channels, kWidth) + kWidth;
    columns = stacked ? Range{0, x.source} : Range{x.at(0, 0), x.taps == 0 ? x.at(0, 0) : x.at(x.count - 1, x.taps - 1) + 1};
    one_tile = stacked && batch * y.source * x.source * pixel <= whole;
    image_blocks = one_tile ? 1 : stacked ? (batch + kStack - 1) / kStack : batch;
    const int64_t images_at_once = (batch + image_blocks - 1) / image_blocks;
    const int64_t row_floats = most(1, images_at_once * columns.count() * pixel);
    const int64_t rows = one_tile ? y.count : least(y.count, most(1, (budget / row_floats - (y.taps - 1) * y.tap_step - 1) / y.step + 1));
    row_blocks = most((y.count + rows - 1) / rows, one_tile ? 1 : least(y.count, (fewest + image_blocks - 1) / image_blocks));
    const int64_t most_rows = (y.count + row_blocks - 1) / row_blocks;
    floats = in_place ? 0 : row_floats * least(y.source, most(0, (most_rows - 1) * y.step + (y.taps - 1) * y.tap_step + 1));
  }

  int64_t tiles() const { return image_blocks * row_blocks; }
  Range images(int64_t tile) const {
    const int64_t block = tile / row_blocks;
    return {batch * block / image_blocks, batch * (block + 1) / image_blocks};
  }
  /// Rows of outputs.
  Range rows(int64_t tile) const {
    const int64_t block = tile % row_blocks;
    return {y.count * block / row_blocks, y.count * (block + 1) / row_blocks};
  }
  /// Whether the taps of a row and their channels are one run without gaps.
  bool merged() const { return !stacked && x.tap_step == 1 && (in_place ? pitch : pixel) == channels; }

  /// The band of a tile, laid out in `room` where it isn't in place. `source` is at the first channel taken.
  Band make(int64_t tile, const float* source, float* room) const {
    const Range n = images(tile), touched = y.touched(rows(tile));
    const float* first = source + n.begin * y.source * x.source * pitch;
    if (in_place) return {first, x.source * pitch, pitch, 0};
    const int64_t side_by_side = n.count(), column = side_by_side * pixel, row = columns.count() * column;
    const Range held = overlap(columns, {0, x.source});
    for (int64_t v = touched.begin; v < touched.end; v++) {
      float* to = room + (v - touched.begin) * row;
      if (!stacked) {
        zero(to, held.count() > 0 ? held.begin - columns.begin : columns.count());
        if (held.count() > 0) zero(to + (held.end - columns.begin) * column, columns.end - held.end);
      }
      for (int64_t i = 0; i < side_by_side; i++) {
        const float* from = first + ((i * y.source + v) * x.source + held.begin) * pitch;
        copy_pixels(from, held.count(), to + (held.begin - columns.begin) * column + i * pixel, column);
      }
    }
    return {room - touched.begin * row - columns.begin * column, row, column, pixel};
  }

 private:
  /// Whether a third or more of what the outputs of a row sum lies outside of the source: wide kernels on small maps.
  static bool padded(const Axis& axis) {
    int64_t inside = 0;
    for (int64_t t = 0; t < axis.taps; t++) inside += axis.outputs_of(t).count();
    return 3 * inside <= 2 * axis.count * axis.taps;
  }
  void zero(float* to, int64_t pixels) const {
    if (pixels > 0) __builtin_memset(to, 0, pixels * pixel * sizeof(float));
  }
  void copy_pixels(const float* from, int64_t count, float* to, int64_t to_step) const {
    if (count > 0 && to_step == channels && pitch == channels) {
      __builtin_memcpy(to, from, count * channels * sizeof(float));
      return;
    }
    for (int64_t i = 0; i < count; i++) {
      float* pixel_to = to + i * to_step;
      const float* pixel_from = from + i * pitch;
      for (int64_t c = 0; c < channels; c++) pixel_to[c] = pixel_from[c];
    }
  }
};

}  // namespace native::KERNEL_SET::direct
