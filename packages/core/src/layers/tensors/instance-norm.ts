/** Instance norms, by the backend's own kernels where it has them. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel, type InstanceNormGradients, type ScaleAndShift } from '../../backend/fused.ts';
import type { LeafContext } from '../leaves/evaluation.ts';
import { channelSum, scaleShift } from './channels.ts';

/** A norm's γ and β, if it has them. */
export const scaleAndShiftOf = (leaf: { readonly affine: boolean }, context: LeafContext): ScaleAndShift | undefined =>
  leaf.affine ? { gamma: context.param('gamma'), beta: context.param('beta') } : undefined;

/** Hands over ∂L/∂γ and ∂L/∂β, where there are any, and returns ∂L/∂x. */
export function handOver({ dx, dGamma, dBeta }: InstanceNormGradients, context: LeafContext): tf.Tensor | undefined {
  if (dGamma) context.gradient('gamma', dGamma);
  if (dBeta) context.gradient('beta', dBeta);
  return dx;
}

/** γ·(x − μ)/√(σ² + ε) + β by the statistics of each sample and channel over its places, and the tensors that its gradient needs. */
export function normaliseInstances(
  x: tf.Tensor4D,
  affine: ScaleAndShift | undefined,
  eps: number,
): { y: tf.Tensor; saved: readonly tf.Tensor[] } {
  const native = fusedKernel('InstanceNorm');
  if (native && fusedKernel('InstanceNormGradient')) {
    const { y, statistics } = native(x, affine, eps, false);
    return { y, saved: [x, statistics.mean, statistics.inverse] };
  }
  const centred = tf.sub(x, placeMean(x));
  const inverse = tf.rsqrt(tf.add(placeMean(tf.square(centred)), eps));
  const normal = tf.mul(centred, inverse);
  return { y: affine ? scaleShift(normal, affine.gamma, affine.beta) : normal, saved: [normal, inverse] };
}

/** The gradients of `normaliseInstances` by its operands from what it saved, through the statistics too. */
export function instanceNormGradients(
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  affine: ScaleAndShift | undefined,
  needsInputGrad: boolean,
): InstanceNormGradients {
  const [first, second, third] = saved as readonly [tf.Tensor4D, tf.Tensor, tf.Tensor?];
  if (third) {
    const statistics = { mean: second as tf.Tensor2D, inverse: third as tf.Tensor2D };
    const native = fusedKernel('InstanceNormGradient')!;
    return native(dy as tf.Tensor4D, undefined, first, affine, statistics, needsInputGrad);
  }
  const [normal, inverse] = [first, second];
  const slopes = affine && { dGamma: channelSum(tf.mul(dy, normal)), dBeta: channelSum(dy) };
  if (!needsInputGrad) return { ...slopes };
  const dNormal = affine ? scaleShift(dy, affine.gamma) : dy;
  const along = placeMean(tf.mul(dNormal, normal));
  const centredDy = tf.sub(dNormal, placeMean(dNormal));
  return { ...slopes, dx: tf.mul(tf.sub(centredDy, tf.mul(normal, along)), inverse) };
}

/** The mean of each sample and channel over its places: [n, 1, 1, c]. */
const placeMean = (x: tf.Tensor): tf.Tensor => tf.mean(x, [1, 2], true);
