import * as tf from '@tensorflow/tfjs-core';
import type { Geometry } from '../../backend/fused.ts';
import type { Conv, ConvTranspose, Size } from '../types.ts';
import { channelSum } from './channels.ts';
import { convolve, convolveInputGradient, convolveKernelGradient } from './convolution.ts';
import { evaluated, type LeafContext, type LeafOp } from './leaf.ts';

/** y = x ∗ W + b; with `unitNorm`, each filter of W is first divided by its L2 norm. */
export const conv: LeafOp<Conv> = (leaf, input, context) => {
  const x = input as tf.Tensor4D;
  const raw = context.param<tf.Tensor4D>('kernel');
  const kernel = leaf.unitNorm ? normalised(raw) : raw;
  return evaluated(withBias(convolve(x, kernel, leaf), leaf.bias, context), [x], (dy, [x], takeTotal) => {
    const upstream = dy as tf.Tensor4D;
    const kernel = leaf.unitNorm ? normalised(raw) : raw;
    const dKernel = convolveKernelGradient(x, upstream, leaf.kernel, leaf);
    context.gradient('kernel', leaf.unitNorm ? throughNorm(dKernel, raw) : dKernel);
    if (leaf.bias) context.gradient('bias', channelSum(dy));
    return context.needsInputGrad ? convolveInputGradient(upstream, kernel, mapSize(x), leaf, takeTotal) : undefined;
  });
};

/** The adjoint of a convolution from out channels to in: its forward is that convolution's input gradient. */
export const convTranspose: LeafOp<ConvTranspose> = (leaf, input, context) => {
  const x = input as tf.Tensor4D;
  const kernel = context.param<tf.Tensor4D>('kernel');
  const geometry: Geometry = { stride: leaf.stride, pad: leaf.pad, dilation: [1, 1], groups: 1 };
  const grown = (axis: 0 | 1) =>
    (x.shape[axis + 1]! - 1) * leaf.stride[axis] + leaf.kernel[axis] - leaf.pad[2 * axis]! - leaf.pad[2 * axis + 1]!;
  const y = convolveInputGradient(x, kernel, [grown(0), grown(1)], geometry);
  return evaluated(withBias(y, leaf.bias, context), [x], (dy, [x]) => {
    const upstream = dy as tf.Tensor4D;
    context.gradient('kernel', convolveKernelGradient(upstream, x, leaf.kernel, geometry));
    if (leaf.bias) context.gradient('bias', channelSum(dy));
    return context.needsInputGrad ? convolve(upstream, kernel, geometry) : undefined;
  });
};

const mapSize = (x: tf.Tensor4D): Size => [x.shape[1], x.shape[2]];

const withBias = (y: tf.Tensor, bias: boolean, context: LeafContext): tf.Tensor =>
  bias ? tf.add(y, context.param('bias')) : y;

const filterNorm = (kernel: tf.Tensor4D): tf.Tensor => tf.sqrt(tf.sum(tf.square(kernel), [0, 1, 2], true));
const normalised = (kernel: tf.Tensor4D): tf.Tensor4D => tf.div(kernel, filterNorm(kernel));

/** Through u = w/‖w‖: dw = (du − u·⟨u, du⟩)/‖w‖, filter by filter. */
function throughNorm(du: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor {
  const norm = filterNorm(kernel);
  const u = tf.div(kernel, norm);
  const along = tf.sum(tf.mul(u, du), [0, 1, 2], true);
  return tf.div(tf.sub(du, tf.mul(u, along)), norm);
}
