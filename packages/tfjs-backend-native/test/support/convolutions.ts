/** What tests of convolutions share. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';

export const uniform = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);

export type Pair = [number, number];
export const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
/** y, ∂/∂x and ∂/∂kernel of Σ y², all three directions of a convolution at once. */
export function directions(
  run: (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor,
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
): tf.Tensor[] {
  const gradients = tf.grads((a, b) =>
    run(a as tf.Tensor4D, b as tf.Tensor4D)
      .square()
      .mean(),
  )([x, kernel]);
  return [run(x, kernel), ...gradients];
}
