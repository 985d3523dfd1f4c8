// Reductions: every one is a sum of columns. Rows of few columns are taken several at a time, as one row of many columns, which are
// then folded; so the terms of a long row (inner = 1) are added in lanes too. A short one takes a single register.
#include "reduce.h"

#include "../runtime/memory.h"
#include "../runtime/threads.h"
#include "reduce_operations.h"
#include "reduce_parts.h"

namespace native::KERNEL_SET {
namespace {

/// Rows that are reduced in Part before they are joined to a Total.
constexpr int64_t kRun = 16;
/// Columns of a unit of work at most, and elements of one at least where rows are split among several.
constexpr int64_t kColumns = 1024, kUnit = 1 << 15;
/// Rows are split where there are fewer units than this, and into as many parts at most.
constexpr int64_t kUnits = 64;

/// Columns that are reduced at once: four registers of Part.
constexpr int kRegisters = 4;
template <typename Op>
constexpr int kLanes = kWidth * 4 / sizeof(typename Op::Part);
template <typename Op>
constexpr int kTile = kRegisters * kLanes<Op>;

template <typename T, int N>
struct Lanes {
  typedef T type __attribute__((vector_size(N * sizeof(T))));
  typedef T unaligned __attribute__((vector_size(N * sizeof(T)), aligned(sizeof(T)), may_alias));
};

template <typename Op>
using Register = typename Lanes<typename Op::Part, kLanes<Op>>::type;

/// kLanes elements.
template <typename Op>
KERNEL_INLINE Register<Op> load_elements(const typename Op::Value* x) {
  using Loaded = typename Lanes<typename Op::Value, kLanes<Op>>::unaligned;
  return __builtin_convertvector(*reinterpret_cast<const Loaded*>(x), Register<Op>);
}

/// Joins to `total` the first kTile columns of up to kRun rows. All of these columns must be readable.
template <typename Op>
void join_tile(int64_t rows, int64_t stride, const typename Op::Value* x, typename Op::Total* total) {
  constexpr int L = kLanes<Op>;
  Register<Op> part[kRegisters];
  for (Register<Op>& p : part) p = Register<Op>{} + Op::kStart;
  for (int64_t row = 0; row < rows; row++, x += stride) {
    KERNEL_UNROLL
    for (int k = 0; k < kRegisters; k++) part[k] = Op::join(part[k], load_elements<Op>(x + k * L));
  }
  for (int i = 0; i < kTile<Op>; i++) total[i] = Op::join(total[i], static_cast<typename Op::Total>(part[i / L][i % L]));
}

/// total[c] = the reduction of column c < width over the rows; there is room for another tile of totals behind them. Nothing is read
/// from `limit` on.
template <typename Op>
void reduce_columns(int64_t rows, int64_t width, int64_t stride, const typename Op::Value* x, const typename Op::Value* limit,
                    typename Op::Total* total) {
  using Total = typename Op::Total;
  constexpr int64_t T = kTile<Op>;
  for (int64_t c = 0; c < round_up(width, T); c++) total[c] = Op::kStart;
  for (int64_t begin = 0; begin < rows; begin += kRun) {
    const int64_t run = least(kRun, rows - begin);
    for (int64_t first = 0; first < width; first += T) {
      const auto* from = x + begin * stride + first;
      // A tile may reach beyond the row, into the next one, and these totals are dropped; at the end of the data there is none.
      const int64_t room = limit - from - T;
      const int64_t whole = room < 0 ? 0 : least(run, room / stride + 1);
      join_tile<Op>(whole, stride, from, total + first);
      for (int64_t row = whole; row < run; row++) {
        for (int64_t c = 0; c < least(T, width - first); c++) {
          total[first + c] = Op::join(total[first + c], static_cast<Total>(from[row * stride + c]));
        }
      }
    }
  }
}

/// Likewise, for rows of few columns that follow one another.
template <typename Op>
void reduce_narrow(int64_t rows, int64_t width, const typename Op::Value* x, const typename Op::Value* limit,
                   typename Op::Total* total) {
  using Total = typename Op::Total;
  const int64_t at_once = kTile<Op> / width, groups = rows / at_once;
  if (groups == 0) {
    for (int64_t c = 0; c < width; c++) total[c] = Op::kStart;
  } else {
    Total wide[kTile<Op>];
    reduce_columns<Op>(groups, at_once * width, at_once * width, x, limit, wide);
    for (int64_t left = at_once; left > 1;) {
      const int64_t half = (left + 1) / 2;
      for (int64_t i = 0; i < (left - half) * width; i++) wide[i] = Op::join(wide[i], wide[half * width + i]);
      left = half;
    }
    for (int64_t c = 0; c < width; c++) total[c] = wide[c];
  }
  for (int64_t i = groups * at_once * width; i < rows * width; i += width) {
    for (int64_t c = 0; c < width; c++) total[c] = Op::join(total[c], static_cast<Total>(x[i + c]));
  }
}

/// The reduction of up to kRun registers of elements.
template <typename Op>
typename Op::Total reduce_short(int64_t n, const typename Op::Value* x) {
  using Part = typename Op::Part;
  constexpr int L = kLanes<Op>;
  Part total = Op::kStart;
  int64_t i = 0;
  if (n >= L) {
    Register<Op> part = load_elements<Op>(x);
    for (i = L; i + L <= n; i += L) part = Op::join(part, load_elements<Op>(x + i));
    Part lanes[L];
    __builtin_memcpy(lanes, &part, sizeof(part));
    for (int half = L / 2; half > 0; half /= 2) {
      for (int l = 0; l < half; l++) lanes[l] = Op::join(lanes[l], lanes[l + half]);
    }
    total = lanes[0];
  }
  for (; i < n; i++) total = Op::join(total, static_cast<Part>(x[i]));
  return total;
}

template <typename Op>
KERNEL_INLINE typename Op::Value finish(typename Op::Total total, double scale) {
  if constexpr (sizeof(typename Op::Total) == sizeof(double)) return static_cast<typename Op::Value>(total * scale);
  return static_cast<typename Op::Value>(total);
}

template <typename Op>
void reduce_as(Axes axes, double scale, const void* x_data, void* y_data) {
  using Value = typename Op::Value;
  using Total = typename Op::Total;
  const int64_t outer = axes.outer, n = axes.n, inner = axes.inner;
  auto* x = static_cast<const Value*>(x_data);
  auto* y = static_cast<Value*>(y_data);
  const Value* limit = x + outer * n * inner;
  if (n == 0) {
    for (int64_t i = 0; i < outer * inner; i++) y[i] = static_cast<Value>(Op::kEmpty);
    return;
  }
  const int64_t width = least(inner, kColumns), column_parts = (inner + kColumns - 1) / kColumns;
  const int64_t row_parts = outer * column_parts >= kUnits ? 1 : most(1, least(kUnits, n * width / kUnit));
  const Scratch<Total> parts(row_parts > 1 ? static_cast<unsigned long>(outer * row_parts * inner) : 0);
  Total* const partial = parts.get();

  const int64_t units = outer * row_parts * column_parts;
  parallel_ranges(units, kGrain / most(1, n * width / row_parts), [=](int64_t begin, int64_t end, int) {
    for (int64_t unit = begin; unit < end; unit++) {
      const int64_t column = unit % column_parts * kColumns, columns = least(kColumns, inner - column);
      const int64_t p = unit / column_parts % row_parts, o = unit / column_parts / row_parts;
      const int64_t row = part(n, p, row_parts), rows = part(n, p + 1, row_parts) - row;
      const Value* from = x + (o * n + row) * inner + column;
      Total total[kColumns + kTile<Op>];
      if (inner == 1 && rows <= kRun * kLanes<Op>) {
        total[0] = reduce_short<Op>(rows, from);
      } else if (2 * inner <= kTile<Op>) {
        reduce_narrow<Op>(rows, inner, from, limit, total);
      } else {
        reduce_columns<Op>(rows, columns, inner, from, limit, total);
      }
      for (int64_t c = 0; c < columns; c++) {
        if (row_parts > 1) {
          partial[(o * row_parts + p) * inner + column + c] = total[c];
        } else {
          y[o * inner + column + c] = finish<Op>(total[c], scale);
        }
      }
    }
  });
  if (row_parts == 1) return;
  parallel_ranges(outer * inner, kGrain / row_parts, [=](int64_t begin, int64_t end, int) {
    for (int64_t i = begin; i < end; i++) {
      const Total* first = partial + i / inner * row_parts * inner + i % inner;
      Total total = *first;
      for (int64_t p = 1; p < row_parts; p++) total = Op::join(total, first[p * inner]);
      y[i] = finish<Op>(total, scale);
    }
  });
}

using Reduce = void (*)(Axes axes, double scale, const void* x, void* y);
const Reduce kReductions[static_cast<int>(Reduction::kCount)][kTypes] = {
    {reduce_as<SumOfFloats>, reduce_as<Wrapping<uint32_t, false>>, nullptr},
    {reduce_as<ProductOfFloats>, reduce_as<Wrapping<uint32_t, true>>, nullptr},
    {reduce_as<Extremum<float, true>>, reduce_as<Extremum<int32_t, true>>, reduce_as<Extremum<uint8_t, true>>},
    {reduce_as<Extremum<float, false>>, reduce_as<Extremum<int32_t, false>>, reduce_as<Extremum<uint8_t, false>>},
};

bool reduce_axes(Reduction op, Type type, Axes axes, double scale, const void* x, void* y) {
  const Reduce run = kReductions[static_cast<int>(op)][static_cast<int>(type)];
  if (run == nullptr) return false;
  run(axes, scale, x, y);
  return true;
}

}  // namespace

extern const ReduceKernels reduce;
const ReduceKernels reduce{reduce_axes, arg, cumulate};

}  // namespace native::KERNEL_SET
