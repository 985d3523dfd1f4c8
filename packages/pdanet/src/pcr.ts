/** The polarity-consistent regression loss (sheet, b.6). */
import { RefoldError } from '@refold/core';
import type { Loss, LossDefinition } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';

/** The middle of a scale of 0 to 1: values above it are positive, others, the middle too, negative. */
const NEUTRAL = 0.5;

/**
 * mean((1 + λ·d)·(ŷ − y)²) over examples and dimensions, on scales of 0 to 1, where d is 1 where prediction and label lie on different
 * sides of the middle, and else 0. No gradient passes through d.
 * @throws RefoldError for a negative λ
 */
export function polarityConsistent(lambda: number): Loss {
  if (!(lambda >= 0)) throw new RefoldError(`loss.lambda is ${lambda}: it must be 0 or above`);
  return (output, target) =>
    tf.tidy(() => {
      const error = tf.sub(output, target);
      const differ = tf.notEqual(tf.greater(output, NEUTRAL), tf.greater(target, NEUTRAL));
      const weight = tf.add(tf.mul(tf.cast(differ, 'float32'), lambda), 1);
      const weighed = tf.mul(weight, error);
      return {
        value: tf.mean(tf.mul(weighed, error)) as tf.Scalar,
        gradient: tf.mul(weighed, 2 / output.size),
      };
    });
}

/** The loss by name; setting `lambda`: what a wrong polarity weighs beyond the error itself. Default: 1. */
export const pcr: LossDefinition = {
  labels: ['dimensions'],
  make: ({ lambda = 1 }) => polarityConsistent(Number(lambda)),
};
