import type { Rule } from '../rule.ts';
import { joined, joinedArrays } from '../side-by-side.ts';

/** Convs on one input whose channels are joined are one dense conv: their filters side by side. */
export const concatOfConvs: Rule = {
  name: 'concat of convs',
  arity: 'any',
  weighed: true,
  takesConvs: true,
  precondition: terms => joined(terms, 'concat'),
  algebra: (terms, layer) => joinedArrays(terms, layer, 'concat'),
};
