#include "../kernels/table.h"
#include "elements.h"
#include "subjects.h"

namespace native {
namespace {

Axes axes_of(Args& args) {
  const int64_t outer = args.integer(), n = args.integer(), inner = args.integer();
  return {outer, n, inner};
}

Napi::Value done(Args& args, bool possible) {
  if (!possible) throw Napi::Error::New(args.env(), "that reduction has no form for that type");
  return args.env().Undefined();
}

Napi::Value reduce(Args& args) {
  const auto op = code(args, Reduction::kCount, "reduction");
  const Type type = type_of(args);
  const Axes axes = axes_of(args);
  const double scale = args.number();
  const void* x = elements(args, type, axes.outer * axes.n * axes.inner);
  void* y = elements(args, type, axes.outer * axes.inner);
  return done(args, kernels().reduce.reduce(op, type, axes, scale, x, y));
}

Napi::Value arg(Args& args) {
  const bool largest = args.flag();
  const Type type = type_of(args);
  const Axes axes = axes_of(args);
  const void* x = elements(args, type, axes.outer * axes.n * axes.inner);
  kernels().reduce.arg(largest, type, axes, x, args.buffer<int32_t>(axes.outer * axes.inner));
  return args.env().Undefined();
}

Napi::Value cumulate(Args& args) {
  const Type type = type_of(args);
  const Axes axes = axes_of(args);
  const bool exclusive = args.flag(), reverse = args.flag();
  const int64_t count = axes.outer * axes.n * axes.inner;
  const void* x = elements(args, type, count);
  return done(args, kernels().reduce.cumulate(type, axes, exclusive, reverse, x, elements(args, type, count)));
}

}  // namespace

void define_reduce(Napi::Object exports) {
  define(exports, "reduce", reduce);
  define(exports, "arg", arg);
  define(exports, "cumulate", cumulate);
}

}  // namespace native
