/** Mikels' wheel: how far his eight emotions are from each other, and what follows for labels and mistakes. */
import { RefoldError } from '@refold/core';
import { areMikels, MIKELS_RING, ringPosition, wheelDistance, wheelSteps } from '@refold/core/data';
import type { ConfusionMatrix, Metrics } from '@refold/core/train';

/** Emotions of one polarity lie beside each other: half of the ring each. */
const HALF = MIKELS_RING.length / 2;

/** Similarity of two emotions, 1 (the same) to 1/5: one over their distance. @throws RefoldError for an emotion that isn't on the wheel */
export const wheelSimilarity = (one: string, other: string): number => 1 / wheelDistance(one, other);

/**
 * Distance that counts a mistaken polarity as the worse mistake: that on the wheel, 1 to 4, within a polarity; four more than the steps, 5 to 8, across
 * polarities. On the wheel itself excitement is as near to fear as sadness is.
 * @throws RefoldError for an emotion that isn't on the wheel
 */
export const polarityAwareDistance = (one: string, other: string): number =>
  (isPositive(one) === isPositive(other) ? 1 : HALF) + wheelSteps(one, other);

/** Whether an emotion of the wheel is positive. @throws RefoldError for one that isn't on it */
export const isPositive = (emotion: string): boolean => ringPosition(emotion) < HALF;

/**
 * How near predictions come to their labels, by the polarity-aware distance W, higher being better: `ecc`, the mean of 1/W over all examples; and
 * `emc`, the mean of 1/(W − 1) over the wrong ones, left out where none is wrong.
 * @param classes Mikels' emotions in the matrix's order
 * @throws RefoldError for classes that aren't on the wheel
 */
export function wheelMetrics(confusion: ConfusionMatrix, classes: readonly string[]): Metrics {
  let [all, wrong, ecc, emc] = [0, 0, 0, 0];
  for (const [i, label] of classes.entries()) {
    for (const [j, predicted] of classes.entries()) {
      const [count, distance] = [confusion.at(i, j), polarityAwareDistance(label, predicted)];
      all += count;
      ecc += count / distance;
      if (i === j) continue;
      wrong += count;
      emc += count / (distance - 1);
    }
  }
  return { ecc: ecc / all, ...(wrong > 0 && { emc: emc / wrong }) };
}

/** How a single label becomes a distribution. */
export interface Smoothing {
  /** Width of the Gaussian, in steps on the ring. Default: 1. */
  readonly sigma: number;
  /** Spread evenly over the eight emotions before normalizing, of which those of the label's polarity keep theirs. Default: 0.1. */
  readonly epsilon: number;
}

/**
 * The distribution that stands for a single label when classes and distributions are learnt jointly: shares of the emotions of the label's polarity fall
 * off as a Gaussian of the steps on the ring, those of the other polarity are 0. They sum to 1.
 * @returns shares in the order of `classes`
 * @param classes Mikels' emotions in any order
 * @throws RefoldError for classes that aren't Mikels' eight, and for a `sigma` or `epsilon` that makes no distribution
 */
export function smoothedLabel(
  label: string,
  classes: readonly string[],
  { sigma = 1, epsilon = 0.1 }: Partial<Smoothing> = {},
): Float64Array {
  if (!areMikels(classes))
    throw new RefoldError(
      `Labels are smoothed over Mikels' eight emotions, but the classes are: ${classes.join(', ')}.`,
    );
  if (!(sigma > 0 && epsilon >= 0 && Number.isFinite(epsilon)))
    throw new RefoldError(`sigma is ${sigma} and epsilon ${epsilon}: sigma must be above 0, and epsilon not below 0.`);
  const weights = Float64Array.from(classes, emotion => {
    if (isPositive(emotion) !== isPositive(label)) return 0;
    // A polarity is a stretch of the ring, so the nearer way from one of its emotions to another never leaves it.
    const gaussian = Math.exp(-((wheelSteps(emotion, label) / sigma) ** 2) / 2) / Math.sqrt(2 * Math.PI);
    return gaussian + epsilon / MIKELS_RING.length;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map(weight => weight / total);
}
