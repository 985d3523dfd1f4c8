/** Convs on one input, joined into one: added up (`sum`) or with their channels one after another (`concat`). */
import type { Conv, Leaf, Linear } from '../layers/types.ts';
import { allConvShapes, asConv } from './as-conv.ts';
import { convOrLinear, coveringGrid, gcd, kernelArrays, place, sameSize } from './kernels.ts';
import type { Refused, Verdict } from './rule.ts';
import type { Arrays, Term } from './term.ts';

/** How siblings become one: added up, or with their channels side by side. */
export type Join = 'sum' | 'concat';

/** The plan for one conv (or, on a vector, linear layer). */
export function joined(terms: readonly Term[], join: Join): Verdict {
  const conv = joinedConv(terms, join);
  return conv === undefined || 'reason' in conv ? conv : { layer: convOrLinear(conv, terms[0]!.input) };
}

/** The one conv, or why strides forbid it. Undefined where a term is not a conv in any form. */
export function joinedConv(terms: readonly Term[], join: Join): Conv | Refused | undefined {
  const convs = allConvShapes(terms);
  const [first] = convs ?? [];
  if (convs === undefined || first === undefined) return undefined;
  const { out, stride } = first.layer;
  const odd = convs.find(conv => !sameSize(conv.layer.stride, stride));
  if (odd) {
    return { reason: `'${first.path}' has stride ${stride.join('×')}, '${odd.path}' ${odd.layer.stride.join('×')}` };
  }
  const dense = join === 'concat' || terms[0]!.input.length === 1;
  return {
    op: 'conv',
    out: join === 'sum' ? out : convs.reduce((total, conv) => total + conv.layer.out, 0),
    stride,
    ...coveringGrid(convs),
    groups: dense ? 1 : convs.reduce((g, conv) => gcd(g, conv.layer.groups), 0),
    bias: convs.some(conv => conv.layer.bias),
  };
}

/** Each tap at its place in the covering grid, each conv's filters on top of or after those before. */
export function joinedArrays(terms: readonly Term[], layer: Leaf, join: Join): Arrays {
  const convs = terms.map(asConv);
  const whole = layer as Conv | Linear;
  const channels = convs[0]!.input[2]!;
  const groups = whole.op === 'conv' ? whole.groups : 1;
  const grid = coveringGrid(convs);
  const kernel = new Float64Array(grid.kernel[0] * grid.kernel[1] * (channels / groups) * whole.out);
  const bias = whole.bias ? new Float64Array(whole.out) : undefined;
  let at = 0;
  for (const conv of convs) {
    place(kernel, grid, groups, whole.out, conv, at);
    const own = conv.arrays.bias?.data;
    if (bias && own) for (let o = 0; o < own.length; o++) bias[at + o]! += own[o]!;
    if (join === 'concat') at += conv.layer.out;
  }
  return kernelArrays(whole, channels, kernel, bias);
}
