#include "../kernels/gemm.h"

#include <stdexcept>

#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

/// An operand: its matrices (1: one for the whole batch), whether they are transposed, and its handle.
GemmOperand operand(Args& args, int64_t batch, int64_t rows, int64_t columns) {
  const int64_t matrices = args.integer();
  if (matrices != 1 && matrices != batch) {
    throw std::invalid_argument("matMul: an operand holds one matrix, or as many as the batch");
  }
  const bool transposed = args.flag();
  const float* data = args.buffer<float>(matrices * rows * columns);
  return {data, matrices == 1 ? 0 : rows * columns, transposed};
}

/// matMul(batch, m, n, k, A: matrices, transposed, handle, B: likewise, c, bias or -1, relu): C [batch, m, n] = relu?(A·B +
/// bias).
Napi::Value multiply(Args& args) {
  const int64_t batch = args.integer(), m = args.integer(), n = args.integer(), k = args.integer();
  constexpr int64_t kMost = int64_t{1} << 40;
  int64_t product = 1;
  for (const int64_t size : {batch, m, n}) {
    if (size < 1 || k < 1 || size > kMost / product || k > kMost / size) {
      throw std::invalid_argument("matMul: a batch of " + std::to_string(batch) + " products [" + std::to_string(m) + ", " +
                                  std::to_string(k) + "]·[" + std::to_string(k) + ", " + std::to_string(n) +
                                  "]: every size must be at least 1, and all of them fit into memory");
    }
    product *= size;
  }
  const GemmOperand a = operand(args, batch, m, k), b = operand(args, batch, k, n);
  float* c = args.buffer<float>(product);
  const float* bias = args.optional_buffer<float>(n);
  kernels().gemm.multiply({batch, m, n, k}, a, b, c, {bias, args.flag(), false});
  return args.env().Undefined();
}

}  // namespace

void define_gemm(Napi::Object exports) { define(exports, "matMul", multiply); }

}  // namespace native
