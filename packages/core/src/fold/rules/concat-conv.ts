import type { Conv } from '../../layers/types.ts';
import { asConv, convShape, isConvShape } from '../as-conv.ts';
import { composed, composedArrays } from '../compose.ts';
import type { ConvShape } from '../conv-shape.ts';
import type { Rule } from '../rule.ts';
import { joinedArrays, joinedConv } from '../side-by-side.ts';
import { fills, is, type Term } from '../term.ts';

/**
 * A conv on joined branches is the sum of each branch with its slice of the kernel, and so one conv.
 * Joining the branches first gives the same numbers: the zeros between their taps are skipped.
 */
export const concatConv: Rule = {
  name: 'concat · conv',
  arity: 2,
  weighed: true,
  takesConvs: true,
  precondition: ([first, second]) => {
    const a = first && branchesShape(first);
    const b = second && convShape(second);
    return a !== undefined && isConvShape(b) ? composed(a, b, first!.input.length === 1) : undefined;
  },
  algebra: ([first, second], layer) => {
    const shape = branchesShape(first!)!;
    const a: Term<Conv> = { ...shape, arrays: joinedArrays(branches(first!), shape.layer, 'concat'), children: [] };
    return composedArrays(a, asConv(second!), layer);
  },
};

const branches = (concat: Term): readonly Term[] => concat.children.map(([, child]) => child);

function branchesShape(concat: Term): ConvShape | undefined {
  const isWhole = is(concat, 'concat') && branches(concat).every(branch => fills(branch, concat));
  const layer = isWhole ? joinedConv(branches(concat), 'concat') : undefined;
  if (layer === undefined || 'reason' in layer) return undefined;
  const [input, output] = [concat.input, concat.output].map(shape => (shape.length === 1 ? [1, 1, ...shape] : shape));
  return { layer, path: concat.path, input: input!, output: output! };
}
