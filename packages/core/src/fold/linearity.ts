/** What folding can't cross. */
import type { Op } from '../layers/types.ts';
import type { Term } from './term.ts';

/**
 * A max pool, an activation, statistics of one's own input, a gate; a tap, whose reader wants the value that passes there;
 * and tiles, whose body is folded by itself.
 */
const BARRIERS: ReadonlySet<Op> = new Set([
  'activation',
  'maxPool',
  'globalMaxPool',
  'instanceNorm',
  'product',
  'tap',
  'tiles',
] as const);

/** The first part of a term, in order of evaluation, that is not linear or must stay readable. */
export function barrierIn(term: Term): Term | undefined {
  if (BARRIERS.has(term.layer.op)) return term;
  for (const [, child] of term.children) {
    const barrier = barrierIn(child);
    if (barrier) return barrier;
  }
  return undefined;
}

export const isLinear = (term: Term): boolean => barrierIn(term) === undefined;

/** How a barrier is called: an activation by its function. */
export const barrierName = ({ layer }: Term): string => (layer.op === 'activation' ? layer.fn : layer.op);
