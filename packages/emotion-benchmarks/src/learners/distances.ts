/** Euclidean distances between examples. */
import { type Dense, rowOf, timesTransposed } from './dense.ts';
import { dot } from './optimise/vectors.ts';

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
