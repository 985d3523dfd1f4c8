/** Multi-scale structured cycle consistency: how far a reconstruction is from its image (sheet, b.2). */
import { RefoldError } from '@refold/core';
import type { Loss } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { type MsSsimOptions, msSsim } from './ms-ssim.ts';

/** What cycle consistency is made of, beside the settings of MS-SSIM. */
export interface CycleConsistencyOptions extends MsSsimOptions {
  /**
   * Share of the structural term. 0: CycleGAN's mean absolute error alone, for images of any size. Default: 0.84, as in Zhao et al. 2017 ("Loss functions
   * for image restoration with neural networks").
   */
  readonly alpha?: number;
}

/**
 * The loss α·(1 − MS-SSIM) + (1 − α)·L1 of reconstructions (`output`) from their images (`target`), both [n, h, w, c] in [−1, 1], as generators give them.
 * Both terms are of the images mapped to [0, 1], so that L1 is half the mean absolute difference. MS-SSIM is the standard one, of downsampled images; the
 * variant of Zhao et al. 2017 with Gaussians of several widths at full resolution isn't offered.
 * @throws RefoldError unless α is in [0, 1]; when called with α above 0, what `msSsim` throws
 */
export function cycleConsistency({ alpha = 0.84, ...options }: CycleConsistencyOptions = {}): Loss {
  if (!(alpha >= 0 && alpha <= 1)) throw new RefoldError(`cycle consistency: 'alpha' is ${alpha}; it must be 0 to 1`);
  return (output, target) =>
    tf.tidy(() => {
      const difference = tf.sub(output, target);
      const l1 = tf.div(tf.mean(tf.abs(difference)), 2);
      const dL1 = tf.div(tf.sign(difference), 2 * output.size);
      if (alpha === 0) return { value: l1 as tf.Scalar, gradient: dL1 };
      const { value, gradient } = msSsim(toUnitRange(output), toUnitRange(target), options);
      return {
        value: tf.add(tf.mul(tf.sub(1, value), alpha), tf.mul(l1, 1 - alpha)) as tf.Scalar,
        gradient: tf.add(tf.mul(gradient, -alpha / 2), tf.mul(dL1, 1 - alpha)),
      };
    });
}

/** Images in [−1, 1] as images in [0, 1]. */
const toUnitRange = (images: tf.Tensor): tf.Tensor => tf.div(tf.add(images, 1), 2);
