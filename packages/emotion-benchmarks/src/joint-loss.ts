/** Joint classification and distribution learning (Yang, She and Sun 2017, "Joint image emotion classification and distribution learning"; sheet, 2.2 and 5.1). */

import { RefoldError } from '@refold/core';
import { MIKELS } from '@refold/core/data';
import { klDivergence, type Loss, type LossDefinition, softmaxCrossEntropy } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { smoothedLabel } from './tasks/mikels-wheel.ts';

/** The distribution that a label of each emotion stands for, in the order of `MIKELS`: [8, 8]. */
const DISTRIBUTIONS = MIKELS.map(emotion => Array.from(smoothedLabel(emotion, MIKELS)));

/**
 * (1 − λ) · cross-entropy of the label + λ · KL from what the label stands for: emotions of its polarity, the nearer on Mikels' wheel the more.
 * @throws RefoldError unless λ is 0 to 1; when called, for other targets than one-hot rows of Mikels' eight emotions
 */
export function jointLoss(lambda: number): Loss {
  if (!(lambda >= 0 && lambda <= 1)) throw new RefoldError(`loss.lambda is ${lambda}: it must be 0 to 1`);
  return (output, target) =>
    tf.tidy(() => {
      if (target.shape[1] !== MIKELS.length) {
        throw new RefoldError(
          `the joint loss is for Mikels' ${MIKELS.length} emotions, not for ${target.shape[1]} classes`,
        );
      }
      const ofClass = softmaxCrossEntropy(output, target);
      const distribution = klDivergence(output, tf.matMul(target as tf.Tensor2D, tf.tensor2d(DISTRIBUTIONS)));
      return {
        value: tf.add(tf.mul(ofClass.value, 1 - lambda), tf.mul(distribution.value, lambda)) as tf.Scalar,
        gradient: tf.add(tf.mul(ofClass.gradient, 1 - lambda), tf.mul(distribution.gradient, lambda)),
      };
    });
}

/** The loss by name; setting `lambda`, default 0.8 as its authors have it. */
export const joint: LossDefinition = {
  labels: ['class'],
  make: ({ lambda = 0.8 }) => jointLoss(Number(lambda)),
};
