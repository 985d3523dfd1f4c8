import { identity } from '../../layers/build.ts';
import type { Rule } from '../rule.ts';
import { is } from '../term.ts';

/** Dropout passes its input on at inference. */
export const dropoutAway: Rule = {
  name: 'dropout → identity',
  arity: 1,
  precondition: ([term]) => (term !== undefined && is(term, 'dropout') ? { layer: identity() } : undefined),
  algebra: () => ({}),
};
