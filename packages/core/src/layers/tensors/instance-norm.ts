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

/** A normalised map, what its gradients need, and these from ∂L/∂y and that. */
interface Normalised {
  readonly y: tf.Tensor;
  readonly saved: readonly tf.Tensor[];
  gradients(dy: tf.Tensor, saved: readonly tf.Tensor[], needsInputGrad: boolean): InstanceNormGradients;
}

/** γ·(x − μ)/√(σ² + ε) + β by the statistics of each sample and channel over its places; gradients through the statistics too. */
export function normaliseInstances(x: tf.Tensor4D, affine: ScaleAndShift | undefined, eps: number): Normalised {
  const [forward, backward] = [fusedKernel('InstanceNorm'), fusedKernel('InstanceNormGradient')];
  if (forward === undefined || backward === undefined) return composed(x, affine, eps);
  const { y, statistics } = forward(x, affine, eps, false);
  return {
    y,
    saved: [x, statistics.mean, statistics.inverse],
    gradients: (dy, [x, mean, inverse], needsInputGrad) => {
      const statistics = { mean: mean as tf.Tensor2D, inverse: inverse as tf.Tensor2D };
      return backward(dy as tf.Tensor4D, undefined, x as tf.Tensor4D, affine, statistics, needsInputGrad);
    },
  };
}

function composed(x: tf.Tensor4D, affine: ScaleAndShift | undefined, eps: number): Normalised {
  const placeMean = (map: tf.Tensor): tf.Tensor => tf.mean(map, [1, 2], true);
  const centred = tf.sub(x, placeMean(x));
  const inverse = tf.rsqrt(tf.add(placeMean(tf.square(centred)), eps));
  const normal = tf.mul(centred, inverse);
  return {
    y: affine ? scaleShift(normal, affine.gamma, affine.beta) : normal,
    saved: [normal, inverse],
    gradients: (dy, saved, needsInputGrad) => {
      const [normal, inverse] = saved as readonly [tf.Tensor, tf.Tensor];
      const slopes = affine && { dGamma: channelSum(tf.mul(dy, normal)), dBeta: channelSum(dy) };
      if (!needsInputGrad) return { ...slopes };
      // dx = (g − mean(g) − normal·mean(g·normal))/σ with g = γ·dy
      const g = affine ? scaleShift(dy, affine.gamma) : dy;
      const along = placeMean(tf.mul(g, normal));
      return { ...slopes, dx: tf.mul(tf.sub(tf.sub(g, placeMean(g)), tf.mul(normal, along)), inverse) };
    },
  };
}
