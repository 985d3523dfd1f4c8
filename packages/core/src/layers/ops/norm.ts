import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel, type NormStatistics } from '../../backend/fused.ts';
import type { BatchNorm, InstanceNorm, Padding } from '../types.ts';
import { channelMean, channelSum, rows, scaleShift } from './channels.ts';
import { padOrCrop } from './convolution.ts';
import { evaluated, type LeafContext, type LeafOp } from './leaf.ts';

/**
 * Batch normalisation (Ioffe and Szegedy 2015): y = γ·(x − μ)/√(σ² + ε) + β over the last axis. Training uses the batch's
 * mean and biased variance, and moves the running ones (variance: the unbiased estimate, as PyTorch does).
 */
export const batchNorm: LeafOp<BatchNorm> = (leaf, x, context) => {
  const inner = context.training ? withBatchStatistics(leaf, x, context) : withRunningStatistics(leaf, x, context);
  return leaf.border === undefined ? inner : bordered(leaf, leaf.border, inner, context);
};

function withBatchStatistics(leaf: BatchNorm, x: tf.Tensor, context: LeafContext) {
  const gamma = context.param<tf.Tensor1D>('gamma');
  const mean = channelMean(x);
  const centred = scaleShift(x, tf.onesLike(mean), tf.neg(mean));
  const variance = channelMean(tf.square(centred));
  const inverse: tf.Tensor1D = tf.rsqrt(tf.add(variance, leaf.eps));
  const n = rows(x);
  moveStatistics(leaf, context, { mean, variance }, x);
  const y = scaleShift(centred, tf.mul(gamma, inverse), context.param('beta'));

  return evaluated(y, [centred, inverse], (dy, [centred, inverse]) => {
    const meanDy = channelMean(dy);
    const meanDyCentred = channelMean(tf.mul(dy, centred));
    context.gradient('beta', tf.mul(meanDy, n));
    context.gradient('gamma', tf.mul(tf.mul(meanDyCentred, inverse), n));
    if (!context.needsInputGrad) return undefined;
    // dx = γ/σ·(dy − mean(dy) − (x−μ)/σ²·mean(dy·(x−μ)))
    const slope: tf.Tensor1D = tf.mul(gamma, inverse);
    const correction: tf.Tensor1D = tf.neg(tf.mul(tf.mul(slope, tf.square(inverse)), meanDyCentred));
    return tf.add(scaleShift(dy, slope, tf.neg(tf.mul(slope, meanDy))), scaleShift(centred, correction));
  });
}

/** Moves the running statistics towards those of a batch x, whose variance is the biased one. */
export function moveStatistics(
  { momentum }: BatchNorm,
  context: LeafContext,
  { mean, variance }: Pick<NormStatistics, 'mean' | 'variance'>,
  x: tf.Tensor,
): void {
  const n = rows(x);
  const keep = 1 - momentum;
  context.moveAverages([
    { name: 'mean', value: mean, keep, weight: momentum },
    { name: 'variance', value: variance, keep, weight: (momentum * n) / Math.max(1, n - 1) },
  ]);
}

function withRunningStatistics(leaf: BatchNorm, x: tf.Tensor, context: LeafContext) {
  const line = runningLine(leaf, context);
  return evaluated(scaleShift(x, line.slope, line.offset), [x], (dy, [x]) => {
    const { slope, inverse } = runningLine(leaf, context);
    const centred = scaleShift(x, tf.onesLike(slope), tf.neg(context.param('mean')));
    context.gradient('beta', channelSum(dy));
    context.gradient('gamma', tf.mul(channelSum(tf.mul(dy, centred)), inverse));
    return context.needsInputGrad ? scaleShift(dy, slope) : undefined;
  });
}

/** The running statistics as a line: y = slope·x + offset. */
export function runningLine(leaf: BatchNorm, context: LeafContext) {
  const inverse: tf.Tensor1D = tf.rsqrt(tf.add(context.param('variance'), leaf.eps));
  const slope: tf.Tensor1D = tf.mul(context.param<tf.Tensor1D>('gamma'), inverse);
  const offset: tf.Tensor1D = tf.sub(context.param<tf.Tensor1D>('beta'), tf.mul(context.param('mean'), slope));
  return { slope, inverse, offset };
}

/** Norm-then-pad: a border of what the norm makes of zero by its running statistics, differentiable in γ and β. */
function bordered(leaf: BatchNorm, border: Padding, inner: ReturnType<LeafOp<BatchNorm>>, context: LeafContext) {
  const { offset, slope } = borderOf(leaf, context);
  const y = padWith(inner.y as tf.Tensor4D, border, offset);

  return evaluated(y, [slope, ...inner.saved], (dy, [slope, ...saved]) => {
    const within = withoutBorder(dy as tf.Tensor4D, border);
    const dBorder = tf.sub(channelSum(dy), channelSum(within));
    context.gradient('beta', dBorder);
    context.gradient('gamma', tf.mul(dBorder, slope!));
    return inner.backward(within, saved);
  });
}

/**
 * What fills the border of a norm that pads, and its derivative by γ (that by β is 1), each [c]. The running mean is a
 * constant in it; the slope is a copy, since the variable moves before the backward pass runs.
 */
export function borderOf(leaf: BatchNorm, context: LeafContext): { offset: tf.Tensor1D; slope: tf.Tensor1D } {
  const { inverse, offset } = runningLine(leaf, context);
  return { offset, slope: tf.neg(tf.mul(context.param('mean'), inverse)) };
}

/** x with a border in which every element is its channel's value. */
export function padWith(x: tf.Tensor4D, border: Padding, values: tf.Tensor1D): tf.Tensor4D {
  const native = fusedKernel('PadWith');
  if (native) return native(x, border, values);
  const inside = padOrCrop(tf.ones([1, x.shape[1], x.shape[2], 1]), border);
  return tf.add(padOrCrop(x, border), tf.mul(tf.sub(1, inside), values));
}

/** The inner part of a map that has a border. */
export const withoutBorder = (x: tf.Tensor4D, [top, bottom, left, right]: Padding): tf.Tensor4D =>
  padOrCrop(x, [-top, -bottom, -left, -right]);

/** Instance normalisation: as batch normalisation, with the statistics of each sample's own map, in training and inference alike. */
export const instanceNorm: LeafOp<InstanceNorm> = (leaf, x, context) => {
  const spatial = [1, 2];
  const mean = tf.mean(x, spatial, true);
  const centred = tf.sub(x, mean);
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), spatial, true), leaf.eps));
  const normal = tf.mul(centred, inverse);
  const y = leaf.affine ? scaleShift(normal, context.param('gamma'), context.param('beta')) : normal;

  return evaluated(y, [normal, inverse], (dy, [normal, inverse]) => {
    if (leaf.affine) {
      context.gradient('beta', channelSum(dy));
      context.gradient('gamma', channelSum(tf.mul(dy, normal)));
    }
    if (!context.needsInputGrad) return undefined;
    const dNormal = leaf.affine ? scaleShift(dy, context.param('gamma')) : dy;
    const along = tf.mean(tf.mul(dNormal, normal), spatial, true);
    const centredDy = tf.sub(dNormal, tf.mean(dNormal, spatial, true));
    return tf.mul(tf.sub(centredDy, tf.mul(normal, along)), inverse);
  });
};
