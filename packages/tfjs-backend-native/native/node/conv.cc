// Convolutions. Every function takes the algorithm (0 direct, 1 Winograd, 2 depthwise) and the sizes as ConvShape lists them.
#include "../kernels/conv.h"

#include <stdexcept>

#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

const ConvKernels& algorithm(int64_t index) {
  switch (index) {
    case 0:
      return kernels().conv_direct;
    case 1:
      return kernels().winograd;
    case 2:
      return kernels().depthwise;
    default:
      throw std::invalid_argument("convolution: there is no algorithm " + std::to_string(index));
  }
}

/// Product of sizes, each at least 1 and their product one that memory might hold.
int64_t product(std::initializer_list<int64_t> sizes) {
  constexpr int64_t kMost = int64_t{1} << 40;
  int64_t total = 1;
  for (const int64_t size : sizes) {
    if (size < 1 || size > kMost / total) {
      throw std::invalid_argument("convolution: every size must be at least 1, and a tensor fit into memory");
    }
    total *= size;
  }
  return total;
}

/// A convolution, its kernels, and the elements of its tensors.
struct Call {
  ConvShape shape;
  const ConvKernels& kernels;
  int64_t x, y, kernel;

  // In braces: the arguments are read from left to right.
  explicit Call(Args& args) : Call{algorithm(args.integer()), args.integers()} {}

  Call(const ConvKernels& chosen, const std::vector<int64_t>& sizes) : shape(shape_of(sizes)), kernels(chosen) {
    const ConvShape& s = shape;
    x = product({s.batch, s.height, s.width, s.in_channels});
    y = product({s.batch, s.out_height, s.out_width, s.out_channels});
    product({s.stride_y, s.stride_x, s.dilation_y, s.dilation_x});
    if (s.groups < 1 || s.in_channels % s.groups != 0 || s.out_channels % s.groups != 0) {
      throw std::invalid_argument("convolution: " + std::to_string(s.groups) + " groups don't divide " +
                                  std::to_string(s.in_channels) + " channels in and " + std::to_string(s.out_channels) + " out");
    }
    kernel = product({s.kernel_height, s.kernel_width, s.in_channels / s.groups, s.out_channels});
    if (!kernels.supports(s)) throw std::invalid_argument("convolution: this algorithm isn't made for this shape");
  }

 private:
  static ConvShape shape_of(const std::vector<int64_t>& sizes) {
    constexpr size_t kSizes = 16;
    if (sizes.size() != kSizes) throw std::invalid_argument("convolution: 16 sizes are wanted");
    const int64_t* s = sizes.data();
    return {s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], s[9], s[10], s[11], s[12], s[13], s[14], s[15]};
  }
};

Napi::Value supports(Args& args) {
  const ConvKernels& asked = algorithm(args.integer());
  const Call call(kernels().conv_direct, args.integers());
  return Napi::Boolean::New(args.env(), asked.supports(call.shape));
}

/// (algorithm, sizes, x, kernel, whether packed, y, bias or -1, sum or -1, relu)
Napi::Value forward(Args& args) {
  const Call call(args);
  const float* x = args.buffer<float>(call.x);
  const int64_t handle = args.handle();
  const bool packed = args.flag();
  const float* kernel = args.at<float>(handle, packed ? call.kernels.packed_floats(call.shape) : call.kernel);
  float* y = args.buffer<float>(call.y);
  const float* bias = args.optional_buffer<float>(call.shape.out_channels);
  const float* sum = args.optional_buffer<float>(call.y);
  call.kernels.forward(call.shape, x, {kernel, packed}, y, {bias, sum, args.flag()});
  return args.env().Undefined();
}

/// (algorithm, sizes): floats of a packed kernel, 0 where there is no such thing
Napi::Value packed_floats(Args& args) {
  const Call call(args);
  return Napi::Number::New(args.env(), static_cast<double>(call.kernels.packed_floats(call.shape)));
}

/// (algorithm, sizes, kernel, packed)
Napi::Value pack(Args& args) {
  const Call call(args);
  const float* kernel = args.buffer<float>(call.kernel);
  const int64_t floats = call.kernels.packed_floats(call.shape);
  if (floats == 0) throw std::invalid_argument("convolution: this algorithm packs no kernel of this shape");
  call.kernels.pack(call.shape, kernel, args.buffer<float>(floats));
  return args.env().Undefined();
}

/// (algorithm, sizes, dy, kernel, dx, accumulate)
Napi::Value input_gradient(Args& args) {
  const Call call(args);
  const float* dy = args.buffer<float>(call.y);
  const float* kernel = args.buffer<float>(call.kernel);
  float* dx = args.buffer<float>(call.x);
  call.kernels.input_gradient(call.shape, dy, kernel, dx, args.flag());
  return args.env().Undefined();
}

/// (algorithm, sizes, x, dy, dkernel, deterministic)
Napi::Value kernel_gradient(Args& args) {
  const Call call(args);
  const float* x = args.buffer<float>(call.x);
  const float* dy = args.buffer<float>(call.y);
  float* dkernel = args.buffer<float>(call.kernel);
  call.kernels.kernel_gradient(call.shape, x, dy, dkernel, args.flag());
  return args.env().Undefined();
}

}  // namespace

void define_conv(Napi::Object exports) {
  define(exports, "convSupports", supports);
  define(exports, "convForward", forward);
  define(exports, "convPackedFloats", packed_floats);
  define(exports, "convPack", pack);
  define(exports, "convInputGradient", input_gradient);
  define(exports, "convKernelGradient", kernel_gradient);
}

}  // namespace native
