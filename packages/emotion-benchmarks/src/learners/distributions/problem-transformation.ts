/** Problem transformation: from label distributions to single labels. */
import type { Rng } from '@refold/core';
import { type Dense, dense } from '../parts/dense.ts';

/**
 * Draws of an example and a class with probability proportional to the class's share in the example's distribution: as many as `shares`
 * [examples, classes] has entries, with replacement. Returns how often each pair was drawn, [examples, classes].
 * Source: Geng, "Label Distribution Learning" (2016), section 4.1.
 */
export function resample(shares: Dense, rng: Rng): Dense {
  const ends = new Float64Array(shares.values.length);
  let total = 0;
  shares.values.forEach((share, i) => {
    total += share;
    ends[i] = total;
  });
  const counts = dense(shares.rows, shares.columns);
  for (let draw = 0; draw < ends.length; draw++) counts.values[firstAbove(ends, rng.uniform(0, total))]!++;
  return counts;
}

/** The index of the first of ascending numbers that is above `value`, by bisection; the last if none is. */
function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
