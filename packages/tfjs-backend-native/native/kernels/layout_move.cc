// Every copy between two strided views of one shape: an axis or two are the plane that a tight loop runs over, the others count
// planes.
#include "../runtime/threads.h"
#include "layout_move.h"
#include "layout_swap.h"

namespace native::KERNEL_SET {
namespace {

// Elements that one unit of work moves, about; and the side of the block of a transposition, whose lines stay in the cache.
constexpr int64_t kUnit = 1 << 14;
constexpr int64_t kSide = 128;

/// Leaves out axes of one element, sorts the others by target stride (largest first), joins those that run on in both views.
Move simplified(const Move& move) {
  Move sorted;
  for (int i = 0; i < move.rank; i++) {
    if (move.axes[i].size == 1) continue;
    int place = sorted.rank++;
    for (; place > 0 && sorted.axes[place - 1].to < move.axes[i].to; place--) sorted.axes[place] = sorted.axes[place - 1];
    sorted.axes[place] = move.axes[i];
  }
  Move joined;
  for (int i = 0; i < sorted.rank; i++) {
    const MoveAxis axis = sorted.axes[i];
    MoveAxis* outer = joined.rank > 0 ? &joined.axes[joined.rank - 1] : nullptr;
    if (outer != nullptr && outer->to == axis.to * axis.size && outer->from == axis.from * axis.size) {
      *outer = {outer->size * axis.size, axis.from, axis.to};
    } else {
      joined.axes[joined.rank++] = axis;
    }
  }
  return joined;
}

/// A move as planes of rows × columns, one for each index of the axes in `planes`.
struct Plan {
  MoveAxis rows{1, 0, 0}, columns{1, 1, 1};
  Move planes;
  bool swaps = false;  // rows are contiguous in the source, columns in the target

  int64_t row_block = 1, column_block = 1, row_blocks = 1, column_blocks = 1, plane_count = 1;
};

Plan planned(const Move& given) {
  Plan plan;
  Move& left = plan.planes = simplified(given);
  if (left.rank > 0) plan.columns = left.axes[--left.rank];
  int row_axis = left.rank - 1;
  if (plan.columns.to == 1 && plan.columns.from != 1) {
    for (int i = 0; i < left.rank; i++) {
      if (left.axes[i].from != 1) continue;
      row_axis = i;
      plan.swaps = true;
    }
  }
  if (row_axis >= 0) {
    plan.rows = left.axes[row_axis];
    left.rank--;
    for (int i = row_axis; i < left.rank; i++) left.axes[i] = left.axes[i + 1];
  }
  for (int i = 0; i < left.rank; i++) plan.plane_count *= left.axes[i].size;

  const int64_t rows = plan.rows.size, columns = plan.columns.size;
  const int64_t side = plan.swaps ? least(rows, kSide) : 1;
  plan.column_block = least(columns, most(kSide, kUnit / side));
  plan.row_block = least(rows, most(side, kUnit / plan.column_block));
  plan.row_blocks = (rows + plan.row_block - 1) / plan.row_block;
  plan.column_blocks = (columns + plan.column_block - 1) / plan.column_block;
  return plan;
}

/// Where a plane begins in both views; steps to the next.
class Place {
 public:
  Place(const Move& planes, int64_t plane) : planes_(planes) {
    for (int i = planes_.rank - 1; i >= 0; i--) {
      const MoveAxis& axis = planes_.axes[i];
      index_[i] = plane % axis.size;
      plane /= axis.size;
      from += index_[i] * axis.from;
      to += index_[i] * axis.to;
    }
  }

  void step() {
    for (int i = planes_.rank - 1; i >= 0; i--) {
      const MoveAxis& axis = planes_.axes[i];
      from += axis.from;
      to += axis.to;
      if (++index_[i] < axis.size) return;
      from -= axis.size * axis.from;
      to -= axis.size * axis.to;
      index_[i] = 0;
    }
  }

  int64_t from = 0, to = 0;

 private:
  const Move& planes_;
  int64_t index_[kMoveAxes];
};

template <typename T>
void move_block(const Plan& plan, int64_t rows, int64_t columns, const T* from, T* to) {
  if (plan.swaps) return swap<T>({from, plan.columns.from, to, plan.rows.to}, rows, columns);
  const int64_t from_step = plan.columns.from, to_step = plan.columns.to;
  for (int64_t row = 0; row < rows; row++, from += plan.rows.from, to += plan.rows.to) {
    if (from_step == 1 && to_step == 1) {
      copy_run(from, to, columns);
    } else if (from_step == 0 && to_step == 1) {
      const T value = *from;
      for (int64_t i = 0; i < columns; i++) to[i] = value;
    } else {
      for (int64_t i = 0; i < columns; i++) to[i * to_step] = from[i * from_step];
    }
  }
}

template <typename T>
void move_elements(const Move& given, const T* from, T* to) {
  for (int i = 0; i < given.rank; i++) {
    if (given.axes[i].size == 0) return;
  }
  const Plan plan = planned(given);
  const int64_t blocks = plan.row_blocks * plan.column_blocks;
  const int64_t unit = plan.row_block * plan.column_block;
  parallel_ranges(plan.plane_count * blocks, 2 * kUnit / unit, [&](int64_t begin, int64_t end, int) {
    Place place(plan.planes, begin / blocks);
    int64_t block = begin % blocks;
    for (int64_t i = begin; i < end; i++) {
      const int64_t row = block / plan.column_blocks * plan.row_block, column = block % plan.column_blocks * plan.column_block;
      move_block(plan, least(plan.row_block, plan.rows.size - row), least(plan.column_block, plan.columns.size - column),
                 from + place.from + row * plan.rows.from + column * plan.columns.from,
                 to + place.to + row * plan.rows.to + column * plan.columns.to);
      if (++block < blocks) continue;
      block = 0;
      place.step();
    }
  });
}

}  // namespace

void move(const Move& move, int bytes, const void* from, void* to) {
  if (bytes == 4) return move_elements(move, static_cast<const uint32_t*>(from), static_cast<uint32_t*>(to));
  move_elements(move, static_cast<const uint8_t*>(from), static_cast<uint8_t*>(to));
}

}  // namespace native::KERNEL_SET
