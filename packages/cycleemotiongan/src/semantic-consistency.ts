/** Emotional semantic consistency: how far the emotions predicted for an adapted image are from those of its source (sheet, b.3). */
import { RefoldError } from '@refold/core';
import type { Loss } from '@refold/core/train';
import * as tf from '@tensorflow/tfjs-core';

/** A distance d(p, q) of the distribution q predicted for an adapted image from p, predicted for its source. */
export type SemanticDistance =
  /** Symmetric Kullback–Leibler divergence: Σ (p − q)·(ln p − ln q). */
  | { readonly kind: 'skl' }
  /** KL(p ‖ q), the one-sided form. */
  | { readonly kind: 'kl' }
  /**
   * Expected distance on Mikels' wheel beyond that of an emotion from itself: Σ_ij p_i·q_j·(D_ij − 1). `distances` is D, L × L in the order of the logits:
   * 1 for the same emotion, one more per step on the wheel.
   */
  | { readonly kind: 'mikels'; readonly distances: readonly (readonly number[])[] };

/** Shares of p count as this much at least, since the divergence from a zero is infinite. */
const FLOOR = 1e-8;

/**
 * The loss d(softmax(target), softmax(output)): summed over the emotions of an image, averaged over the batch. `output` are the logits of adapted images,
 * [n, L], and get a gradient; `target` are those of their sources, [n, L], and get none.
 *
 * p is clipped to 1e-8. q isn't: its log-softmax is finite by itself, and a clipped share would take the gradient away just where q is most wrong.
 * @throws RefoldError for distances that make no L × L matrix with 1 for each emotion itself; when called, for logits of another width than theirs
 */
export function semanticConsistency(distance: SemanticDistance): Loss {
  const measure = distance.kind === 'mikels' ? expectedDistance(distance.distances) : DIVERGENCES[distance.kind];
  return (output, target) =>
    tf.tidy(() => {
      const n = output.shape[0]!;
      const logQ = tf.logSoftmax(output);
      const q = tf.exp(logQ);
      const { terms, slopes } = measure({ p: tf.maximum(tf.softmax(target), FLOOR), q, logQ });
      const gradient = tf.sub(slopes, tf.mul(q, tf.sum(slopes, -1, true)));
      return { value: tf.div(tf.sum(terms), n) as tf.Scalar, gradient: tf.div(gradient, n) };
    });
}

interface Distributions {
  /** Clipped. */
  readonly p: tf.Tensor;
  readonly q: tf.Tensor;
  readonly logQ: tf.Tensor;
}

/**
 * Terms that sum to the distance, and its slopes q_l·∂d/∂q_l, both [n, L]. The softmax's gradient needs the derivatives times q only, and those of
 * divergences are finite even where q underflows.
 */
type Measure = (of: Distributions) => { readonly terms: tf.Tensor; readonly slopes: tf.Tensor };

const DIVERGENCES: Readonly<Record<'skl' | 'kl', Measure>> = {
  skl: ({ p, q, logQ }) => {
    const [difference, logRatio] = [tf.sub(q, p), tf.sub(logQ, tf.log(p))];
    return { terms: tf.mul(difference, logRatio), slopes: tf.add(tf.mul(q, logRatio), difference) };
  },
  kl: ({ p, logQ }) => ({ terms: tf.mul(p, tf.sub(tf.log(p), logQ)), slopes: tf.neg(p) }),
};

function expectedDistance(distances: readonly (readonly number[])[]): Measure {
  const size = distances.length;
  for (const [i, row] of distances.entries()) {
    if (row.length === size && row[i] === 1 && row.every(distance => distance >= 1)) continue;
    throw new RefoldError(
      `Row ${i} of the distances is [${row.join(', ')}]: it must hold ${size} numbers, 1 for emotion ${i} itself and no less for the others.`,
    );
  }
  const steps = distances.flatMap(row => row.map(distance => distance - 1));
  return ({ p, q }) => {
    const width = q.shape.at(-1)!;
    if (width !== size)
      throw new RefoldError(
        `The distances are of ${size} emotions, but the logits are of ${width}: one wheel, one order.`,
      );
    const slopes = tf.mul(q, tf.matMul(p as tf.Tensor2D, tf.tensor2d(steps, [size, size])));
    return { terms: slopes, slopes };
  };
}
