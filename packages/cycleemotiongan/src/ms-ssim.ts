/** Multi-scale structural similarity of images, with its gradient (Wang, Simoncelli and Bovik 2003; sheet, b.2). */
import { RefoldError } from '@refold/core';
import type { LossValue } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';
import { blur, blurAdjoint, halve, halveAdjoint, type Window } from './filters.ts';

/** What weighs a scale, from the finest: by how well people judge distortions at it (Wang et al. 2003, section 3.2). */
const SCALE_WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;

/** (K·R)² with K1 = 0.01, K2 = 0.03 and images of range R = 1. */
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/** The settings of MS-SSIM; the defaults are the published ones. */
export interface MsSsimOptions {
  /** Side of the Gaussian window in pixels. Default: 11. */
  readonly window?: number;
  /** Standard deviation of the window in pixels. Default: 1.5. */
  readonly sigma?: number;
  /** Number of scales, 1 to 5. Default: as many as leave the shorter side of the coarsest no smaller than the window. */
  readonly scales?: number;
  /**
   * The least value of a scale's factor before its power: means of contrast and structure are negative for anti-correlated images. A factor below it gets
   * no gradient, one just above it a steep one. Default: 1e-6.
   */
  readonly floor?: number;
}

/**
 * MS-SSIM of each image, averaged over its channels, without a gradient: what an evaluation of reconstructions needs.
 * @returns [n], the caller's to dispose
 * @param one [n, h, w, c] with values in [0, 1]; borrowed
 * @param other of the same shape; borrowed
 * @throws RefoldError for images of different shapes or too small for the window or the scales, and for options that can't be
 */
export const msSsimPerImage = (one: tf.Tensor, other: tf.Tensor, options: MsSsimOptions = {}): tf.Tensor1D =>
  tf.tidy(() => tf.mean(compare(one, other, options).similarity, 1) as tf.Tensor1D);

/**
 * MS-SSIM, averaged over channels and images, and its gradient with respect to `output`. It is 1 for equal images and less for others, so that a loss is 1
 * less it.
 * @param output [n, h, w, c] with values in [0, 1]; borrowed
 * @param target of the same shape; borrowed
 * @throws RefoldError for images of different shapes or too small for the window or the scales, and for options that can't be
 */
export const msSsim = (output: tf.Tensor, target: tf.Tensor, options: MsSsimOptions = {}): LossValue =>
  tf.tidy(() => {
    const { similarity, scales } = compare(output, target, options);
    const share = tf.div(similarity, similarity.size);
    let gradient: tf.Tensor4D | undefined;
    for (const { height, width, backward } of [...scales].reverse()) {
      const own = backward(share);
      gradient = gradient === undefined ? own : tf.add(own, halveAdjoint(gradient, height, width));
    }
    return { value: tf.mean(similarity) as tf.Scalar, gradient: gradient! };
  });

/** A scale of a comparison. */
interface Scale {
  readonly height: number;
  readonly width: number;
  /** The factor to the power of the scale's weight, of each channel of each image: [n, c]. */
  readonly powered: tf.Tensor;
  /** The gradient by way of this scale's factor with respect to its images, given ∂L/∂similarity times similarity, [n, c]. */
  backward(share: tf.Tensor): tf.Tensor4D;
}

/** The similarity of each channel of each image, [n, c], and its scales from the finest. */
function compare(output: tf.Tensor, target: tf.Tensor, options: MsSsimOptions) {
  const { window, floor, weights } = settingsFor(output.shape, target.shape, options);
  let [y, x] = [output as tf.Tensor4D, target as tf.Tensor4D];
  const scales = weights.map((weight, j): Scale => {
    if (j > 0) [y, x] = [halve(y), halve(x)];
    const { factor, backward } = compareScale(y, x, window, j === weights.length - 1);
    const clipped = tf.maximum(factor, floor);
    const [, height, width] = y.shape;
    return {
      height,
      width,
      powered: tf.pow(clipped, weight),
      backward: share => {
        const isAbove = tf.cast(tf.greater(factor, floor), 'float32');
        return backward(tf.div(tf.mul(tf.mul(share, weight), isAbove), clipped));
      },
    };
  });
  const similarity = scales.map(({ powered }) => powered).reduce((product, powered) => tf.mul(product, powered));
  return { similarity, scales };
}

