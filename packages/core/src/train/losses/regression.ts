/** Losses of values: squared error, and one that is less moved by outliers. */
import * as tf from '@tensorflow/tfjs-core';
import { RefoldError } from '../../error.ts';
import type { Loss } from './loss.ts';

/** Squared error, averaged over the batch and the width (PyTorch's `mse_loss`). */
export const meanSquaredError: Loss = (output, target) =>
  tf.tidy(() => {
    const error = tf.sub(output, target);
    return { value: tf.mean(tf.square(error)) as tf.Scalar, gradient: tf.mul(error, 2 / output.size) };
  });

/**
 * Squared within ±β, linear beyond: d²/2β and |d| − β/2, averaged over the batch and the width (PyTorch's `smooth_l1_loss`;
 * Girshick 2015, "Fast R-CNN", equation 3, with β = 1).
 * @throws RefoldError unless β is above 0
 */
export function smoothL1(beta: number): Loss {
  if (!(beta > 0)) throw new RefoldError(`smoothL1: 'beta' is ${beta}; it must be above 0`);
  return (output, target) =>
    tf.tidy(() => {
      const error = tf.sub(output, target);
      const size = tf.abs(error);
      const inside = tf.minimum(size, beta);
      // Within β: size = inside, so d²/2β. Beyond: inside = β, so β/2 + (|d| − β).
      const value = tf.mean(tf.add(tf.div(tf.square(inside), 2 * beta), tf.sub(size, inside)));
      const slope = tf.clipByValue(tf.div(error, beta), -1, 1);
      return { value: value as tf.Scalar, gradient: tf.div(slope, output.size) };
    });
}
