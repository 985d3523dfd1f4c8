/**
 * Convolution in its three directions, composed of forward convolutions only, which every tfjs backend has:
 * tfjs registers no filter gradient on wasm, no gradient of dilated convolution, and no grouped convolution anywhere.
 * x: [n, h, w, c], kernel: [kh, kw, c/groups, out], y: [n, h', w', out]; padding is explicit zeros.
 * A backend with kernels of its own is asked first.
 */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel, type Geometry } from '../../backend/fused.ts';
import { isUnpadded, type Padding, type Size, span } from '../../shape.ts';
import type { TakeTotal } from '../leaves/evaluation.ts';

/** y = x ∗ kernel. */
export function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, geometry: Geometry): tf.Tensor4D {
  const own = fusedKernel('Conv');
  if (own) return own(x, kernel, geometry);
  const { groups } = geometry;
  if (groups > 1 && groups === x.shape[3] && groups === kernel.shape[3]) return depthwise(x, kernel, geometry);
  return byGroup(groups, x, kernel, (x, kernel) => dense(x, kernel, geometry));
}

/** x ∗ kernel + bias */
export function convolveBiased(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D,
  geometry: Geometry,
): tf.Tensor4D {
  const own = fusedKernel('ConvBiasRelu');
  return own ? own(x, kernel, bias, geometry, false) : tf.add(convolve(x, kernel, geometry), bias);
}

/** ∂L/∂x from ∂L/∂y, for an input of the given height and width; added to the total where a kernel can. */
export function convolveInputGradient(
  dy: tf.Tensor4D,
  kernel: tf.Tensor4D,
  inputSize: Size,
  geometry: Geometry,
  takeTotal?: TakeTotal,
): tf.Tensor4D {
  const adding = fusedKernel('AddConvInputGradient');
  const total = adding && takeTotal?.();
  if (total) return adding(total as tf.Tensor4D, dy, kernel, geometry);
  const own = fusedKernel('ConvInputGradient');
  if (own) return own(dy, kernel, inputSize, geometry);
  const { groups } = geometry;
  if (groups > 1 && kernel.shape[2] === 1 && groups === kernel.shape[3]) {
    return tf.tidy(() => depthwiseInputGradient(dy, kernel, inputSize, geometry));
  }
  return byGroup(groups, dy, kernel, (dy, kernel) => denseInputGradient(dy, kernel, inputSize, geometry));
}

/** ∂L/∂kernel from x and ∂L/∂y, for a kernel of the given height and width. */
export function convolveKernelGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  kernelSize: Size,
  geometry: Geometry,
): tf.Tensor4D {
  const own = fusedKernel('ConvKernelGradient');
  if (own) return own(x, dy, kernelSize, geometry);
  const { groups } = geometry;
  if (groups > 1 && groups === x.shape[3] && groups === dy.shape[3]) {
    return tf.tidy(() => depthwiseKernelGradient(x, dy, kernelSize, geometry));
  }
  return byGroup(groups, x, dy, (x, dy) => denseKernelGradient(x, dy, kernelSize, geometry));
}

