/** Adversarial losses of an image discriminator and of the generator that it judges (sheet, b.1). */
import type { LossValue } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { binaryCrossEntropy, type Side } from './binary-cross-entropy.ts';

/**
 * How a discriminator's outputs are judged: `leastSquares` takes them as they are (Mao et al. 2017, CycleGAN's default), `crossEntropy` as logits (Goodfellow
 * et al. 2014).
 */
export type AdversarialForm = 'leastSquares' | 'crossEntropy';

/** A discriminator's loss; all three are the caller's to dispose. */
export interface DiscriminatorLoss {
  readonly value: tf.Scalar;
  /** ∂value/∂output for real images. */
  readonly real: tf.Tensor;
  /** ∂value/∂output for translated images. */
  readonly fake: tf.Tensor;
}

/** Both sides of the game. The discriminator's outputs may have any shape, such as [n, h, w, 1] of a PatchGAN; means run over all elements. */
export interface AdversarialLoss {
  /** ½·(loss of real images towards 1 + loss of translated ones towards 0). Borrows both outputs, which may differ in shape. */
  discriminator(real: tf.Tensor, fake: tf.Tensor): DiscriminatorLoss;
  /** Loss of translated images towards 1, and the gradient with respect to the discriminator's output, which is borrowed. */
  generator(fake: tf.Tensor): LossValue;
  /** The discriminator's loss when it can't tell the sides apart and says so everywhere. */
  readonly coin: number;
}

/** CycleGAN halves the discriminator's loss, which slows it down against the generator. */
const DISCRIMINATOR_FACTOR = 0.5;

/**
 * The adversarial losses of a form.
 *
 * Least squares: L_D = ½·(mean (D(x) − 1)² + mean D(x')²), L_G = mean (D(x') − 1)². Cross-entropy: L_D = −½·(mean ln D(x) + mean ln(1 − D(x'))),
 * L_G = −mean ln D(x'). The last is the non-saturating form: minimizing ln(1 − D(x')), as the minimax game is printed, has hardly any gradient
 * where the discriminator wins.
 */
export function adversarialLoss(form: AdversarialForm): AdversarialLoss {
  const judge = form === 'leastSquares' ? squaredError : binaryCrossEntropy;
  return {
    discriminator: (real, fake) =>
      tf.tidy(() => {
        const [ofReal, ofFake] = [judge(real, 1), judge(fake, 0)];
        return {
          value: tf.mul(tf.add(ofReal.value, ofFake.value), DISCRIMINATOR_FACTOR) as tf.Scalar,
          real: tf.mul(ofReal.gradient, DISCRIMINATOR_FACTOR),
          fake: tf.mul(ofFake.gradient, DISCRIMINATOR_FACTOR),
        };
      }),
    generator: fake => judge(fake, 1),
    // An output of ½ costs ¼ on either side; a logit of 0 costs ln 2.
    coin: 2 * DISCRIMINATOR_FACTOR * (form === 'leastSquares' ? 0.25 : Math.LN2),
  };
}

const squaredError = (output: tf.Tensor, side: Side): LossValue =>
  tf.tidy(() => {
    const error = tf.sub(output, side);
    return { value: tf.mean(tf.square(error)) as tf.Scalar, gradient: tf.mul(error, 2 / output.size) };
  });
