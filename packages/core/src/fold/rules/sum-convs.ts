import type { Rule } from '../rule.ts';
import { joined, joinedArrays } from '../side-by-side.ts';

/**
 * Convs on one input, added up, are one conv: the smallest grid that holds all their taps, the sum of the taps at
 * each place, g = gcd of the groups.
 */
export const sumOfConvs: Rule = {
  name: 'sum of convs',
  arity: 'any',
  weighed: true,
  takesConvs: true,
  precondition: terms => joined(terms, 'sum'),
  algebra: (terms, layer) => joinedArrays(terms, layer, 'sum'),
};
