#include "../kernels/table.h"
#include "elements.h"
#include "subjects.h"

namespace native {
namespace {

bool gives_bool(Unary op) { return op >= Unary::kIsNan; }

/// The type of op's results on operands of that type.
Type result_of(Binary op, Type type) {
  return op >= Binary::kEqual ? Type::kBool : op == Binary::kFloorDivide ? Type::kInt : type;
}

Napi::Value accumulate(Args& args) {
  const int64_t n = args.integer();
  const float* x = args.buffer<float>(n);
  kernels().elementwise.accumulate(n, x, args.buffer<float>(n));
  return args.env().Undefined();
}

Napi::Value binary(Args& args) {
  const auto op = code(args, Binary::kCount, "operation");
  const Type type = type_of(args);
  const int64_t loops = args.integer();
  if (loops < 1 || loops > kMaxLoops) throw Napi::Error::New(args.env(), "binary: 1 to 8 loops, not " + std::to_string(loops));
  BroadcastLoop loop[kMaxLoops];
  int64_t n = 1, a_count = 1, b_count = 1;
  for (int64_t l = 0; l < loops; l++) {
    const int64_t size = args.integer(), moving = args.integer();
    loop[l] = {size, (moving & 1) != 0, (moving & 2) != 0};
    n *= size;
    if (loop[l].a) a_count *= size;
    if (loop[l].b) b_count *= size;
  }
  const void* a = elements(args, type, a_count);
  const void* b = elements(args, type, b_count);
  kernels().elementwise.binary(op, type, static_cast<int>(loops), loop, a, b, elements(args, result_of(op, type), n));
  return args.env().Undefined();
}

Napi::Value unary(Args& args) {
  const auto op = code(args, Unary::kCount, "operation");
  const Type type = type_of(args);
  const int64_t n = args.integer();
  const Parameters parameters{args.number(), args.number()};
  const void* x = elements(args, type, n);
  void* y = elements(args, gives_bool(op) ? Type::kBool : type, n);
  if (!kernels().elementwise.unary(op, type, n, parameters, x, y)) {
    throw Napi::Error::New(args.env(), "unary: that operation has no form for that type");
  }
  return args.env().Undefined();
}

Napi::Value cast(Args& args) {
  const Type from = type_of(args), to = type_of(args);
  const int64_t n = args.integer();
  const void* x = elements(args, from, n);
  kernels().elementwise.cast(from, to, n, x, elements(args, to, n));
  return args.env().Undefined();
}

Napi::Value fill(Args& args) {
  const Type type = type_of(args);
  const int64_t n = args.integer();
  const double value = args.number();
  kernels().elementwise.fill(type, n, value, elements(args, type, n));
  return args.env().Undefined();
}

Napi::Value select(Args& args) {
  const Type type = type_of(args);
  const int64_t n = args.integer(), inner = args.integer();
  const auto* condition = args.buffer<uint8_t>(n);
  const void* yes = elements(args, type, n * inner);
  const void* no = elements(args, type, n * inner);
  kernels().elementwise.select(type, n, inner, condition, yes, no, elements(args, type, n * inner));
  return args.env().Undefined();
}

}  // namespace

void define_elementwise(Napi::Object exports) {
  define(exports, "accumulate", accumulate);
  define(exports, "binary", binary);
  define(exports, "unary", unary);
  define(exports, "cast", cast);
  define(exports, "fill", fill);
  define(exports, "select", select);
}

}  // namespace native
