/** The cost of an expression as it is used: folded, without training-only heads. */
import { type Count, count } from '../cost/index.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { foldedLayer } from './fold.ts';

/**
 * Counts what `fold` makes of an expression, whatever its parameters are: without them, and at once.
 * @param input shape of one sample
 * @throws ShapeError when shapes don't go together
 */
export const countFolded = (layer: Layer, input: Shape): Count => count(foldedLayer(layer, input), input);
