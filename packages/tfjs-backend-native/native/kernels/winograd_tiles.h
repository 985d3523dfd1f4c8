// Tiles of maps to frequencies and back.
#pragma once
#include "conv_finish.h"
#include "winograd.h"

namespace native::KERNEL_SET::tiled {

/// Walks over tiles in order: map by map, row by row.
struct TileCursor {
  const Tiles& tiles;
  int64_t image, row, column;
  TileCursor(const Tiles& all, int64_t index)
      : tiles(all), image(index / (all.rows * all.columns)), row(index / all.columns % all.rows), column(index % all.columns) {}
  void next() {
    if (++column < tiles.columns) return;
    column = 0;
    if (++row < tiles.rows) return;
    row = 0;
    image++;
  }
};

/// Brings the map under a run of tiles into the second-level cache, a share at a time: while products keep the arithmetic busy, memory
/// is idle. On borders and at odd paddings it may miss a few positions; nothing depends on it.
class Prefetch {
 public:
  Prefetch(const float* maps, int64_t height, int64_t width, int64_t channels, const Tiles& tiles, int size, Run run)
      : maps_(maps), height_(height), width_(width), channels_(channels), size_(size), run_(run), cursor_(tiles, run.begin) {}

  void share(int64_t i, int64_t shares) {
    const Run mine = part_of(run_, i, shares);
    for (int64_t tile = mine.begin; tile < mine.end; tile++, cursor_.next()) {
      const int64_t bottom = least((cursor_.row + 1) * size_, height_), left = cursor_.column * size_;
      const int64_t floats = (least(left + size_, width_) - left) * channels_;
      for (int64_t y = cursor_.row * size_; y < bottom; y++) {
        const float* line = maps_ + ((cursor_.image * height_ + y) * width_ + left) * channels_;
        for (int64_t i = 0; i < floats; i += kLine) __builtin_prefetch(line + i, 0, 2);
      }
    }
  }

 private:
  static constexpr int64_t kLine = 16;
  const float* maps_;
  int64_t height_, width_, channels_;
  int size_;
  Run run_;
  TileCursor cursor_;
};

/// U from x. `zeros` holds at least as many as there are in channels.
template <typename F>
void transform_data(const Correlation& c, const Tiles& tiles, Run run, const float* x, const float* zeros, Planes u) {
  constexpr int size = F::Data::kFrom, products = F::kProducts;
  TileCursor cursor(tiles, run.begin);
  for (int64_t tile = run.begin; tile < run.end; tile++, cursor.next()) {
    const int64_t y0 = cursor.row * F::kResults - c.pad_top + F::kSkip, x0 = cursor.column * F::kResults - c.pad_left + F::kSkip;
    const float* corner = x + ((cursor.image * c.height + y0) * c.width + x0) * c.in;
    float* row = u.data + (tile - run.begin) * u.row;
    const auto transform_tile = [&](auto place) INLINE_BODY {
      for_vectors(c.in, [&](int64_t channel, auto access) INLINE_BODY {
        transform_square<typename F::Data>(
            [&](int i, int j) INLINE_BODY { return access.load(place(i, j) + channel); },
            [&](int i, int j, Lanes v) INLINE_BODY { store<kWidth>(row + channel + (i * products + j) * u.plane, v); });
      });
    };
    const auto position = [&](int i, int j) INLINE_BODY { return corner + (i * c.width + j) * c.in; };
    if (y0 >= 0 && y0 + size <= c.height && x0 >= 0 && x0 + size <= c.width) {
      transform_tile(position);
      continue;
    }
    const float* at[size][size];
    for (int i = 0; i < size; i++) {
      const bool inside = y0 + i >= 0 && y0 + i < c.height;
      for (int j = 0; j < size; j++) at[i][j] = inside && x0 + j >= 0 && x0 + j < c.width ? position(i, j) : zeros;
    }
    transform_tile([&](int i, int j) INLINE_BODY { return at[i][j]; });
  }
}

/// Z from dy, packed in panels whose steps are the tiles of the run [0, depth): `first` is the run's first tile's place there.
template <typename F>
void transform_gradient(const Correlation& c, const Tiles& tiles, Run run, const float* dy, const float* zeros, const Panels& panels,
                        int64_t first, int64_t depth, float* z, int64_t plane) {
  constexpr int size = F::kResults, products = F::kProducts;
  TileCursor cursor(tiles, run.begin);
  for (int64_t tile = run.begin; tile < run.end; tile++, cursor.next()) {
    const int64_t y0 = cursor.row * size, x0 = cursor.column * size;
    const float* corner = dy + ((cursor.image * c.out_height + y0) * c.out_width + x0) * c.out;
    const float* at[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        at[i][j] = y0 + i < c.out_height && x0 + j < c.out_width ? corner + (i * c.out_width + j) * c.out : zeros;
      }
    }
    const int64_t step = first + tile - run.begin;
    int64_t panel = 0;
    for_vectors(c.out, [&](int64_t channel, auto access) INLINE_BODY {
      if (channel / kWidth == panels.first(panel + 1)) panel++;
      const int64_t start = panels.first(panel) * kWidth;
      float* place = z + start * depth + step * panels.width(panel) * kWidth + channel - start;
      transform_square<typename F::Gradient>(
          [&](int i, int j) INLINE_BODY { return access.load(at[i][j] + channel); },
          [&](int i, int j, Lanes v) INLINE_BODY { store<kWidth>(place + (i * products + j) * plane, v); });
    });
  }
}

/// What becomes of a result on its way to y: replaces, adds, or goes through Finish.
struct Replace {
  template <typename Access>
  KERNEL_INLINE Lanes operator()(Access, Lanes value, const float*, int64_t, int64_t) const {
    return value;
  }
};
struct Add {
  template <typename Access>
  KERNEL_INLINE Lanes operator()(Access access, Lanes value, const float* y, int64_t place, int64_t) const {
    return access.load(y + place) + value;
  }
};

/// y from M, by way of `last` (Replace, Add or Finish).
template <typename F, typename Last>
void transform_results(const Correlation& c, const Tiles& tiles, Run run, Planes m, float* y, const Last& last) {
  constexpr int size = F::kResults, products = F::kProducts;
  TileCursor cursor(tiles, run.begin);
  for (int64_t tile = run.begin; tile < run.end; tile++, cursor.next()) {
    const int64_t y0 = cursor.row * size, x0 = cursor.column * size;
    const int64_t corner = ((cursor.image * c.out_height + y0) * c.out_width + x0) * c.out;
    const int64_t height = least(size, c.out_height - y0), width = least(size, c.out_width - x0);
    const bool whole = height == size && width == size;
    const float* row = m.data + (tile - run.begin) * m.row;
    for_vectors(c.out, [&](int64_t channel, auto access) INLINE_BODY {
      const auto load_product = [&](int i, int j) INLINE_BODY {
        return load<kWidth>(row + channel + (i * products + j) * m.plane);
      };
      const auto put = [&](int64_t i, int64_t j, Lanes value) INLINE_BODY {
        const int64_t place = corner + (i * c.out_width + j) * c.out + channel;
        access.store(y + place, last(access, value, y, place, channel));
      };
      if (whole) {
        transform_square<typename F::Result>(load_product, put);
      } else {
        Lanes results[size][size];
        transform_square<typename F::Result>(load_product, [&](int i, int j, Lanes value) INLINE_BODY { results[i][j] = value; });
        for (int64_t i = 0; i < height; i++) {
          for (int64_t j = 0; j < width; j++) put(i, j, results[i][j]);
        }
      }
    });
  }
}

}  // namespace native::KERNEL_SET::tiled
