// Arithmetic element by element, on tensors of any of the three numeric types.
#pragma once
#include <cstdint>

namespace native {

/// Types of elements, as their codes come from JavaScript: float, int32_t, and uint8_t (0 or 1).
enum class Type : int32_t { kFloat, kInt, kBool };
constexpr int kTypes = 3;
constexpr int64_t width_of(Type type) { return type == Type::kBool ? 1 : 4; }

/// Operations on two operands; the codes are the order of BINARY in src/kernels/binary.ts. Results have the operands' type, but for
/// comparisons, logical operations (bool) and floor_divide (int). Integers wrap.
enum class Binary : int32_t {
  kAdd, kSubtract, kMultiply, kDivide, kFloorDivide, kModulo, kPower, kMaximum, kMinimum, kSquaredDifference, kPrelu, kEluGrad,
  kAtan2, kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kAnd, kOr, kCount
};

/// Operations on one operand; the codes are the order of UNARY in src/kernels/unary.ts. Those from kIsNan on give bools.
enum class Unary : int32_t {
  kAbs, kNegate, kSquare, kRelu, kRelu6, kSign, kStep, kClip, kSqrt, kRsqrt, kReciprocal, kFloor, kCeil, kRound, kLeakyRelu,
  kExp, kExpm1, kLog, kLog1p, kSigmoid, kTanh, kElu, kSelu, kSoftplus, kErf,
  kSin, kCos, kTan, kAsin, kAcos, kAtan, kSinh, kCosh, kAsinh, kAcosh, kAtanh,
  kIsNan, kIsInfinite, kIsFinite, kNot, kCount
};

/// One loop over an axis (or several that behave alike) of a result: its length, and whether the operands move along or are repeated.
struct BroadcastLoop {
  int64_t size;
  bool a, b;
};
constexpr int kMaxLoops = 8;

/// What an operation needs beside its operand: the bounds of kClip, the slope of kLeakyRelu, the value of kStep at negative numbers.
struct Parameters {
  double first, second;
};

struct ElementwiseKernels {
  /// y[i] += x[i]
  void (*accumulate)(int64_t n, const float* x, float* y);
  /// y = a ∘ b over nested loops, outermost first (1 to kMaxLoops of them). y may be an operand that is not repeated.
  void (*binary)(Binary op, Type type, int loops, const BroadcastLoop* loop, const void* a, const void* b, void* y);
  /// y[i] = f(x[i]); y may be x. False where that operation has no form for that type.
  bool (*unary)(Unary op, Type type, int64_t n, Parameters parameters, const void* x, void* y);
  /// Converts: to bool by x ≠ 0, from float to int as ECMAScript's ToInt32 (towards zero, modulo 2^32, 0 of NaN and infinities).
  void (*cast)(Type from, Type to, int64_t n, const void* x, void* y);
  /// y[i] = value, converted likewise.
  void (*fill)(Type type, int64_t n, double value, void* y);
  /// y[i][j] = condition[i] ? yes[i][j] : no[i][j], i < n, j < inner
  void (*select)(Type type, int64_t n, int64_t inner, const uint8_t* condition, const void* yes, const void* no, void* y);
};

}  // namespace native
