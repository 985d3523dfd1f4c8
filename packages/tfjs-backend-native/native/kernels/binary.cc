// Operations on two operands with broadcasting: one loop of loops for all of them.
#include "../runtime/threads.h"
#include "binary_operations.h"
#include "elementwise_parts.h"

namespace native::KERNEL_SET {
namespace {

/// Rows of a result, in order, and where each row's operands begin: `step` elements after those of the row before (0: the same ones).
struct Rows {
  int64_t count, length;
  int64_t a_step, b_step;
};
using RowLoop = void (*)(const Rows& rows, const void* a, const void* b, void* y);

/// Within a row an operand moves (1) or is a single element (0).
template <typename Op, typename T, typename Out, int A, int B>
void row_loop(const Rows& rows, const void* a_data, const void* b_data, void* y_data) {
  using Value = typename Arithmetic<T>::Value;
  auto* a = static_cast<const T*>(a_data);
  auto* b = static_cast<const T*>(b_data);
  auto* y = static_cast<Out*>(y_data);
  for (int64_t row = 0; row < rows.count; row++, a += rows.a_step, b += rows.b_step, y += rows.length) {
    const auto a_first = static_cast<Value>(*a), b_first = static_cast<Value>(*b);
    KERNEL_INDEPENDENT
    for (int64_t i = 0; i < rows.length; i++) {
      y[i] = static_cast<Out>(Op::of(A ? static_cast<Value>(a[i]) : a_first, B ? static_cast<Value>(b[i]) : b_first));
    }
  }
}

/// The loops of one operation: by type, then by which operand moves: both, a, b.
struct Family {
  RowLoop loops[kTypes][3];
  int64_t result_width[kTypes];
};

template <typename Op, typename F, typename I, typename B>
constexpr Family family_of() {
  return {{{row_loop<Op, float, F, 1, 1>, row_loop<Op, float, F, 1, 0>, row_loop<Op, float, F, 0, 1>},
           {row_loop<Op, int32_t, I, 1, 1>, row_loop<Op, int32_t, I, 1, 0>, row_loop<Op, int32_t, I, 0, 1>},
           {row_loop<Op, uint8_t, B, 1, 1>, row_loop<Op, uint8_t, B, 1, 0>, row_loop<Op, uint8_t, B, 0, 1>}},
          {sizeof(F), sizeof(I), sizeof(B)}};
}
template <typename Op>
constexpr Family same() {
  return family_of<Op, float, int32_t, uint8_t>();
}
template <typename Op>
constexpr Family integer() {
  return family_of<Op, int32_t, int32_t, int32_t>();
}
template <typename Op>
constexpr Family truth() {
  return family_of<Op, uint8_t, uint8_t, uint8_t>();
}

const Family kFamilies[] = {
    same<Add>(),      same<Subtract>(),          same<Multiply>(), same<Divide>(),  integer<FloorDivide>(), same<Modulo>(),     same<Power>(),
    same<Maximum>(),  same<Minimum>(),           same<SquaredDifference>(),         same<Prelu>(),          same<EluGrad>(),    same<Atan2>(),
    truth<Equal>(),   truth<NotEqual>(),         truth<Less>(),    truth<LessEqual>(), truth<Greater>(),    truth<GreaterEqual>(),
    truth<And>(),     truth<Or>(),
};
static_assert(sizeof(kFamilies) / sizeof(Family) == static_cast<unsigned>(Binary::kCount), "one family per operation");

/// Where an operand's element stands, from the indices of the loops.
struct Strides {
  int64_t of[kMaxLoops];
};

template <typename Moves>
Strides strides(int loops, Moves moves, const BroadcastLoop* loop) {
  Strides result;
  int64_t stride = 1;
  for (int l = loops - 1; l >= 0; l--) {
    result.of[l] = moves(loop[l]) ? stride : 0;
    if (moves(loop[l])) stride *= loop[l].size;
  }
  return result;
}

/// A nest of loops, any range of whose results can be computed: rows are the innermost loop.
class Nest {
 public:
  Nest(int loops, const BroadcastLoop* loop)
      : loops_(loops),
        loop_(loop),
        a_(strides(loops, [](const BroadcastLoop& l) { return l.a; }, loop)),
        b_(strides(loops, [](const BroadcastLoop& l) { return l.b; }, loop)) {}

  int64_t size() const {
    int64_t n = 1;
    for (int l = 0; l < loops_; l++) n *= loop_[l].size;
    return n;
  }

  /// Calls run(rows, first element of a, of b, of y) for results in [begin, end): as many whole rows at a time as follow one another.
  template <typename Run>
  void walk(int64_t begin, int64_t end, Run run) const {
    const int last = loops_ - 1;
    const int64_t length = loop_[last].size, group = loops_ > 1 ? loop_[last - 1].size : 1;
    for (int64_t at = begin; at < end;) {
      const int64_t row = at / length, column = at % length;
      Rows rows{1, least(length - column, end - at), 0, 0};
      if (loops_ > 1) {
        rows.a_step = a_.of[last - 1];
        rows.b_step = b_.of[last - 1];
        if (rows.length == length) rows.count = least(group - row % group, (end - at) / length);
      }
      run(rows, start(a_, row) + column * a_.of[last], start(b_, row) + column * b_.of[last], at);
      at += rows.count * rows.length;
    }
  }

 private:
  int64_t start(const Strides& strides, int64_t row) const {
    int64_t offset = 0;
    for (int l = loops_ - 2; l >= 0; l--) {
      offset += row % loop_[l].size * strides.of[l];
      row /= loop_[l].size;
    }
    return offset;
  }

  int loops_;
  const BroadcastLoop* loop_;
  Strides a_, b_;
};

}  // namespace

void binary(Binary op, Type type, int loops, const BroadcastLoop* loop, const void* a, const void* b, void* y) {
  const Family& family = kFamilies[static_cast<int>(op)];
  const BroadcastLoop& inner = loop[loops - 1];
  const RowLoop run = family.loops[static_cast<int>(type)][inner.a && inner.b ? 0 : inner.a ? 1 : 2];
  const int64_t width = width_of(type), result_width = family.result_width[static_cast<int>(type)];
  const Nest nest(loops, loop);
  parallel_ranges(nest.size(), kGrain, [&](int64_t begin, int64_t end, int) {
    nest.walk(begin, end, [&](const Rows& rows, int64_t a_at, int64_t b_at, int64_t y_at) {
      run(rows, static_cast<const char*>(a) + a_at * width, static_cast<const char*>(b) + b_at * width,
          static_cast<char*>(y) + y_at * result_width);
    });
  });
}

}  // namespace native::KERNEL_SET
