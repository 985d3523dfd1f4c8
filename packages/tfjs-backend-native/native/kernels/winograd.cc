// Winograd's convolution forward, and backward to x.
#include "winograd.h"

#include "../runtime/memory.h"
#include "winograd_kernel.h"
#include "winograd_tiles.h"

namespace native::KERNEL_SET {
namespace tiled {
namespace {

// Tiles of a private chunk: a multiple of the micro-kernel's rows whose frequencies stay in the second-level cache.
int64_t private_tiles(const Panels& panels) { return panels.vectors <= 2 ? 56 : 24; }
// Groups of chunks a thread: few enough that most chunks know the next, enough that threads end together.
constexpr int64_t kGroups = 8;
// Tiles of a shared chunk: enough to pay for reading V from memory once a chunk.
constexpr int64_t kSharedTiles = 128;
// Above so many channels V outgrows the caches, and all threads had better work on one frequency after the other.
constexpr int64_t kMostPrivate = 256;

/// A correlation ready to run: V, and what the passes need to know.
template <typename F>
struct Ready {
  static constexpr int kFrequencies = F::kProducts * F::kProducts;
  const Correlation& c;
  Tiles tiles;
  Panels panels;
  const float* v;
  int64_t v_plane;
  const float* zeros;
  Run chunk(int64_t i, int64_t chunks) const { return part_of({0, tiles.count}, i, chunks); }
};

/// Chunks of tiles, each from data to results by one thread. M of a frequency takes the place of U of the one before.
template <typename F, typename Last>
void run_private(const Ready<F>& r, int64_t chunks, const float* x, float* y, const Last& last) {
  const Correlation& c = r.c;
  const int64_t most_tiles = (r.tiles.count + chunks - 1) / chunks;
  const int64_t u_row = padded_row(c.in), m_row = padded_row(c.out), plane = padded_plane(most_tiles * most(u_row, m_row));
  const int64_t room = (r.kFrequencies + 1) * plane;
  const Scratch<float> scratch(room * threads());
  const int64_t groups = least(chunks, kGroups * threads());
  parallel(groups, [&](int64_t group, int worker) {
    const Planes m{scratch.get() + worker * room, plane, m_row}, u{m.data + plane, plane, u_row};
    const int64_t end = part(chunks, group + 1, groups);
    for (int64_t chunk = part(chunks, group, groups); chunk < end; chunk++) {
      const Run run = r.chunk(chunk, chunks), next = chunk + 1 < end ? r.chunk(chunk + 1, chunks) : Run{run.end, run.end};
      transform_data<F>(c, r.tiles, run, x, r.zeros, u);
      Prefetch results(y, c.out_height, c.out_width, c.out, r.tiles, F::kResults, run);
      Prefetch data(x, c.height, c.width, c.in, r.tiles, F::kResults, next);
      for (int f = 0; f < r.kFrequencies; f++) {
        results.share(f, r.kFrequencies);
        data.share(f, r.kFrequencies);
        multiply_panels(run.size(), c.in, {u.data + f * plane, u_row, 1}, r.v + f * r.v_plane, r.panels, {0, r.panels.count},
                        m.data + f * plane, m_row, false);
      }
      transform_results<F>(c, r.tiles, run, m, y, last);
    }
  });
}

/// Chunk by chunk, all threads on each: transforms are split by tile, products by frequency.
template <typename F, typename Last>
void run_shared(const Ready<F>& r, const float* x, float* y, const Last& last) {
  const int64_t chunks = (r.tiles.count + kSharedTiles - 1) / kSharedTiles, most_tiles = (r.tiles.count + chunks - 1) / chunks;
  const int64_t u_row = padded_row(r.c.in), m_row = padded_row(r.c.out);
  const int64_t u_plane = padded_plane(most_tiles * u_row), m_plane = padded_plane(most_tiles * m_row);
  const Scratch<float> u_room(r.kFrequencies * u_plane), m_room(r.kFrequencies * m_plane);
  const Planes u{u_room.get(), u_plane, u_row}, m{m_room.get(), m_plane, m_row};
  for (int64_t chunk = 0; chunk < chunks; chunk++) {
    const Run run = r.chunk(chunk, chunks);
    const auto over_tiles = [&](auto transform) {
      const int64_t parts = least(run.size(), 4 * threads());
      parallel(parts, [&](int64_t i, int) {
        const Run mine = part_of(run, i, parts);
        transform(mine, mine.begin - run.begin);
      });
    };
    over_tiles([&](Run mine, int64_t row) { transform_data<F>(r.c, r.tiles, mine, x, r.zeros, u.from_row(row)); });
    for_products(r.kFrequencies, r.panels, [&](int64_t f, Run panels) {
      multiply_panels(run.size(), r.c.in, {u.data + f * u_plane, u_row, 1}, r.v + f * r.v_plane, r.panels, panels,
                      m.data + f * m_plane, m_row, false);
    });
    over_tiles([&](Run mine, int64_t row) { transform_results<F>(r.c, r.tiles, mine, m.from_row(row), y, last); });
  }
}

int64_t plane_of_kernel(int64_t in, const Panels& panels) { return padded_plane(in * panels.columns()); }

/// `v`: the kernel's transform, where it was made before.
template <typename F, typename Last>
void correlate(const Correlation& c, const Taps& taps, const float* v, const float* x, float* y, const Last& last) {
  const Tiles tiles(c, F::kResults);
  const Panels panels(c.out);
  const int64_t v_plane = plane_of_kernel(c.in, panels);
  const Scratch<float> own(v == nullptr ? Ready<F>::kFrequencies * v_plane : 0), zeros(c.in);
  __builtin_memset(zeros.get(), 0, c.in * sizeof(float));
  if (v == nullptr) transform_kernel<F>(taps, panels, own.get(), v_plane);
  const Ready<F> ready{c, tiles, panels, v == nullptr ? own.get() : v, v_plane, zeros.get()};
  const int64_t workers = threads(), round = private_tiles(panels) * workers;
  if (most(c.in, c.out) <= kMostPrivate && tiles.count >= 8 * workers) {
    run_private(ready, (tiles.count + round - 1) / round * workers, x, y, last);
  } else {
    run_shared(ready, x, y, last);
  }
}

template <typename Last>
void correlate(const ConvShape& s, const Correlation& c, const Taps& taps, const float* v, const float* x, float* y, const Last& last) {
  is_pair(s) ? correlate<Pair>(c, taps, v, x, y, last) : correlate<F4>(c, taps, v, x, y, last);
}

void forward(const ConvShape& s, const float* x, ConvKernel kernel, float* y, const ConvEpilogue& epilogue) {
  const Correlation c{s.batch,     s.height,       s.width,   s.in_channels, s.out_height,
                      s.out_width, s.out_channels, s.pad_top, s.pad_left};
  const Taps taps{kernel.data, s.in_channels, s.out_channels, false};
  const float* v = kernel.packed ? kernel.data : nullptr;
  const Finish finish{epilogue};
  finish.plain() ? correlate(s, c, taps, v, x, y, Replace{}) : correlate(s, c, taps, v, x, y, finish);
}

int64_t packed_floats(const ConvShape& s) {
  return (is_pair(s) ? Ready<Pair>::kFrequencies : Ready<F4>::kFrequencies) * plane_of_kernel(s.in_channels, Panels(s.out_channels));
}

void pack(const ConvShape& s, const float* kernel, float* v) {
  const Taps taps{kernel, s.in_channels, s.out_channels, false};
  const Panels panels(s.out_channels);
  const int64_t plane = plane_of_kernel(s.in_channels, panels);
  is_pair(s) ? transform_kernel<Pair>(taps, panels, v, plane) : transform_kernel<F4>(taps, panels, v, plane);
}

void input_gradient(const ConvShape& s, const float* dy, const float* kernel, float* dx, bool accumulate) {
  const Correlation c{s.batch, s.out_height,  s.out_width,   s.out_channels, s.height,
                      s.width, s.in_channels, 2 - s.pad_top, 2 - s.pad_left};
  const Taps taps{kernel, s.in_channels, s.out_channels, true};
  accumulate ? correlate(s, c, taps, nullptr, dy, dx, Add{}) : correlate(s, c, taps, nullptr, dy, dx, Replace{});
}

bool supports(const ConvShape& s) {
  const bool fits = s.kernel_height == 3 && s.kernel_width == 3 && s.stride_y == 1 && s.stride_x == 1 && s.dilation_y == 1 &&
                    s.dilation_x == 1 && s.groups == 1;
  // A single tile doesn't pay for the kernel's transform, a single result not for its tile's 36 products.
  const bool single_tile = s.batch == 1 && s.out_height <= F4::kResults && s.out_width <= F4::kResults;
  return fits && !single_tile && s.out_height * s.out_width > 1;
}

}  // namespace
}  // namespace tiled

extern const ConvKernels winograd;
const ConvKernels winograd{tiled::supports, tiled::forward, tiled::input_gradient, tiled::winograd_kernel_gradient,
                           tiled::packed_floats, tiled::pack};

}  // namespace native::KERNEL_SET
