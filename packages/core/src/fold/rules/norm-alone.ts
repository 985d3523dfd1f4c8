import { conv } from '../../layers/build.ts';
import type { BatchNorm, Conv } from '../../layers/types.ts';
import { affineOf } from '../affine.ts';
import { kernelArrays } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';

/**
 * A norm that follows no conv is a depthwise 1×1 conv: W = t, b = β − μ·t. Its border is that conv's padding, because
 * a padded zero becomes exactly b.
 */
export const normAsConv: Rule = {
  name: 'norm → conv',
  arity: 1,
  precondition: ([term]) => {
    if (term === undefined || !is(term, 'batchNorm') || term.input.length !== 3) return undefined;
    const channels = term.input[2]!;
    return { layer: conv(channels, 1, { groups: channels, bias: true, pad: term.layer.border ?? 0 }) };
  },
  algebra: ([term], layer) => {
    const { factor, shift } = affineOf(term as Term<BatchNorm>);
    return kernelArrays(layer as Conv, factor.length, factor, shift);
  },
};
