/** What terms cost, to tell a smaller form from a larger one. Counted as everywhere: norms, pools and additions are free. */
import { add, type Cost, costOf, free } from '../cost/leaf.ts';
import { isLeaf } from '../layers/shapes.ts';
import type { Leaf, Shape } from '../layers/types.ts';
import type { Term } from './term.ts';

export type { Cost } from '../cost/leaf.ts';
export { add } from '../cost/leaf.ts';

export const leafCost = (layer: Leaf, input: Shape, output: Shape): Cost => costOf({ layer, input, output });

export const totalCost = (terms: readonly Term[]): Cost => terms.map(costOfTerm).reduce(add, free);

const costOfTerm = (term: Term): Cost =>
  isLeaf(term.layer)
    ? leafCost(term.layer, term.input, term.output)
    : totalCost(term.children.map(([, child]) => child));

export const isDearer = (after: Cost, before: Cost): boolean =>
  after.macs > before.macs || after.params > before.params;
