/** The two linear filters of MS-SSIM, a Gaussian window and 2 × 2 pooling, with their adjoints, which take gradients back. */
import * as tf from '@tensorflow/tfjs-core';

/** A Gaussian window that sums to 1, as wide as it is high. */
export interface Window {
  /** Side in pixels. */
  readonly side: number;
  /** Standard deviation in pixels. */
  readonly sigma: number;
}

/** The mean under a window wherever it lies inside the image: [n, h, w, c] to [n, h − side + 1, w − side + 1, c]. */
export const blur = (images: tf.Tensor4D, window: Window): tf.Tensor4D =>
  tf.tidy(() => {
    const { side } = window;
    const channels = images.shape[3];
    const weights = tf.mul(tf.ones([side, channels]), tf.tensor2d(weightsOf(window), [side, 1]));
    const down = tf.depthwiseConv2d(images, tf.reshape(weights, [side, 1, channels, 1]), 1, 'valid');
    return tf.depthwiseConv2d(down, tf.reshape(weights, [1, side, channels, 1]), 1, 'valid');
  });

/** The adjoint of `blur`. Windows are symmetric, so it is the same blur of gradients within a border of zeros. */
export const blurAdjoint = (gradients: tf.Tensor4D, window: Window): tf.Tensor4D =>
  tf.tidy(() => {
    const border: [number, number] = [window.side - 1, window.side - 1];
    return blur(tf.pad(gradients, [[0, 0], border, border, [0, 0]]) as tf.Tensor4D, window);
  });

/** The mean of each 2 × 2 square. The last row of an odd height, and the last column of an odd width, are averaged by themselves. */
export const halve = (images: tf.Tensor4D): tf.Tensor4D => tf.avgPool(images, 2, 2, 'same');

/**
 * The adjoint of `halve` for images of a height and a width: each pixel gets the gradient of its square, divided by the number of pixels of the square that
 * lie inside the image.
 */
export const halveAdjoint = (gradients: tf.Tensor4D, height: number, width: number): tf.Tensor4D =>
  tf.tidy(() => {
    const [n, h, w, c] = gradients.shape;
    const wide = tf.reshape(tf.concat([gradients, gradients], 3), [n, h, 2 * w * c]);
    const doubled = tf.reshape(tf.concat([wide, wide], 2), [n, 2 * h, 2 * w, c]);
    const inside = tf.slice(doubled, [0, 0, 0, 0], [n, height, width, c]);
    const shares = tf.mul(tf.tensor(pixelShares(height), [height, 1, 1]), tf.tensor(pixelShares(width), [width, 1]));
    return tf.mul(inside, shares);
  });

function weightsOf({ side, sigma }: Window): Float32Array {
  const weights = Float64Array.from({ length: side }, (_, i) => Math.exp(-(((i - (side - 1) / 2) / sigma) ** 2) / 2));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float32Array.from(weights, weight => weight / total);
}

/** What each pixel along a side counts in the mean of its pair: half, but all of it where an odd side leaves it alone. */
const pixelShares = (side: number): Float32Array =>
  Float32Array.from({ length: side }, (_, i) => (side % 2 === 1 && i === side - 1 ? 1 : 0.5));
