/** Adding up gradients, in place where the backend can. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../backend/fused.ts';

/** total + term, of one shape. Consumes `total`, borrows `term`. */
export function accumulate(total: tf.Tensor, term: tf.Tensor): tf.Tensor {
  const inPlace = fusedKernel('AccumulateInPlace');
  if (inPlace) return inPlace(total, term);
  const sum = tf.add(total, term);
  total.dispose();
  return sum;
}

/** The sum of two gradients by the same tensor, where a missing one is zero. Consumes both. */
export function merge(total: tf.Tensor | undefined, term: tf.Tensor | undefined): tf.Tensor | undefined {
  if (total === undefined || term === undefined) return total ?? term;
  const sum = accumulate(total, term);
  term.dispose();
  return sum;
}
