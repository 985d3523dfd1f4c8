/** Projection onto shares that sum to 1. */

/**
 * Returns the point nearest to `point` whose entries are at least 0 and sum to 1.
 * Source: Duchi et al., "Efficient Projections onto the l1-Ball for Learning in High Dimensions" (2008), figure 1.
 */
export function projectToSimplex(point: Float64Array): Float64Array {
  const descending = point.slice().sort().reverse();
  let sum = 0;
  let shift = 0;
  for (let i = 0; i < descending.length; i++) {
    sum += descending[i]!;
    const candidate = (sum - 1) / (i + 1);
    if (descending[i]! > candidate) shift = candidate;
  }
  return point.map(value => Math.max(value - shift, 0));
}
