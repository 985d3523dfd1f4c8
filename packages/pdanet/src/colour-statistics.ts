/** Colour statistics as layers: what a regressor without convolutions looks at. */
import { avgPool, chain, concat, identity, type Layer, product, slice } from '@refold/core/layers';

/** Cells along each side of the picture. */
const CELLS = 3;

/**
 * [side, side, 3] → [3, 3, 9]: the means, in each cell of a 3×3 grid, of the colours, their squares and the products of two; so the means and
 * covariances of colours there.
 */
export const colourStatistics = (side: number): Layer =>
  chain({
    moments: concat({
      colours: identity(),
      squares: product({ one: identity(), other: identity() }),
      products: product({ one: identity(), next: concat([slice(1, 3), slice(0, 1)]) }),
    }),
    cells: avgPool(Math.floor(side / CELLS)),
  });
