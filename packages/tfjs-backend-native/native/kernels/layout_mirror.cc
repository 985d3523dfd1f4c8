// The gradient of reflection padding. A row of dx gathers what is due to it, so rows are independent of each other.
#include "layout_mirror.h"

#include <cstring>

#include "../runtime/threads.h"
#include "vec.h"

namespace native::KERNEL_SET {
namespace {

// Floats that are worth a thread's while.
constexpr int64_t kFloats = 1 << 14;

KERNEL_INLINE void add(int64_t n, const float* from, float* to) {
  for (int64_t i = 0; i < n; i++) to[i] += from[i];
}

/// Adds a row of dy to a row of dx: what lies over the map, then the columns beside it, which mirror the map's.
void add_row(const Reflection& s, const float* dy, float* dx) {
  const int64_t c = s.channels;
  add(s.width * c, dy + s.left * c, dx);
  for (int64_t i = 0; i < s.left; i++) add(c, dy + i * c, dx + (s.left - i) * c);
  for (int64_t i = 0; i < s.right; i++) add(c, dy + (s.left + s.width + i) * c, dx + (s.width - 2 - i) * c);
}

}  // namespace

void reflection_gradient(const Reflection& shape, const float* dy, float* dx) {
  const Reflection s = shape;
  const int64_t line = s.width * s.channels, full = s.columns() * s.channels;
  parallel_ranges(s.batch * s.height, kFloats / most(1, line), [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t row = i % s.height;
      const float* image = dy + i / s.height * s.rows() * full;
      float* to = dx + i * line;
      std::memset(to, 0, static_cast<size_t>(line) * sizeof(float));
      add_row(s, image + (s.top + row) * full, to);
      const int64_t below = s.height - 2 - row;  // the reflections below the map that lie between it and this row's
      if (row >= 1 && row <= s.top) add_row(s, image + (s.top - row) * full, to);
      if (below >= 0 && below < s.bottom) add_row(s, image + (s.top + s.height + below) * full, to);
    }
  });
}

}  // namespace native::KERNEL_SET