/**
 * The mean of contrast and structure, cs, and at the coarsest scale of their product with luminance, l·cs, over each channel of each image: [n, c]; and the
 * gradient with respect to `y` given that with respect to the means. Variances as E[x²] − E[x]² are exact to about 1e-7 in float32, far below the
 * constant that is added to them.
 */
function compareScale(y: tf.Tensor4D, x: tf.Tensor4D, window: Window, withLuminance: boolean) {
  const moments = blur(tf.concat([y, x, tf.square(y), tf.square(x), tf.mul(x, y)], 3), window);
  const [meanY, meanX, squareY, squareX, product] = tf.split(moments, 5, 3) as [Maps, Maps, Maps, Maps, Maps];
  const [meanProduct, meanSquares] = [tf.mul(meanX, meanY), tf.add(tf.square(meanX), tf.square(meanY))];
  const spread = tf.add(tf.sub(tf.add(squareX, squareY), meanSquares), C2);
  const cs = tf.div(tf.add(tf.mul(tf.sub(product, meanProduct), 2), C2), spread);
  const brightness = tf.add(meanSquares, C1);
  const l = withLuminance ? tf.div(tf.add(tf.mul(meanProduct, 2), C1), brightness) : undefined;
  const [n, height, width, c] = meanY.shape;

  const backward = (dFactor: tf.Tensor): tf.Tensor4D => {
    const dMap = tf.reshape(tf.div(dFactor, height * width), [n, 1, 1, c]);
    const dCovariance = tf.mul(tf.div(l === undefined ? dMap : tf.mul(dMap, l), spread), 2);
    const dSquare = tf.mul(tf.mul(dCovariance, cs), -0.5);
    let dMean = tf.neg(tf.add(tf.mul(tf.mul(meanY, 2), dSquare), tf.mul(meanX, dCovariance)));
    if (l !== undefined) {
      const dBrightness = tf.div(tf.mul(tf.mul(dMap, cs), 2), brightness);
      dMean = tf.add(dMean, tf.mul(dBrightness, tf.sub(meanX, tf.mul(meanY, l))));
    }
    const back = blurAdjoint(tf.concat([dMean, dSquare, dCovariance] as Maps[], 3), window);
    const [ofMean, ofSquare, ofCovariance] = tf.split(back, 3, 3) as [Maps, Maps, Maps];
    return tf.add(ofMean, tf.add(tf.mul(tf.mul(y, 2), ofSquare), tf.mul(x, ofCovariance)));
  };
  return { factor: tf.mean(l === undefined ? cs : tf.mul(l, cs), [1, 2]), backward };
}

type Maps = tf.Tensor4D;

function settingsFor(shape: readonly number[], other: readonly number[], options: MsSsimOptions) {
  const { window = 11, sigma = 1.5, floor = 1e-6, scales } = options;
  if (shape.length !== 4 || shape.join() !== other.join())
    throw new RefoldError(
      `MS-SSIM compares images [n, h, w, c] of one shape, but these are [${shape}] and [${other}].`,
    );
  if (!(Number.isInteger(window) && window > 0 && sigma > 0 && floor > 0))
    throw new RefoldError(
      `MS-SSIM: 'window' is ${window}, 'sigma' ${sigma} and 'floor' ${floor}; they must be above 0, and the window an integer.`,
    );
  const shorter = Math.min(shape[1]!, shape[2]!);
  // Pooling rounds odd sides up, so a side of s is ⌈s/2^(M−1)⌉ at scale M.
  const possible = SCALE_WEIGHTS.filter((_, j) => Math.ceil(shorter / 2 ** j) >= window).length;
  if (possible === 0)
    throw new RefoldError(
      `MS-SSIM: images of ${shape[1]} × ${shape[2]} pixels are smaller than the window of ${window}; set a smaller 'window'.`,
    );
  const count = scales ?? possible;
  if (!(Number.isInteger(count) && count >= 1 && count <= possible))
    throw new RefoldError(
      `MS-SSIM: 'scales' is ${count}, but images of ${shape[1]} × ${shape[2]} pixels and a window of ${window} allow 1 to ${possible}.`,
    );
  const kept = SCALE_WEIGHTS.slice(0, count);
  const total = kept.reduce((sum, weight) => sum + weight, 0);
  return { window: { side: window, sigma }, floor, weights: kept.map(weight => weight / total) };
}
