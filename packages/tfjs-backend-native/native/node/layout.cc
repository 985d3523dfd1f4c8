#include <algorithm>
#include <stdexcept>
#include <string>

#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

int element_bytes(Args& args) {
  const int64_t bytes = args.integer();
  if (bytes != 1 && bytes != 4) throw std::invalid_argument("elements of 1 or 4 bytes are wanted");
  return static_cast<int>(bytes);
}

/// An axis after the other: its size, its stride in the source, its stride in the target.
Move axes_of(Args& args) {
  const std::vector<int64_t> numbers = args.integers();
  Move move;
  if (numbers.size() % 3 != 0 || numbers.size() / 3 > kMoveAxes) throw std::invalid_argument("a move has at most 16 axes");
  for (size_t i = 0; i < numbers.size(); i += 3) {
    move.axes[move.rank++] = {numbers[i], numbers[i + 1], numbers[i + 2]};
    if (numbers[i] < 0 || numbers[i + 2] < 0) throw std::invalid_argument("a move goes forward in its target");
  }
  return move;
}

bool is_empty(const Move& move) {
  return std::any_of(move.axes, move.axes + move.rank, [](const MoveAxis& axis) { return axis.size == 0; });
}

/// Elements that a buffer must hold if the view at that offset is not to leave it.
int64_t reach(const Move& move, int64_t offset, int64_t MoveAxis::* stride) {
  int64_t first = offset, last = offset;
  for (int i = 0; i < move.rank; i++) {
    const int64_t span = (move.axes[i].size - 1) * (move.axes[i].*stride);
    (span < 0 ? first : last) += span;
  }
  if (first < 0) throw std::invalid_argument("a view begins before its buffer");
  return last + 1;
}

/// The buffer behind an offset and a handle, as bytes from the offset on.
uint8_t* view(Args& args, const Move& move, int bytes, int64_t MoveAxis::* stride) {
  const int64_t offset = args.integer();
  return args.buffer<uint8_t>(reach(move, offset, stride) * bytes) + offset * bytes;
}

Napi::Value move_elements(Args& args) {
  const int bytes = element_bytes(args);
  const Move move = axes_of(args);
  if (is_empty(move)) return args.env().Undefined();
  const uint8_t* from = view(args, move, bytes, &MoveAxis::from);
  kernels().layout.move(move, bytes, from, view(args, move, bytes, &MoveAxis::to));
  return args.env().Undefined();
}

Napi::Value fill_elements(Args& args) {
  const int bytes = element_bytes(args);
  Move move = axes_of(args);
  const auto value = static_cast<uint32_t>(args.integer());
  if (is_empty(move)) return args.env().Undefined();
  for (int i = 0; i < move.rank; i++) move.axes[i].from = 0;
  const auto low = static_cast<uint8_t>(value);
  const void* source = bytes == 4 ? static_cast<const void*>(&value) : &low;
  kernels().layout.move(move, bytes, source, view(args, move, bytes, &MoveAxis::to));
  return args.env().Undefined();
}

Napi::Value gather(Args& args) {
  const int bytes = element_bytes(args);
  Gather g{};
  for (int64_t* size : {&g.batch, &g.outer, &g.choices, &g.count, &g.run}) *size = args.integer();
  const auto* from = args.buffer<uint8_t>(g.batch * g.outer * g.choices * g.run * bytes);
  const auto* indices = args.buffer<int32_t>(g.batch * g.count);
  for (int64_t i = 0; i < g.batch * g.count; i++) {
    if (indices[i] >= 0 && indices[i] < g.choices) continue;
    throw std::invalid_argument("GatherV2: the index value " + std::to_string(indices[i]) + " is not in [0, " +
                                std::to_string(g.choices - 1) + "]");
  }
  kernels().layout.gather(g, bytes, from, indices, args.buffer<uint8_t>(g.batch * g.outer * g.count * g.run * bytes));
  return args.env().Undefined();
}

Napi::Value one_hot(Args& args) {
  const int bytes = element_bytes(args);
  const int64_t n = args.integer(), depth = args.integer();
  const auto on = static_cast<uint32_t>(args.integer()), off = static_cast<uint32_t>(args.integer());
  const auto on_low = static_cast<uint8_t>(on), off_low = static_cast<uint8_t>(off);
  const auto* indices = args.buffer<int32_t>(n);
  auto* to = args.buffer<uint8_t>(n * depth * bytes);
  if (bytes == 4) {
    kernels().layout.one_hot(n, depth, bytes, indices, &on, &off, to);
  } else {
    kernels().layout.one_hot(n, depth, bytes, indices, &on_low, &off_low, to);
  }
  return args.env().Undefined();
}

Napi::Value segment_sum(Args& args) {
  const int64_t n = args.integer(), count = args.integer(), run = args.integer();
  const auto* x = args.buffer<float>(n * run);
  const auto* segments = args.buffer<int32_t>(n);
  kernels().layout.segment_sum(n, count, run, x, segments, args.buffer<float>(count * run));
  return args.env().Undefined();
}

Napi::Value reflection_gradient(Args& args) {
  Reflection s{};
  for (int64_t* size : {&s.batch, &s.height, &s.width, &s.channels}) *size = args.integer();
  for (int64_t* side : {&s.top, &s.bottom, &s.left, &s.right}) *side = args.integer();
  if (std::min({s.top, s.bottom, s.left, s.right}) < 0 || std::max(s.top, s.bottom) >= s.height ||
      std::max(s.left, s.right) >= s.width) {
    throw std::invalid_argument("a map is reflected by less than it is long on every side");
  }
  const auto* dy = args.buffer<float>(s.batch * s.rows() * s.columns() * s.channels);
  kernels().layout.reflection_gradient(s, dy, args.buffer<float>(s.batch * s.height * s.width * s.channels));
  return args.env().Undefined();
}

}  // namespace

void define_layout(Napi::Object exports) {
  define(exports, "moveElements", move_elements);
  define(exports, "fillElements", fill_elements);
  define(exports, "gather", gather);
  define(exports, "oneHot", one_hot);
  define(exports, "segmentSum", segment_sum);
  define(exports, "reflectionGradient", reflection_gradient);
}

}  // namespace native
