/** Binary cross-entropy of logits: what discriminators that tell two sides apart are trained with. */
import type { LossValue } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';

/** What a discriminator should say: 1 for one side, 0 for the other. */
export type Side = 0 | 1;

/**
 * −mean ln σ(z) for side 1 and −mean ln(1 − σ(z)) for side 0, over all elements, with the gradient with respect to the logits z. Both are the softplus of ∓z,
 * so that large logits neither overflow nor lose their gradient.
 * @param logits of any shape; borrowed
 */
export const binaryCrossEntropy = (logits: tf.Tensor, side: Side): LossValue =>
  tf.tidy(() => ({
    value: tf.mean(tf.softplus(side === 1 ? tf.neg(logits) : logits)) as tf.Scalar,
    // σ(z) − 1 is written −σ(−z): it keeps its digits where σ(z) is near 1.
    gradient: tf.div(side === 1 ? tf.neg(tf.sigmoid(tf.neg(logits))) : tf.sigmoid(logits), logits.size),
  }));
