/** What terms cost, to tell a smaller form from a larger one. Counted as everywhere: norms, pools and additions are free. */
import { add, type Cost, costOf, free, numberOfTiles, repeated } from '../cost/leaf.ts';
import { isLeaf } from '../layers/shapes.ts';
import type { Leaf, Shape } from '../layers/types.ts';
import type { Term } from './term.ts';

export type { Cost } from '../cost/leaf.ts';
export { add, free } from '../cost/leaf.ts';

/** The cost of a leaf at its shapes. */
export const leafCost = (layer: Leaf, input: Shape, output: Shape): Cost => costOf({ layer, path: '', input, output });

/** The summed cost of terms. */
export const totalCost = (terms: readonly Term[]): Cost => terms.map(costOfTerm).reduce(add, free);

function costOfTerm({ layer, input, output, children }: Term): Cost {
  if (isLeaf(layer)) return leafCost(layer, input, output);
  const inner = totalCost(children.map(([, child]) => child));
  return layer.op === 'tiles' ? repeated(inner, numberOfTiles(layer, input)) : inner;
}

/** Whether multiply-adds or parameters grow, or multiplications where a backend runs 3×3 kernels as Winograd. */
export const costsMore = (after: Cost, before: Cost): boolean =>
  after.macs > before.macs || after.winogradMuls > before.winogradMuls || after.params > before.params;
