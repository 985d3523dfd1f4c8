/** What norms have in common, in their own steps and in fused ones. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel, type NormStatistics } from '../../backend/fused.ts';
import type { Padding } from '../../shape.ts';
import type { LeafContext } from '../leaves/evaluation.ts';
import { rows } from './channels.ts';
import { padOrCrop } from './convolution.ts';

/** Moves the running statistics towards those of a batch x, whose variance is the biased one. */
export function moveStatistics(
  { momentum }: { readonly momentum: number },
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

/** The running statistics as a line: y = slope·x + offset. */
export function runningLine({ eps }: { readonly eps: number }, context: LeafContext) {
  const inverse: tf.Tensor1D = tf.rsqrt(tf.add(context.param('variance'), eps));
  const slope: tf.Tensor1D = tf.mul(context.param<tf.Tensor1D>('gamma'), inverse);
  const offset: tf.Tensor1D = tf.sub(context.param<tf.Tensor1D>('beta'), tf.mul(context.param('mean'), slope));
  return { slope, inverse, offset };
}

/**
 * What fills the border of a norm that pads, and its derivative by γ (that by β is 1), each [c]. The running mean is a
 * constant in it; the slope is a copy, since the variable moves before the backward pass runs.
 */
export function borderOf(
  leaf: { readonly eps: number },
  context: LeafContext,
): { offset: tf.Tensor1D; slope: tf.Tensor1D } {
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