/** Splits both operands' last axis into groups, computes group by group, and joins the results' last axis. */
function byGroup(
  groups: number,
  a: tf.Tensor4D,
  b: tf.Tensor4D,
  compute: (a: tf.Tensor4D, b: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor4D {
  return tf.tidy(() => {
    if (groups === 1) return compute(a, b);
    const [as, bs] = [a, b].map(t => tf.split(t, groups, 3) as tf.Tensor4D[]) as [tf.Tensor4D[], tf.Tensor4D[]];
    return tf.concat(
      as.map((part, g) => compute(part, bs[g]!)),
      3,
    );
  });
}

type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];
const explicit = ([top, bottom, left, right]: Padding): ExplicitPadding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
const pair = (s: Size): [number, number] => [s[0], s[1]];
const unit = (s: Size): boolean => s[0] === 1 && s[1] === 1;

/** tfjs refuses stride and dilation together: then every other output of the undilated grid is computed and thinned. */
function dense(x: tf.Tensor4D, kernel: tf.Tensor4D, { stride, pad, dilation }: Omit<Geometry, 'groups'>): tf.Tensor4D {
  if (unit(stride) || unit(dilation)) {
    return tf.conv2d(x, kernel, pair(stride), explicit(pad), 'NHWC', pair(dilation));
  }
  return tf.tidy(() => thin(dense(x, kernel, { stride: [1, 1], pad, dilation }), stride));
}

/**
 * libtensorflow has no dilation here (it ignores it) and refuses unequal strides: a dilated kernel gets zeros between its taps, and
 * outputs of unequal strides are thinned out of all.
 */
function depthwise(x: tf.Tensor4D, kernel: tf.Tensor4D, { stride, pad, dilation }: Geometry): tf.Tensor4D {
  return tf.tidy(() => {
    const [kh, kw, , channels] = kernel.shape;
    const size = [span(kh, dilation[0]), span(kw, dilation[1])] as const;
    const taps = fit(spread(tf.reshape(kernel, [1, kh, kw, channels]), dilation), size);
    const filter = tf.reshape(taps, [...size, channels, 1]) as tf.Tensor4D;
    const isEven = stride[0] === stride[1];
    const y = tf.depthwiseConv2d(padOrCrop(x, pad), filter, isEven ? pair(stride) : 1, 'valid');
    return isEven ? y : thin(y, stride);
  });
}

/**
 * With z the upstream gradient spread out by the stride, ∂L/∂x is z convolved with the mirrored kernel:
 * dx[i] = Σᵤ z[i + p − d·u]·W[u].
 */
function denseInputGradient(dy: tf.Tensor4D, kernel: tf.Tensor4D, size: Size, geometry: Geometry): tf.Tensor4D {
  if (isPlainPointwise(kernel, geometry)) {
    return fit(spread(tf.conv2d(dy, swapChannels(kernel), 1, 'valid'), geometry.stride), size);
  }
  const z = spread(dy, geometry.stride);
  const mirrored = swapChannels(mirror(kernel));
  return dense(...mirroredOperands(z, mirrored, size, geometry));
}

function depthwiseInputGradient(dy: tf.Tensor4D, kernel: tf.Tensor4D, size: Size, geometry: Geometry): tf.Tensor4D {
  const z = spread(dy, geometry.stride);
  const [padded, mirrored, plain] = mirroredOperands(z, mirror(kernel), size, geometry);
  return depthwise(padded, mirrored, { ...plain, groups: geometry.groups });
}

/** Pads (or crops) z so that a valid convolution with the mirrored kernel gives exactly the input's positions. */
function mirroredOperands(
  z: tf.Tensor4D,
  kernel: tf.Tensor4D,
  size: Size,
  { pad, dilation }: Geometry,
): [tf.Tensor4D, tf.Tensor4D, Omit<Geometry, 'groups'>] {
  const before = (axis: 0 | 1) => span(kernel.shape[axis], dilation[axis]) - 1 - pad[2 * axis]!;
  const after = (axis: 0 | 1) => pad[2 * axis]! + size[axis] - z.shape[axis + 1]!;
  const around: Padding = [before(0), after(0), before(1), after(1)];
  const plain = { stride: [1, 1] as const, dilation };
  return around.every(side => side >= 0)
    ? [z, kernel, { ...plain, pad: around }]
    : [padOrCrop(z, around), kernel, { ...plain, pad: [0, 0, 0, 0] }];
}

/**
 * dW[u] = Σ x[s·y + d·u − p]·dy[y]: a convolution whose channels are the batch, whose filter is dy,
 * whose stride is the dilation and whose dilation is the stride.
 */
function denseKernelGradient(x: tf.Tensor4D, dy: tf.Tensor4D, kernelSize: Size, geometry: Geometry): tf.Tensor4D {
  const { stride, dilation } = geometry;
  const [channels, outputs] = [x.shape[3], dy.shape[3]];
  if (kernelSize[0] === 1 && kernelSize[1] === 1 && isUnpadded(geometry.pad)) {
    const rows = tf.reshape(fit(thin(x, stride), [dy.shape[1], dy.shape[2]]), [-1, channels]);
    // The transposition is made explicit: wasm's matMul is ten times slower when it transposes by itself.
    return tf.reshape(tf.matMul(tf.transpose(rows), tf.reshape(dy, [-1, outputs])), [1, 1, channels, outputs]);
  }
  const needed = (axis: 0 | 1) =>
    (dy.shape[axis + 1]! - 1) * stride[axis] +
    span(kernelSize[axis], dilation[axis]) -
    x.shape[axis + 1]! -
    geometry.pad[2 * axis]!;
  const pad: Padding = [geometry.pad[0], Math.max(0, needed(0)), geometry.pad[2], Math.max(0, needed(1))];
  const images = tf.transpose(x, [3, 1, 2, 0]);
  const both = !unit(stride) && !unit(dilation);
  const spreadSize = [0, 1].map(axis => (dy.shape[axis + 1]! - 1) * stride[axis]! + 1) as [number, number];
  const filters = tf.transpose(both ? fit(spread(dy, stride), spreadSize) : dy, [1, 2, 0, 3]);
  const taps = dense(images, filters, { stride: dilation, dilation: both ? [1, 1] : stride, pad });
  const exact = tf.slice(taps, 0, [channels, kernelSize[0], kernelSize[1], outputs]);
  return tf.transpose(exact, [1, 2, 0, 3]);
}

/** One column sum per tap: x shifted by the tap, times dy. */
function depthwiseKernelGradient(x: tf.Tensor4D, dy: tf.Tensor4D, kernelSize: Size, geometry: Geometry): tf.Tensor4D {
  const { stride, dilation, pad } = geometry;
  const [, height, width, channels] = dy.shape;
  const padded = padOrCrop(x, pad);
  const taps: tf.Tensor[] = [];
  for (let u = 0; u < kernelSize[0]; u++) {
    for (let v = 0; v < kernelSize[1]; v++) {
      const begin = [0, u * dilation[0], v * dilation[1], 0];
      const window = [x.shape[0], (height - 1) * stride[0] + 1, (width - 1) * stride[1] + 1, channels];
      taps.push(tf.sum(tf.mul(thin(tf.slice(padded, begin, window) as tf.Tensor4D, stride), dy), [0, 1, 2]));
    }
  }
  return tf.reshape(tf.stack(taps), [...kernelSize, 1, channels]);
}

const isPlainPointwise = (kernel: tf.Tensor4D, { pad }: Geometry): boolean =>
  kernel.shape[0] === 1 && kernel.shape[1] === 1 && isUnpadded(pad);

/** The taps in reverse order, by a matrix product with the antidiagonal: exact, and ten times faster on wasm than tfjs's reverse. */
function mirror(kernel: tf.Tensor4D): tf.Tensor4D {
  const taps = kernel.shape[0] * kernel.shape[1];
  const antidiagonal = new Float32Array(taps * taps);
  for (let tap = 0; tap < taps; tap++) antidiagonal[tap * taps + taps - 1 - tap] = 1;
  const reversed = tf.matMul(tf.tensor2d(antidiagonal, [taps, taps]), tf.reshape(kernel, [taps, -1]));
  return tf.reshape(reversed, kernel.shape);
}

const swapChannels = (kernel: tf.Tensor4D): tf.Tensor4D => tf.transpose(kernel, [0, 1, 3, 2]);

/** Every stride-th row and column, by pooling windows of one pixel: tfjs's strided slice is a hundred times slower on wasm. */
const thin = (x: tf.Tensor4D, stride: Size): tf.Tensor4D =>
  unit(stride) ? x : tf.avgPool(x, 1, pair(stride), 'valid');

/** Puts stride−1 zeros after each row and column: [n, h, w, c] → [n, h·s, w·s, c]. */
function spread(x: tf.Tensor4D, [sh, sw]: Size): tf.Tensor4D {
  if (sh === 1 && sw === 1) return x;
  const [n, h, w, c] = x.shape;
  const rows = tf.pad(tf.reshape(x, [n * h, 1, w, c]), [
    [0, 0],
    [0, sh - 1],
    [0, 0],
    [0, 0],
  ]);
  const cells = tf.pad(tf.reshape(rows, [n * h * sh * w, 1, c]), [
    [0, 0],
    [0, sw - 1],
    [0, 0],
  ]);
  return tf.reshape(cells, [n, h * sh, w * sw, c]);
}

/** Zero-pads where a side is positive, crops where it is negative. */
export function padOrCrop(x: tf.Tensor4D, [top, bottom, left, right]: Padding): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const crop = (side: number) => Math.max(0, -side);
  const cropped =
    Math.min(top, bottom, left, right) < 0
      ? tf.slice(x, [0, crop(top), crop(left), 0], [n, h - crop(top) - crop(bottom), w - crop(left) - crop(right), c])
      : x;
  const grow = (side: number) => Math.max(0, side);
  if (Math.max(top, bottom, left, right) <= 0) return cropped;
  return tf.pad(cropped, [
    [0, 0],
    [grow(top), grow(bottom)],
    [grow(left), grow(right)],
    [0, 0],
  ]);
}

/** Pads or crops at the bottom and right to the given size. */
const fit = (x: tf.Tensor4D, [h, w]: Size): tf.Tensor4D => padOrCrop(x, [0, h - x.shape[1], 0, w - x.shape[2]]);
