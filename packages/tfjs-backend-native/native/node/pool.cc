#include <stdexcept>

#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

PoolShape shape_of(Args& args) {
  PoolShape s{};
  for (int64_t* size : {&s.batch, &s.height, &s.width, &s.channels, &s.out_height, &s.out_width, &s.window_height,
                        &s.window_width, &s.stride_y, &s.stride_x, &s.pad_top, &s.pad_left}) {
    *size = args.integer();
  }
  if (s.window_height < 1 || s.window_width < 1 || s.stride_y < 1 || s.stride_x < 1) {
    throw std::invalid_argument("a window of pooling and its strides are at least 1");
  }
  return s;
}

int64_t in_size(const PoolShape& s) { return s.batch * s.height * s.width * s.channels; }
int64_t out_size(const PoolShape& s) { return s.batch * s.out_height * s.out_width * s.channels; }

Napi::Value max_pool(Args& args) {
  const PoolShape s = shape_of(args);
  const auto* x = args.buffer<float>(in_size(s));
  kernels().pool.max(s, x, args.buffer<float>(out_size(s)));
  return args.env().Undefined();
}

Napi::Value max_pool_gradient(Args& args) {
  const PoolShape s = shape_of(args);
  const auto* x = args.buffer<float>(in_size(s));
  const auto* dy = args.buffer<float>(out_size(s));
  kernels().pool.max_gradient(s, x, dy, args.buffer<float>(in_size(s)));
  return args.env().Undefined();
}

Napi::Value average_pool(Args& args) {
  const PoolShape s = shape_of(args);
  const auto* x = args.buffer<float>(in_size(s));
  kernels().pool.average(s, x, args.buffer<float>(out_size(s)));
  return args.env().Undefined();
}

Napi::Value average_pool_gradient(Args& args) {
  const PoolShape s = shape_of(args);
  const auto* dy = args.buffer<float>(out_size(s));
  kernels().pool.average_gradient(s, dy, args.buffer<float>(in_size(s)));
  return args.env().Undefined();
}

}  // namespace

void define_pool(Napi::Object exports) {
  define(exports, "maxPool", max_pool);
  define(exports, "maxPoolGradient", max_pool_gradient);
  define(exports, "averagePool", average_pool);
  define(exports, "averagePoolGradient", average_pool_gradient);
}

}  // namespace native
