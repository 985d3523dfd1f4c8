/** A short run of a small convnet, whose losses must not depend on threads and settings. */
import * as tf from '@tensorflow/tfjs-core';
// For its gradients: Node can't import them from tfjs-core.
import '@tensorflow/tfjs';
import '../../src/index.ts';

/** Uniform numbers in [-1, 1), the same for the same seed. */
const noise = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);

/** The losses of some steps on `native`. Maps have odd sizes, so that work is split unevenly. */
export async function train(steps: number): Promise<number[]> {
  await tf.setBackend('native');
  const kernels = [
    tf.variable(noise([3, 3, 3, 20], 1)),
    tf.variable(noise([1, 1, 20, 9], 2)),
  ] as tf.Variable<tf.Rank.R4>[];
  const dense = tf.variable(noise([9, 4], 3)) as tf.Variable<tf.Rank.R2>;
  const x = noise([7, 19, 17, 3], 4) as tf.Tensor4D;
  const labels = tf.oneHot([0, 1, 2, 3, 2, 1, 0], 4);
  const optimizer = tf.train.sgd(0.02);
  const losses = Array.from({ length: steps }, () => {
    const loss = optimizer.minimize(() => {
      const maps = kernels.reduce((y, kernel) => tf.relu(tf.conv2d(y, kernel, 1, 'same')), x);
      return tf.losses.softmaxCrossEntropy(labels, tf.matMul(tf.mean(maps, [1, 2]), dense));
    }, true)!;
    const [value] = loss.dataSync();
    loss.dispose();
    return value!;
  });
  tf.dispose([...kernels, dense, x, labels]);
  return losses;
}
