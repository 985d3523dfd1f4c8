/** Losses of logits: cross-entropy, per image or per pixel, and the Kullback–Leibler divergence in both directions. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { IGNORE_LABEL } from '../../data/labels.ts';
import { RefoldError } from '../../error.ts';
import type { Loss } from './loss.ts';

/** Cross-entropy of softmax(output) against target rows that sum to 1 (one-hot, smoothed or mixed): −Σ y·log p, and (p − y)/n. */
export const softmaxCrossEntropy: Loss = (output, target) => {
  const fused = fusedKernel('SoftmaxCrossEntropy');
  if (fused) {
    const { loss, gradient } = fused(output as tf.Tensor2D, target as tf.Tensor2D);
    return { value: loss, gradient };
  }
  return tf.tidy(() => {
    const n = output.shape[0]!;
    const logP = tf.logSoftmax(output);
    return {
      value: tf.div(tf.sum(tf.mul(target, logP)), -n) as tf.Scalar,
      gradient: tf.div(tf.sub(tf.exp(logP), target), n),
    };
  });
};

/** KL(y ‖ softmax(output)) = Σ y·(log y − log p), where 0·log 0 = 0: cross-entropy less the entropy of the target. */
export const klDivergence: Loss = (output, target) =>
  tf.tidy(() => {
    const { value, gradient } = softmaxCrossEntropy(output, target);
    const logTarget = tf.log(tf.where(tf.greater(target, 0), target, tf.onesLike(target)));
    const negativeEntropy = tf.div(tf.sum(tf.mul(target, logTarget)), output.shape[0]!);
    return { value: tf.add(value, negativeEntropy) as tf.Scalar, gradient };
  });

/**
 * KL(softmax(output) ‖ y) = Σ p·(log p − log y), and p·(d − Σ p·d)/n with d = log p − log y.
 * @param floor target shares count as this much at least, since the divergence from a zero is infinite
 * @throws RefoldError unless the floor is above 0
 */
export function reverseKlDivergence(floor: number): Loss {
  if (!(floor > 0)) throw new RefoldError(`reverseKl: 'floor' is ${floor}; it must be above 0`);
  return (output, target) =>
    tf.tidy(() => {
      const n = output.shape[0]!;
      const logP = tf.logSoftmax(output);
      const p = tf.exp(logP);
      const difference = tf.sub(logP, tf.log(tf.maximum(target, floor)));
      const rows = tf.sum(tf.mul(p, difference), -1, true);
      return {
        value: tf.div(tf.sum(rows), n) as tf.Scalar,
        gradient: tf.div(tf.mul(p, tf.sub(difference, rows)), n),
      };
    });
}

/**
 * Cross-entropy of every pixel that has a class, averaged over those: output [n, h, w, classes], target [n, h·w] holds
 * classes' numbers, or IGNORE_LABEL.
 */
export const pixelCrossEntropy: Loss = (output, target) =>
  tf.tidy(() => {
    const classes = output.shape.at(-1)!;
    const labels = tf.reshape(target, [-1]);
    const known = tf.cast(tf.notEqual(labels, IGNORE_LABEL), 'float32');
    const count = tf.maximum(tf.sum(known), 1);
    const weights = tf.reshape(tf.div(known, count), [-1, 1]);
    // Cast afterwards: tfjs's wasm kernel makes integers whatever type is asked for.
    const wanted = tf.cast(tf.oneHot(tf.cast(tf.mul(labels, known), 'int32'), classes), 'float32');
    const logP = tf.logSoftmax(tf.reshape(output, [-1, classes]));
    return {
      value: tf.neg(tf.sum(tf.mul(tf.mul(wanted, weights), logP))) as tf.Scalar,
      gradient: tf.reshape(tf.mul(tf.sub(tf.exp(logP), wanted), weights), output.shape),
    };
  });
