import type { Conv } from '../../layers/types.ts';
import { asConv, isConv } from '../as-conv.ts';
import { composed, composedArrays } from '../compose.ts';
import { isPlan, type Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';
import { concatOfConvs } from './concat-convs.ts';

/**
 * A conv on joined branches is the sum of each branch with its slice of the kernel (fold rule 6), and so one conv. Joining
 * the branches first gives the same numbers: the zeros between their taps are skipped.
 */
export const concatConv: Rule = {
  name: 'concat · conv',
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, second]) => {
    const a = first && joinedBranches(first);
    const b = second && asConv(second);
    return a !== undefined && isConv(b) ? composed(a, b, first!.input.length === 1) : undefined;
  },
  algebra: ([first, second], layer) => composedArrays(joinedBranches(first!)!, asConv(second!) as Term<Conv>, layer),
};

function joinedBranches(concat: Term): Term<Conv> | undefined {
  if (!is(concat, 'concat')) return undefined;
  const branches = concat.children.map(([, child]) => child);
  const plan = concatOfConvs.precondition(branches);
  if (!isPlan(plan)) return undefined;
  const arrays = concatOfConvs.algebra(branches, plan.layer);
  const seen = asConv({ ...concat, layer: plan.layer, arrays, children: [] });
  return isConv(seen) ? seen : undefined;
}
