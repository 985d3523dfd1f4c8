// Elements chosen by index, and the table of all that moves elements.
#include "layout.h"

#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "layout_mirror.h"
#include "layout_move.h"

namespace native::KERNEL_SET {
namespace {

template <typename T>
void gather_elements(const Gather& shape, const T* from, const int32_t* indices, T* to) {
  const auto [batch, outer, choices, count, run] = shape;
  const int64_t n = count, length = run, limit = choices, rows = outer;
  parallel_ranges(batch * rows * n, (1 << 14) / most(1, length), [=](int64_t begin, int64_t end, int) {
    int64_t i = begin % n, plane = begin / n;
    for (int64_t k = begin; k < end; k++) {
      const int64_t chosen = indices[plane / rows * n + i];
      copy_run(from + (plane * limit + chosen) * length, to + k * length, length);
      if (++i < n) continue;
      i = 0;
      plane++;
    }
  });
}

void gather(const Gather& shape, int bytes, const void* from, const int32_t* indices, void* to) {
  if (bytes == 4) return gather_elements(shape, static_cast<const uint32_t*>(from), indices, static_cast<uint32_t*>(to));
  gather_elements(shape, static_cast<const uint8_t*>(from), indices, static_cast<uint8_t*>(to));
}

template <typename T>
void one_hot_elements(int64_t n, int64_t depth, const int32_t* indices, T on, T off, T* to) {
  parallel_ranges(n, (1 << 14) / most(1, depth), [=](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      T* row = to + i * depth;
      for (int64_t j = 0; j < depth; j++) row[j] = off;
      if (indices[i] >= 0 && indices[i] < depth) row[indices[i]] = on;
    }
  });
}

void one_hot(int64_t n, int64_t depth, int bytes, const int32_t* indices, const void* on, const void* off, void* to) {
  if (bytes == 4) {
    return one_hot_elements(n, depth, indices, *static_cast<const uint32_t*>(on), *static_cast<const uint32_t*>(off),
                            static_cast<uint32_t*>(to));
  }
  one_hot_elements(n, depth, indices, *static_cast<const uint8_t*>(on), *static_cast<const uint8_t*>(off),
                   static_cast<uint8_t*>(to));
}

/// Rows by segment, in their order: those of segment s are order[start[s]] up to order[start[s + 1]] (a counting sort).
void sort_by_segment(int64_t n, int64_t count, const int32_t* segments, int64_t* start, int64_t* order) {
  const auto counts = [=](int64_t i) { return segments[i] >= 0 && segments[i] < count; };
  for (int64_t s = 0; s <= count; s++) start[s] = 0;
  for (int64_t i = 0; i < n; i++) {
    if (counts(i)) start[segments[i] + 1]++;
  }
  for (int64_t s = 0; s < count; s++) start[s + 1] += start[s];
  for (int64_t i = 0; i < n; i++) {
    if (counts(i)) order[start[segments[i]]++] = i;
  }
  // Every start has moved on to the next segment's.
  for (int64_t s = count; s > 0; s--) start[s] = start[s - 1];
  start[0] = 0;
}

/// Columns [column0, column1) of one segment's sum, at most kColumns. In double: a segment may have any number of rows.
constexpr int64_t kColumns = 64;
void sum_rows(const int64_t* rows, int64_t n, int64_t run, int64_t column0, int64_t column1, const float* x, float* sum) {
  double total[kColumns] = {};
  for (int64_t k = 0; k < n; k++) {
    const float* row = x + rows[k] * run;
    for (int64_t column = column0; column < column1; column++) total[column - column0] += row[column];
  }
  for (int64_t column = column0; column < column1; column++) sum[column] = static_cast<float>(total[column - column0]);
}

void segment_sum(int64_t n, int64_t count, int64_t run, const float* x, const int32_t* segments, float* sums) {
  const Scratch<int64_t> start(static_cast<size_t>(count) + 1), order(static_cast<size_t>(n));
  sort_by_segment(n, count, segments, start.get(), order.get());
  const int64_t strips = (run + kColumns - 1) / kColumns;
  parallel_ranges(count * strips, 16, [&](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t s = i / strips, column = i % strips * kColumns;
      sum_rows(order.get() + start[s], start[s + 1] - start[s], run, column, least(run, column + kColumns), x, sums + s * run);
    }
  });
}

}  // namespace

extern const LayoutKernels layout;
const LayoutKernels layout{move, gather, one_hot, segment_sum, reflection_gradient};

}  // namespace native::KERNEL_SET
