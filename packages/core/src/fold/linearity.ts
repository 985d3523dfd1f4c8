/** What folding can't cross. */
import { definitionOf } from '../layers/leaves/index.ts';
import { isLeaf } from '../layers/shapes.ts';
import type { Combinator } from '../layers/types.ts';
import type { Term } from './term.ts';

/** Combinators that are linear if their children are. A product is a gate; what reads a tap wants the value that passes there. */
const CROSSED: { readonly [O in Combinator['op']]: boolean } = {
  chain: true,
  sum: true,
  concat: true,
  product: false,
  tap: false,
  tiles: true,
};

const isBarrier = ({ layer }: Term): boolean => !(isLeaf(layer) ? definitionOf(layer).linear : CROSSED[layer.op]);

/** The first part of a term, in order of evaluation, that is not linear or must stay readable. */
export function barrierIn(term: Term): Term | undefined {
  if (isBarrier(term)) return term;
  for (const [, child] of term.children) {
    const barrier = barrierIn(child);
    if (barrier) return barrier;
  }
  return undefined;
}

/** Whether folding may cross the whole of a term. */
export const isLinear = (term: Term): boolean => barrierIn(term) === undefined;

/** How a barrier is called: an activation by its function. */
export const barrierName = ({ layer }: Term): string => (layer.op === 'activation' ? layer.fn : layer.op);
