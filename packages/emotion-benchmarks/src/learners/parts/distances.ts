/** Euclidean distances between examples. */
import { RefoldError } from '@refold/core';
import { dot } from '../optimise/vectors.ts';
import { type Dense, rowOf, timesTransposed } from './dense.ts';

/** Squared Euclidean distances [a.rows, b.rows] of each row of `a` to each row of `b`; none is below 0. */
export function squaredDistances(a: Dense, b: Dense): Dense {
  const distances = timesTransposed(a, b);
  const lengthsOf = (m: Dense): Float64Array =>
    Float64Array.from({ length: m.rows }, (_, i) => dot(rowOf(m, i), rowOf(m, i)));
  const [aLengths, bLengths] = [lengthsOf(a), lengthsOf(b)];
  for (let i = 0; i < a.rows; i++) {
    const row = rowOf(distances, i);
    // By |x|² + |z|² - 2 x·z. Rounding may leave a little below 0 for equal rows.
    for (let j = 0; j < b.rows; j++) row[j] = Math.max(0, aLengths[i]! + bLengths[j]! - 2 * row[j]!);
  }
  return distances;
}

/** The places of the k smallest distances of a row, the nearest first; of equal ones, the first. All if there are fewer than k. */
export const nearest = (distances: Float64Array, k: number): Uint32Array =>
  Uint32Array.from(distances.keys())
    .sort((a, b) => distances[a]! - distances[b]! || a - b)
    .subarray(0, k);

/** @throws RefoldError naming the learner, unless k is a whole number of at least 1 */
export function checkNeighbours(learner: string, k: number): void {
  if (Number.isInteger(k) && k >= 1) return;
  throw new RefoldError(`${learner}: the setting k is ${k}, but it must be a whole number of at least 1.`);
}
