/** What pruning saves, as methods report it. */
import type { Expression } from '../layers/types.ts';
import { count } from './count.ts';

/**
 * The metrics of a pruned network that tell its size: `reduction`, the share of the multiply-adds of `base` that it saves, from 0 to 1, and its own
 * multiply-adds and parameters.
 */
export function prunedCost(narrow: Expression, base: Expression) {
  const { macs, params } = count(narrow.layer, narrow.input).total;
  return { reduction: 1 - macs / count(base.layer, base.input).total.macs, macsPruned: macs, paramsPruned: params };
}
