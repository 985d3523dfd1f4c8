import { conv, linear } from '../../layers/build.ts';
import type { Conv, Linear } from '../../layers/types.ts';
import { isUnpadded } from '../../shape.ts';
import { asConv, convShape, isConvShape } from '../as-conv.ts';
import { composed, composedArrays } from '../compose.ts';
import type { ConvShape } from '../conv-shape.ts';
import { kernelArrays } from '../kernels.ts';
import { isPlan, type Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';

/**
 * What stands before flatten · linear goes into the matrix: a flattened h×w map times a matrix is a conv with an h×w
 * kernel, whose HWIO numbers lie in memory as the matrix's do. So a norm or a pointwise conv before a
 * classifier vanishes.
 */
export const flattenLinear: Rule = {
  name: 'flatten · linear',
  arity: 3,
  weighed: true,
  takesConvs: true,
  precondition: terms => {
    const conv = composedConv(terms);
    if (conv === undefined) return undefined;
    const { input } = terms[0]!;
    const before = { ...terms[1]!, input, output: [input[0]! * input[1]! * input[2]!] };
    return { layer: linear(conv.out, { bias: conv.bias }), before: [before] };
  },
  algebra: (terms, layer) => {
    const { out, bias } = layer as Linear;
    const last = terms[2]!;
    const shape = matrixShape(terms[0]!, last as Term<Linear>);
    const b: Term<Conv> = { ...last, ...shape, arrays: last.arrays };
    const composed = composedArrays(asConv(terms[0]!), b, composedConv(terms)!);
    const numbers = composed.kernel!.data as Float64Array;
    return kernelArrays(
      layer as Linear,
      numbers.length / out,
      numbers,
      bias ? float64(composed.bias!.data) : undefined,
    );
  },
};

const float64 = (data: Float32Array | Float64Array) => data as Float64Array;

/** The terms as one conv, if that covers the map exactly and so is a matrix. */
function composedConv([first, flatten, last]: readonly Term[]): Conv | undefined {
  if (first === undefined || flatten === undefined || last === undefined) return undefined;
  if (!is(flatten, 'flatten') || !is(last, 'linear') || first.output.length !== 3) return undefined;
  const a = convShape(first);
  if (!isConvShape(a)) return undefined;
  const plan = composed(a, matrixShape(first, last), false);
  return isPlan(plan) && coversMap(plan.layer as Conv, first) ? (plan.layer as Conv) : undefined;
}

const coversMap = ({ kernel, dilation, pad }: Conv, { input }: Term): boolean =>
  isUnpadded(pad) && [0, 1].every(axis => kernel[axis] === input[axis] && dilation[axis] === 1);

/** A matrix on the flattened output of `first`, as a conv on that map. */
function matrixShape({ output }: Term, { layer, path }: Term<Linear>): ConvShape {
  const [h, w] = output as [number, number, number];
  const { out, bias } = layer;
  return { layer: conv(out, [h, w], { pad: 0, bias }), path, input: output, output: [1, 1, out] };
}
