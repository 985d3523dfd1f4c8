#include "../kernels/resize.h"

#include <stdexcept>

#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

ResizeShape shape_of(Args& args) {
  ResizeShape s{};
  for (int64_t* size : {&s.batch, &s.height, &s.width, &s.channels, &s.out_height, &s.out_width}) *size = args.integer();
  s.align_corners = args.flag();
  s.half_pixel_centers = args.flag();
  if (s.height < 1 || s.width < 1 || s.out_height < 1 || s.out_width < 1) {
    throw std::invalid_argument("maps to be resized have at least one pixel, before and after");
  }
  return s;
}

int64_t in_size(const ResizeShape& s) { return s.batch * s.height * s.width * s.channels; }
int64_t out_size(const ResizeShape& s) { return s.batch * s.out_height * s.out_width * s.channels; }

Napi::Value nearest(Args& args) {
  const ResizeShape s = shape_of(args);
  const auto* x = args.buffer<uint32_t>(in_size(s));
  kernels().resize.nearest(s, x, args.buffer<uint32_t>(out_size(s)));
  return args.env().Undefined();
}

Napi::Value nearest_gradient(Args& args) {
  const ResizeShape s = shape_of(args);
  const auto* dy = args.buffer<float>(out_size(s));
  kernels().resize.nearest_gradient(s, dy, args.buffer<float>(in_size(s)));
  return args.env().Undefined();
}

Napi::Value bilinear(Args& args) {
  const ResizeShape s = shape_of(args);
  const auto* x = args.buffer<float>(in_size(s));
  kernels().resize.bilinear(s, x, args.buffer<float>(out_size(s)));
  return args.env().Undefined();
}

Napi::Value bilinear_gradient(Args& args) {
  const ResizeShape s = shape_of(args);
  const auto* dy = args.buffer<float>(out_size(s));
  kernels().resize.bilinear_gradient(s, dy, args.buffer<float>(in_size(s)));
  return args.env().Undefined();
}

}  // namespace

void define_resize(Napi::Object exports) {
  define(exports, "resizeNearest", nearest);
  define(exports, "resizeNearestGradient", nearest_gradient);
  define(exports, "resizeBilinear", bilinear);
  define(exports, "resizeBilinearGradient", bilinear_gradient);
}

}  // namespace native
