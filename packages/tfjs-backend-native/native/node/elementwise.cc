#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

Napi::Value accumulate(Args& args) {
  const int64_t n = args.integer();
  const float* x = args.buffer<float>(n);
  kernels().elementwise.accumulate(n, x, args.buffer<float>(n));
  return args.env().Undefined();
}

}  // namespace

void define_elementwise(Napi::Object exports) {
  define(exports, "accumulate", accumulate);
}

}  // namespace native
