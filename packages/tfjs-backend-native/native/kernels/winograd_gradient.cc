// The gradient of the kernel, the exact transpose of the forward pass: dV = Σ over tiles of Uᵀ Z per frequency, Z from dy.
#include "../runtime/memory.h"
#include "winograd_tiles.h"

namespace native::KERNEL_SET::tiled {
namespace {

// Up to so many pairs of channels every part has accumulators of its own.
constexpr int64_t kMostPrivate = 128 * 128;
// Parts whose number doesn't follow the threads, where results must not depend on them.
constexpr int64_t kFixedParts = 4;
constexpr int64_t kPrivateTiles = 96, kSharedTiles = 256;

/// dkernel from the sums of the parts, `part_room` floats apart: rows [begin, end) of the in channels.
template <typename F>
void transform_sums(const Correlation& c, Planes sums, int64_t parts, int64_t part_room, int64_t begin, int64_t end, float* dkernel) {
  const int64_t tap = c.in * c.out;
  for (int64_t k = begin; k < end; k++) {
    for_vectors(c.out, [&](int64_t channel, auto access) INLINE_BODY {
      const float* from = sums.data + k * sums.row + channel;
      float* to = dkernel + k * c.out + channel;
      transform_square<typename F::KernelGradient>(
          [&](int i, int j) INLINE_BODY {
            const float* place = from + (i * F::kProducts + j) * sums.plane;
            Lanes total = load<kWidth>(place);
            for (int64_t p = 1; p < parts; p++) total += load<kWidth>(place + p * part_room);
            return total;
          },
          [&](int i, int j, Lanes value) INLINE_BODY { access.store(to + (i * 3 + j) * tap, value); });
    });
  }
}

template <typename F>
struct Sizes {
  static constexpr int kFrequencies = F::kProducts * F::kProducts;
  Tiles tiles;
  Panels panels;
  int64_t chunks, u_row, u_plane, z_plane, sum_row, sum_plane;
  Sizes(const Correlation& c, int64_t chunk_tiles) : tiles(c, F::kResults), panels(c.out) {
    chunks = (tiles.count + chunk_tiles - 1) / chunk_tiles;
    const int64_t most_tiles = (tiles.count + chunks - 1) / chunks;
    u_row = padded_row(c.in);
    u_plane = padded_plane(most_tiles * u_row);
    z_plane = padded_plane(most_tiles * panels.columns());
    sum_row = panels.columns();
    sum_plane = padded_plane(c.in * sum_row);
  }
  Run chunk(int64_t i) const { return part_of({0, tiles.count}, i, chunks); }
};

/// Parts of the tiles, each summed by one thread.
template <typename F>
void run_private(const Correlation& c, const Sizes<F>& s, int64_t parts, const float* x, const float* dy, const float* zeros,
                 float* dkernel) {
  const int64_t room = s.kFrequencies * (s.u_plane + s.z_plane), part_room = s.kFrequencies * s.sum_plane;
  const Scratch<float> scratch(room * threads()), sums(part_room * parts);
  parallel(parts, [&](int64_t p, int worker) {
    const Planes u{scratch.get() + worker * room, s.u_plane, s.u_row};
    float* z = u.data + s.kFrequencies * s.u_plane;
    float* sum = sums.get() + p * part_room;
    const Run mine = part_of({0, s.chunks}, p, parts);
    for (int64_t chunk = mine.begin; chunk < mine.end; chunk++) {
      const Run run = s.chunk(chunk), next = chunk + 1 < mine.end ? s.chunk(chunk + 1) : Run{run.end, run.end};
      transform_data<F>(c, s.tiles, run, x, zeros, u);
      transform_gradient<F>(c, s.tiles, run, dy, zeros, s.panels, 0, run.size(), z, s.z_plane);
      Prefetch data(x, c.height, c.width, c.in, s.tiles, F::kResults, next);
      Prefetch gradient(dy, c.out_height, c.out_width, c.out, s.tiles, F::kResults, next);
      for (int f = 0; f < s.kFrequencies; f++) {
        data.share(f, s.kFrequencies);
        gradient.share(f, s.kFrequencies);
        multiply_panels(c.in, run.size(), {u.data + f * s.u_plane, 1, s.u_row}, z + f * s.z_plane, s.panels, {0, s.panels.count},
                        sum + f * s.sum_plane, s.sum_row, chunk > mine.begin);
      }
    }
  });
  parallel_ranges(c.in, 1, [&](int64_t begin, int64_t end, int) {
    transform_sums<F>(c, {sums.get(), s.sum_plane, s.sum_row}, parts, part_room, begin, end, dkernel);
  });
}

/// Chunk by chunk, all threads on each: transforms are split by tile, products by frequency and panel, so that nothing is summed across.
template <typename F>
void run_shared(const Correlation& c, const Sizes<F>& s, const float* x, const float* dy, const float* zeros, float* dkernel) {
  const Scratch<float> u_room(s.kFrequencies * s.u_plane), z(s.kFrequencies * s.z_plane), sums(s.kFrequencies * s.sum_plane);
  const Planes u{u_room.get(), s.u_plane, s.u_row};
  for (int64_t chunk = 0; chunk < s.chunks; chunk++) {
    const Run run = s.chunk(chunk);
    const int64_t parts = least(run.size(), 4 * threads());
    parallel(parts, [&](int64_t i, int) {
      const Run mine = part_of(run, i, parts);
      const int64_t first = mine.begin - run.begin;
      transform_data<F>(c, s.tiles, mine, x, zeros, u.from_row(first));
      transform_gradient<F>(c, s.tiles, mine, dy, zeros, s.panels, first, run.size(), z.get(), s.z_plane);
    });
    for_products(s.kFrequencies, s.panels, [&](int64_t f, Run panels) {
      multiply_panels(c.in, run.size(), {u.data + f * s.u_plane, 1, s.u_row}, z.get() + f * s.z_plane, s.panels, panels,
                      sums.get() + f * s.sum_plane, s.sum_row, chunk > 0);
    });
  }
  parallel_ranges(c.in, 1, [&](int64_t begin, int64_t end, int) {
    transform_sums<F>(c, {sums.get(), s.sum_plane, s.sum_row}, 1, 0, begin, end, dkernel);
  });
}

template <typename F>
void kernel_gradient(const Correlation& c, const float* x, const float* dy, float* dkernel, bool deterministic) {
  const int64_t longest = most(c.in, c.out), parts = deterministic ? kFixedParts : threads();
  const Scratch<float> zeros(longest);
  __builtin_memset(zeros.get(), 0, longest * sizeof(float));
  const Sizes<F> sizes(c, kPrivateTiles);
  if (c.in * c.out <= kMostPrivate && sizes.chunks >= (deterministic ? 1 : 2) * parts) {
    run_private(c, sizes, parts, x, dy, zeros.get(), dkernel);
  } else {
    run_shared(c, Sizes<F>(c, kSharedTiles), x, dy, zeros.get(), dkernel);
  }
}

}  // namespace

void winograd_kernel_gradient(const ConvShape& s, const float* x, const float* dy, float* dkernel, bool deterministic) {
  const Correlation c{s.batch,     s.height,       s.width,   s.in_channels, s.out_height,
                      s.out_width, s.out_channels, s.pad_top, s.pad_left};
  is_pair(s) ? kernel_gradient<Pair>(c, x, dy, dkernel, deterministic) : kernel_gradient<F4>(c, x, dy, dkernel, deterministic);
}

}  // namespace native::KERNEL_SET::tiled
