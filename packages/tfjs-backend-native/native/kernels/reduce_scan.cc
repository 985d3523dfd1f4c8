// Along an axis, in order: where the extremum is, and sums so far.
#include "../runtime/threads.h"
#include "elementwise_scalar.h"
#include "reduce_parts.h"

namespace native::KERNEL_SET {
namespace {

/// Columns whose extrema are found side by side.
constexpr int64_t kColumns = 256;

template <typename T, bool Largest>
KERNEL_INLINE bool beats(T a, T b) {
  return Largest ? a > b : a < b;
}

template <typename T, bool Largest>
int32_t arg_of_row(int64_t n, const T* x) {
  int64_t best = 0;
  for (int64_t i = 1; i < n; i++) {
    if (beats<T, Largest>(x[i], x[best])) best = i;
  }
  return static_cast<int32_t>(best);
}

template <typename T, bool Largest>
void arg_of_columns(int64_t n, int64_t columns, int64_t stride, const T* x, int32_t* y) {
  T best[kColumns];
  for (int64_t c = 0; c < columns; c++) {
    best[c] = x[c];
    y[c] = 0;
  }
  for (int64_t i = 1; i < n; i++) {
    for (int64_t c = 0; c < columns; c++) {
      const T value = x[i * stride + c];
      const bool better = beats<T, Largest>(value, best[c]);
      best[c] = better ? value : best[c];
      y[c] = better ? static_cast<int32_t>(i) : y[c];
    }
  }
}

template <typename T, bool Largest>
void arg_as(Axes axes, const void* x_data, int32_t* y) {
  const int64_t outer = axes.outer, n = axes.n, inner = axes.inner;
  if (n == 0) {
    for (int64_t i = 0; i < outer * inner; i++) y[i] = 0;
    return;
  }
  auto* x = static_cast<const T*>(x_data);
  const int64_t parts = (inner + kColumns - 1) / kColumns;
  parallel_ranges(outer * parts, kGrain / (n * least(inner, kColumns) + 1), [=](int64_t begin, int64_t end, int) {
    for (int64_t unit = begin; unit < end; unit++) {
      const int64_t o = unit / parts, column = unit % parts * kColumns;
      const T* from = x + o * n * inner + column;
      if (inner == 1) {
        y[o] = arg_of_row<T, Largest>(n, from);
      } else {
        arg_of_columns<T, Largest>(n, least(kColumns, inner - column), inner, from, y + o * inner + column);
      }
    }
  });
}

/// Rounded after every term, as tfjs does: V is float, or unsigned, which wraps.
template <typename V>
void cumulate_as(Axes axes, bool exclusive, bool reverse, const void* x_data, void* y_data) {
  const int64_t outer = axes.outer, n = axes.n, inner = axes.inner;
  auto* x = static_cast<const V*>(x_data);
  auto* y = static_cast<V*>(y_data);
  const int64_t step = reverse ? -inner : inner;
  for (int64_t o = 0; o < outer && n > 0; o++) {
    const int64_t first = o * n * inner + (reverse ? (n - 1) * inner : 0);
    for (int64_t c = first; c < first + inner; c++) y[c] = exclusive ? V{0} : x[c];
    for (int64_t i = 1; i < n; i++) {
      const int64_t row = first + i * step;
      for (int64_t c = row; c < row + inner; c++) y[c] = y[c - step] + x[exclusive ? c - step : c];
    }
  }
}

}  // namespace

void arg(bool largest, Type type, Axes axes, const void* x, int32_t* y) {
  if (type == Type::kFloat) return (largest ? arg_as<float, true> : arg_as<float, false>)(axes, x, y);
  if (type == Type::kInt) return (largest ? arg_as<int32_t, true> : arg_as<int32_t, false>)(axes, x, y);
  (largest ? arg_as<uint8_t, true> : arg_as<uint8_t, false>)(axes, x, y);
}

bool cumulate(Type type, Axes axes, bool exclusive, bool reverse, const void* x, void* y) {
  if (type == Type::kBool) return false;
  (type == Type::kFloat ? cumulate_as<float> : cumulate_as<uint32_t>)(axes, exclusive, reverse, x, y);
  return true;
}

}  // namespace native::KERNEL_SET
