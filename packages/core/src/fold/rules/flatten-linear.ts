import { conv, linear } from '../../layers/build.ts';
import type { Conv, Leaf, Linear } from '../../layers/types.ts';
import { asConv, isConv } from '../as-conv.ts';
import { composed, composedArrays } from '../compose.ts';
import { isUnpadded, kernelArrays } from '../kernels.ts';
import { isPlan, type Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';

/**
 * What stands before flatten · linear goes into the matrix: a flattened h×w map times a matrix is a conv with an h×w kernel, whose
 * HWIO numbers lie in memory as the matrix's do (fold rule 9). So a norm or a pointwise conv before a classifier vanishes.
 */
export const flattenLinear: Rule = {
  name: 'flatten · linear',
  arity: 3,
  weighed: true,
  takesConvs: true,
  precondition: terms => {
    const pair = asPair(terms);
    if (pair === undefined) return undefined;
    const plan = composed(...pair, false);
    if (!isPlan(plan) || !coversMap(plan.layer as Conv, pair[0])) return undefined;
    const [first, flatten, last] = terms as [Term, Term, Term];
    const { input } = first;
    const before = { ...flatten, input, output: [input[0]! * input[1]! * input[2]!] };
    return { layer: linear((last.layer as Linear).out, { bias: (plan.layer as Conv).bias }), before: [before] };
  },
  algebra: (terms, layer) => {
    const pair = asPair(terms)!;
    const plan = composed(...pair, false) as { readonly layer: Leaf };
    const { kernel, bias } = composedArrays(...pair, plan.layer);
    const numbers = kernel!.data as Float64Array;
    const result = layer as Linear;
    return kernelArrays(result, numbers.length / result.out, numbers, bias?.data as Float64Array | undefined);
  },
};

const coversMap = ({ kernel, dilation, pad }: Conv, { input }: Term): boolean =>
  isUnpadded(pad) && [0, 1].every(axis => kernel[axis] === input[axis] && dilation[axis] === 1);

function asPair([first, flatten, last]: readonly Term[]): readonly [Term<Conv>, Term<Conv>] | undefined {
  if (first === undefined || flatten === undefined || last === undefined) return undefined;
  if (!is(flatten, 'flatten') || !is(last, 'linear') || first.output.length !== 3) return undefined;
  const a = asConv(first);
  if (!isConv(a)) return undefined;
  const [h, w, c] = first.output as [number, number, number];
  const { out, bias } = last.layer;
  const kernel = { shape: [h, w, c, out], data: last.arrays.kernel!.data };
  const arrays = { ...last.arrays, kernel };
  return [a, { ...last, layer: conv(out, [h, w], { pad: 0, bias }), input: first.output, output: [1, 1, out], arrays }];
}
