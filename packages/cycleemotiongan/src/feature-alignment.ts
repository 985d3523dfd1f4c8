/** Feature-level alignment: adversarial losses on a classifier's features (sheet, b.5). */
import type { LossValue } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { binaryCrossEntropy } from './binary-cross-entropy.ts';

/** A feature discriminator's loss; all of it is the caller's to dispose. */
export interface FeatureDiscriminatorLoss {
  readonly value: tf.Scalar;
  /** ∂value/∂logits for adapted images. */
  readonly adapted: tf.Tensor;
  /** ∂value/∂logits for target images. */
  readonly target: tf.Tensor;
  /** Share of logits on the right side of 0, averaged over both sides, so that their sizes don't matter: ADDA may wait for it before it moves features. */
  readonly accuracy: tf.Scalar;
}

/** The discriminator's loss when it can't tell the sides apart and says so everywhere: ln 2 for each side. */
export const FEATURE_COIN = 2 * Math.LN2;

/**
 * L_DF = −mean ln D_F(f(x')) − mean ln(1 − D_F(f(x_T))), where D_F is the sigmoid of the logits: adapted images are side 1, target images side 0.
 * @param adapted logits of the features of adapted images, [n, 1]; borrowed
 * @param target logits of the features of target images, [m, 1]; borrowed
 */
export const featureDiscriminatorLoss = (adapted: tf.Tensor, target: tf.Tensor): FeatureDiscriminatorLoss =>
  tf.tidy(() => {
    const [ofAdapted, ofTarget] = [binaryCrossEntropy(adapted, 1), binaryCrossEntropy(target, 0)];
    const right = tf.add(shareOf(tf.greater(adapted, 0)), shareOf(tf.less(target, 0)));
    return {
      value: tf.add(ofAdapted.value, ofTarget.value) as tf.Scalar,
      adapted: ofAdapted.gradient,
      target: ofTarget.gradient,
      accuracy: tf.div(right, 2) as tf.Scalar,
    };
  });

/**
 * L_FLA = −mean ln D_F(f(x_T)): target features shall be taken for adapted ones. The gradient is with respect to the logits; the features get theirs
 * through the discriminator, which stays as it is.
 * @param target logits of the features of target images, [m, 1]; borrowed
 */
export const featureAlignmentLoss = (target: tf.Tensor): LossValue => binaryCrossEntropy(target, 1);

const shareOf = (condition: tf.Tensor): tf.Tensor => tf.mean(tf.cast(condition, 'float32'));
