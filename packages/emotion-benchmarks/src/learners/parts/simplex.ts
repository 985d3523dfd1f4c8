/** The simplex: weights of at least 0 that sum to 1. */

/**
 * Returns the point of the simplex that is nearest to `point`.
 * Source: Duchi et al., "Efficient Projections onto the l1-Ball for Learning in High Dimensions", 2008, figure 1.
 */
export function projectToSimplex(point: Float64Array): Float64Array {
  let sum = 0;
  let shift = 0;
  // Entries that stay above 0 are the largest; each lowers the shift as long as it is above what the shift then is.
  point
    .toSorted()
    .reverse()
    .forEach((value, i) => {
      sum += value;
      const ifKept = (sum - 1) / (i + 1);
      if (value > ifKept) shift = ifKept;
    });
  return point.map(value => Math.max(0, value - shift));
}
