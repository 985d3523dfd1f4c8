/** The group lasso on the filters that clustering makes redundant: what C-SGD is compared with (section 4.3). */
import { requireTensor, type Transform } from '@refold/core/optim';
import type { Partition } from '@refold/core/prune';
import * as tf from '@tensorflow/tfjs-core';
import { redundantOf } from './deviation.ts';

/** Norms that a filter is divided by are at least this, so that zeros aren't divided by zero. */
const TINY = 1e-12;

/**
 * Adds λ·F/‖F‖ to the gradient of every filter but the first of each cluster: the gradient of λ·Σ‖F‖. Followers are penalised in the pattern of their
 * pacesetter. Vectors are left alone.
 */
export const redundantLasso = (partitions: readonly Partition[], lambda: number): Transform => ({
  init: () => new Map(),
  update(gradients, _state, params) {
    for (const partition of partitions) {
      const gradient = gradients.get(partition.path);
      if (gradient === undefined || partition.name !== 'kernel') continue;
      const value = requireTensor(params, partition.path);
      gradients.set(
        partition.path,
        tf.tidy(() => penalised(gradient, value, partition, lambda)),
      );
      gradient.dispose();
    }
    return gradients;
  },
});

function penalised(gradient: tf.Tensor, value: tf.Tensor, partition: Partition, lambda: number): tf.Tensor {
  const { shape } = partition;
  const filters = tf.reshape(value, [...shape]);
  const norms = tf.maximum(tf.sqrt(tf.sum(tf.square(filters), [0, 2], true)), TINY);
  const mask = tf.tensor(Float32Array.from(redundantOf(partition), Number), [1, shape[1], 1]);
  return tf.add(gradient, tf.reshape(tf.mul(filters, tf.div(tf.mul(mask, lambda), norms)), value.shape));
}
