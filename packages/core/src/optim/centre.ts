/** Gradients that move the slices of a cluster alike and pull them to their mean: what C-SGD adds to SGD. */
import * as tf from '@tensorflow/tfjs-core';
import { type ClusteredGradient, fusedKernel } from '../backend/fused.ts';

export type { ClusteredGradient };

/**
 * For each parameter, slice by slice: the cluster's mean of (gradient − strength·value), plus strength·value. With Γ the matrix that takes a slice
 * to its cluster's mean, that is Γ·G + strength·(I − Γ)·W: the gradients averaged, and a pull of each slice to the mean (C-SGD, equations 4 and 13).
 * By the backend's kernel if it has one, else by products with Γ.
 * @returns tensors of the gradients' shapes, in their order; operands are borrowed
 */
export const centreGradients = (items: readonly ClusteredGradient[]): tf.Tensor[] =>
  fusedKernel('CentreGradients')?.(items) ?? items.map(item => tf.tidy(() => centred(item)));

function centred({ gradient, value, shape: [outer, size, inner], labels, count, strength }: ClusteredGradient) {
  const pulled = tf.mul(value, strength);
  const difference = tf.reshape(tf.sub(gradient, pulled), [outer, size, inner]);
  // Means first, [.., clusters], then each back to the slices of its cluster.
  const members = membership(labels, count);
  const shares = tf.div(members, tf.sum(members, 0, true));
  const rows = tf.reshape(tf.transpose(difference, [0, 2, 1]), [-1, size]) as tf.Tensor2D;
  const means = tf.matMul(tf.matMul(rows, shares), members, false, true);
  const back = tf.transpose(tf.reshape(means, [outer, inner, size]), [0, 2, 1]);
  return tf.add(tf.reshape(back, gradient.shape), pulled);
}

/** [slices, clusters]: 1 where a slice belongs to a cluster, else 0. */
const membership = (labels: Int32Array, count: number): tf.Tensor2D =>
  tf.tensor2d(
    Float32Array.from({ length: labels.length * count }, (_, i) => Number(labels[Math.floor(i / count)] === i % count)),
    [labels.length, count],
  );
