import { conv } from '../../layers/build.ts';
import type { Conv } from '../../layers/types.ts';
import { type AffineLeaf, affineOf, shifts } from '../affine.ts';
import { kernelArrays } from '../kernels.ts';
import type { Rule } from '../rule.ts';
import { is, type Term } from '../term.ts';

const ones = (channels: number) => new Float64Array(channels).fill(1);
const depthwise = (channels: number, pad: Conv['pad'] = [0, 0, 0, 0]) => conv(channels, 1, { groups: channels, pad });

/** The identity is a depthwise 1×1 conv of ones. */
export const identityAsConv: Rule = {
  name: 'identity → conv',
  arity: 1,
  precondition: ([term]) =>
    term !== undefined && is(term, 'identity') && term.input.length === 3
      ? { layer: depthwise(term.input[2]!) }
      : undefined,
  algebra: ([term], layer) => kernelArrays(layer as Conv, term!.input[2]!, ones(term!.input[2]!)),
};

/** Padding is the identity with padding of its own. */
export const padAsConv: Rule = {
  name: 'pad → conv',
  arity: 1,
  precondition: ([term]) =>
    term !== undefined && is(term, 'pad') ? { layer: depthwise(term.input[2]!, term.layer.pad) } : undefined,
  algebra: identityAsConv.algebra,
};

/** A learnt scale, or fixed numbers, are a depthwise 1×1 conv of the factors, with what is added as its bias. */
export const scaleAsConv: Rule = {
  name: 'scale → conv',
  arity: 1,
  precondition: ([term]) =>
    term !== undefined && (is(term, 'scale') || is(term, 'affine')) && term.input.length === 3
      ? { layer: { ...depthwise(term.input[2]!), bias: shifts(term) } }
      : undefined,
  algebra: ([term], layer) => {
    const { factor, shift } = affineOf(term as Term<AffineLeaf>);
    return kernelArrays(layer as Conv, term!.input[2]!, factor, shift);
  },
};
