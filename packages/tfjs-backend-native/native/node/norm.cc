#include <stdexcept>

#include "../kernels/table.h"
#include "subjects.h"

namespace native {
namespace {

/// Rows and columns of the matrices that follow.
struct Shape {
  explicit Shape(Args& args) : n(args.integer()), c(args.integer()) {
    if (n < 1 || c < 1) {
      throw std::invalid_argument("a norm of " + std::to_string(n) + " rows by " + std::to_string(c) +
                                  " channels: the batch is empty, there is nothing to take statistics of");
    }
  }
  int64_t n, c;
  int64_t total() const { return n * c; }
};

Napi::Value column_mean(Args& args) {
  const Shape shape(args);
  const float* x = args.buffer<float>(shape.total());
  kernels().norm.column_mean(shape.n, shape.c, x, args.buffer<float>(shape.c));
  return args.env().Undefined();
}

Napi::Value scale_shift(Args& args) {
  const Shape shape(args);
  const float* x = args.buffer<float>(shape.total());
  const float* scale = args.buffer<float>(shape.c);
  const float* shift = args.optional_buffer<float>(shape.c);
  const bool relu = args.flag();
  kernels().norm.scale_shift(shape.n, shape.c, x, scale, shift, relu, args.buffer<float>(shape.total()));
  return args.env().Undefined();
}

/// A vector's size, which must divide c, and its handle; a handle below zero stands for no vector.
Cycle cycle(Args& args, int64_t c) {
  const int64_t size = args.integer();
  if (size < 1 || c % size != 0) {
    throw std::invalid_argument("a vector of " + std::to_string(size) + " values can't be repeated over " + std::to_string(c));
  }
  return {args.optional_buffer<float>(size), size};
}

Napi::Value normalise(Args& args) {
  const Shape shape(args);
  const double eps = args.number();
  const float* x = args.buffer<float>(shape.total());
  const Cycle mean = cycle(args, shape.c), variance = cycle(args, shape.c);
  const Cycle offset = cycle(args, shape.c), scale = cycle(args, shape.c);
  kernels().norm.normalise(shape.n, shape.c, eps, x, mean, variance, offset, scale, args.buffer<float>(shape.total()));
  return args.env().Undefined();
}

Napi::Value statistics(Args& args) {
  const Shape shape(args);
  const double eps = args.number();
  const float* x = args.buffer<float>(shape.total());
  float *mean = args.buffer<float>(shape.c), *variance = args.buffer<float>(shape.c);
  kernels().norm.statistics(shape.n, shape.c, eps, x, mean, variance, args.buffer<float>(shape.c));
  return args.env().Undefined();
}

/// A norm's operands on the way back, and where its gradients go: x, gamma, beta, mean, inverse, dx, dGamma, dBeta.
NormTermGradient term_gradient(Args& args, int64_t n, int64_t c) {
  NormTermGradient term{};
  term.x = args.buffer<float>(n * c);
  for (const float** operand : {&term.gamma, &term.beta, &term.mean, &term.inverse}) *operand = args.buffer<float>(c);
  term.dx = args.optional_buffer<float>(n * c);
  for (float** result : {&term.d_gamma, &term.d_beta}) *result = args.buffer<float>(c);
  return term;
}

/// A map's sizes and its border: batch, height, width, channels; top, bottom, left, right.
BorderedMap bordered_map(Args& args) {
  BorderedMap map{};
  for (int64_t* size : {&map.batch, &map.height, &map.width, &map.c}) {
    if ((*size = args.integer()) < 1) {
      throw std::invalid_argument("a norm with a border: every size of its map must be at least 1 (is the batch empty?)");
    }
  }
  for (int64_t* side : {&map.top, &map.bottom, &map.left, &map.right}) {
    if ((*side = args.integer()) < 0) throw std::invalid_argument("a norm with a border of less than nothing");
  }
  return map;
}

/// gamma, beta, mean, inverse, running mean and variance; eps; slope, a result.
BorderedNorm bordered_norm(Args& args, int64_t c) {
  BorderedNorm norm{};
  for (const float** operand : {&norm.gamma, &norm.beta, &norm.mean, &norm.inverse, &norm.running_mean, &norm.running_variance}) {
    *operand = args.buffer<float>(c);
  }
  norm.eps = args.number();
  norm.slope = args.buffer<float>(c);
  return norm;
}

Napi::Value with_border(Args& args) {
  const BorderedMap map = bordered_map(args);
  const float* x = args.buffer<float>(map.inner() * map.c);
  const BorderedNorm norm = bordered_norm(args, map.c);
  kernels().norm.with_border(map, norm, x, args.buffer<float>(map.pixels() * map.c));
  return args.env().Undefined();
}

Napi::Value with_border_gradient(Args& args) {
  const BorderedMap map = bordered_map(args);
  const float* dy = args.buffer<float>(map.pixels() * map.c);
  const float* slope = args.buffer<float>(map.c);
  const NormTermGradient term = term_gradient(args, map.inner(), map.c);
  kernels().norm.with_border_gradient(map, dy, term, slope);
  return args.env().Undefined();
}

Napi::Value less_border(Args& args) {
  const Shape shape(args);
  const float* x = args.buffer<float>(shape.total());
  const BorderedNorm norm = bordered_norm(args, shape.c);
  const int64_t pixels = args.integer();
  if (pixels < 1) throw std::invalid_argument("a norm less its border: there must be at least one pixel of border");
  float* border = args.buffer<float>(pixels * shape.c);
  kernels().norm.less_border(shape.n, shape.c, norm, x, pixels, border, args.buffer<float>(shape.total()));
  return args.env().Undefined();
}

Napi::Value less_border_gradient(Args& args) {
  const Shape shape(args);
  const float* dy = args.buffer<float>(shape.total());
  const float* slope = args.buffer<float>(shape.c);
  kernels().norm.less_border_gradient(shape.n, shape.c, dy, term_gradient(args, shape.n, shape.c), slope);
  return args.env().Undefined();
}

Napi::Value sum_norms(Args& args) {
  const Shape shape(args);
  const bool relu = args.flag();
  float* y = args.buffer<float>(shape.total());
  std::vector<NormTerm> terms(static_cast<size_t>(args.integer()));
  std::vector<const float*> others(static_cast<size_t>(args.integer()));
  for (NormTerm& term : terms) {
    term.x = args.buffer<float>(shape.total());
    term.gamma = args.buffer<float>(shape.c);
    term.beta = args.buffer<float>(shape.c);
    term.eps = args.number();
    for (float** result : {&term.mean, &term.variance, &term.inverse}) *result = args.buffer<float>(shape.c);
  }
  for (const float*& other : others) other = args.buffer<float>(shape.total());
  kernels().norm.sum_norms(shape.n, shape.c, static_cast<int>(terms.size()), terms.data(), static_cast<int>(others.size()),
                           others.data(), relu, y);
  return args.env().Undefined();
}

Napi::Value sum_norms_gradient(Args& args) {
  const Shape shape(args);
  const float* dy = args.buffer<float>(shape.total());
  const float* y = args.optional_buffer<float>(shape.total());
  const bool alone = args.flag();
  float* others = args.optional_buffer<float>(shape.total());
  std::vector<NormTermGradient> terms(static_cast<size_t>(args.integer()));
  for (NormTermGradient& term : terms) term = term_gradient(args, shape.n, shape.c);
  kernels().norm.sum_norms_gradient(shape.n, shape.c, dy, y, alone, static_cast<int>(terms.size()), terms.data(), others);
  return args.env().Undefined();
}

/// Batch, places and channels of images that are normalised each by itself.
Images images_of(Args& args) {
  Images images{};
  for (int64_t* size : {&images.batch, &images.n, &images.c}) {
    if ((*size = args.integer()) < 1) {
      throw std::invalid_argument("an instance norm: every size of its map must be at least 1 (is the batch empty?)");
    }
  }
  return images;
}

Napi::Value instance_norm(Args& args) {
  const Images images = images_of(args);
  InstanceNorm norm{};
  norm.x = args.buffer<float>(images.total());
  for (const float** operand : {&norm.gamma, &norm.beta}) *operand = args.optional_buffer<float>(images.c);
  norm.eps = args.number();
  for (float** result : {&norm.mean, &norm.inverse}) *result = args.buffer<float>(images.batch * images.c);
  const bool relu = args.flag();
  kernels().norm.instance_norm(images, norm, relu, args.buffer<float>(images.total()));
  return args.env().Undefined();
}

Napi::Value instance_norm_gradient(Args& args) {
  const Images images = images_of(args);
  const float* dy = args.buffer<float>(images.total());
  const float* y = args.optional_buffer<float>(images.total());
  InstanceNormGradient norm{};
  norm.x = args.buffer<float>(images.total());
  for (const float** operand : {&norm.gamma, &norm.beta}) *operand = args.optional_buffer<float>(images.c);
  for (const float** operand : {&norm.mean, &norm.inverse}) *operand = args.buffer<float>(images.batch * images.c);
  norm.dx = args.optional_buffer<float>(images.total());
  for (float** result : {&norm.d_gamma, &norm.d_beta}) *result = args.optional_buffer<float>(images.c);
  kernels().norm.instance_norm_gradient(images, dy, y, norm);
  return args.env().Undefined();
}

}  // namespace

void define_norm(Napi::Object exports) {
  define(exports, "columnMean", column_mean);
  define(exports, "scaleShift", scale_shift);
  define(exports, "normalise", normalise);
  define(exports, "normStatistics", statistics);
  define(exports, "normWithBorder", with_border);
  define(exports, "normWithBorderGradient", with_border_gradient);
  define(exports, "normLessBorder", less_border);
  define(exports, "normLessBorderGradient", less_border_gradient);
  define(exports, "sumNorms", sum_norms);
  define(exports, "sumNormsGradient", sum_norms_gradient);
  define(exports, "instanceNorm", instance_norm);
  define(exports, "instanceNormGradient", instance_norm_gradient);
}

}  // namespace native
