// Operations on one operand.
#include "../runtime/threads.h"
#include "elementwise_parts.h"
#include "unary_operations.h"

namespace native::KERNEL_SET {
namespace {

using SpanLoop = void (*)(int64_t n, Parameters parameters, const void* x, void* y);

template <typename Op, typename T, typename Out>
void scalars(int64_t n, Parameters parameters, const void* x_data, void* y_data) {
  auto* x = static_cast<const T*>(x_data);
  auto* y = static_cast<Out*>(y_data);
  KERNEL_INDEPENDENT
  for (int64_t i = 0; i < n; i++) {
    y[i] = static_cast<Out>(Op::of(static_cast<typename Arithmetic<T>::Value>(x[i]), parameters));
  }
}

template <typename Op>
void vectors(int64_t n, Parameters, const void* x_data, void* y_data) {
  constexpr int W = kWidth;
  auto* x = static_cast<const float*>(x_data);
  auto* y = static_cast<float*>(y_data);
  int64_t i = 0;
  for (; i + W <= n; i += W) store<W>(y + i, Op::template of<W>(load<W>(x + i)));
  const int rest = static_cast<int>(n - i);
  if (rest > 0) store_part<W>(y + i, Op::template of<W>(load_part<W>(x + i, rest)), rest);
}

/// The loops of one operation by type; null where it has none.
struct Family {
  SpanLoop loops[kTypes];
  int64_t float_result_width;
};

template <typename Op>
constexpr Family numeric() {
  return {{scalars<Op, float, float>, scalars<Op, int32_t, int32_t>, scalars<Op, uint8_t, uint8_t>}, sizeof(float)};
}
template <typename Op>
constexpr Family real() {
  return {{scalars<Op, float, float>, nullptr, nullptr}, sizeof(float)};
}
template <typename Op>
constexpr Family vector() {
  return {{vectors<Op>, nullptr, nullptr}, sizeof(float)};
}
template <typename Op>
constexpr Family test() {
  return {{scalars<Op, float, uint8_t>, nullptr, nullptr}, sizeof(uint8_t)};
}
constexpr Family kNot{{nullptr, nullptr, scalars<Not, uint8_t, uint8_t>}, sizeof(uint8_t)};

const Family kFamilies[] = {
    numeric<Abs>(), numeric<Negate>(), numeric<Square>(), numeric<Relu>(), numeric<Relu6>(), numeric<Sign>(),
    real<Step>(), numeric<Clip>(), real<Sqrt>(), real<Rsqrt>(), real<Reciprocal>(), real<Floor>(), real<Ceil>(), real<Round>(),
    real<LeakyRelu>(),
    vector<Exp>(), vector<Expm1>(), vector<Log>(), vector<Log1p>(), vector<Sigmoid>(), vector<Tanh>(), vector<Elu>(), vector<Selu>(),
    vector<Softplus>(), vector<Erf>(),
    real<Sin>(), real<Cos>(), real<Tan>(), real<Asin>(), real<Acos>(), real<Atan>(), real<Sinh>(), real<Cosh>(), real<Asinh>(),
    real<Acosh>(), real<Atanh>(),
    test<IsNan>(), test<IsInfinite>(), test<IsFinite>(), kNot,
};
static_assert(sizeof(kFamilies) / sizeof(Family) == static_cast<unsigned>(Unary::kCount), "one family per operation");

}  // namespace

bool unary(Unary op, Type type, int64_t n, Parameters parameters, const void* x, void* y) {
  const Family& family = kFamilies[static_cast<int>(op)];
  const SpanLoop run = family.loops[static_cast<int>(type)];
  if (run == nullptr) return false;
  const int64_t width = width_of(type), result_width = type == Type::kFloat ? family.float_result_width : width;
  parallel_ranges(n, kGrain, [=](int64_t begin, int64_t end, int) {
    run(end - begin, parameters, static_cast<const char*>(x) + begin * width, static_cast<char*>(y) + begin * result_width);
  });
  return true;
}

}  // namespace native::KERNEL_SET
