import type { Conv, ConvTranspose, Leaf, Linear, Padding } from '../../layers/types.ts';
import { type AffineLeaf, affineOf, isAffine, scaleChannels, shiftedBias, shifts } from '../affine.ts';
import { isPointwise } from '../kernels.ts';
import type { Rule, Verdict } from '../rule.ts';
import { type Arrays, is, type Term } from '../term.ts';

type Filters = Conv | Linear | ConvTranspose;

/**
 * A norm or scale goes into the filters before it: W' = W·t, b' = β + (b − μ)·t (Ding et al. 2021,
 * RepVGG, eq. 3). A norm's border becomes padding of a pointwise conv without a bias: there a padded zero gives
 * exactly b' = β − μ·t.
 */
export const convNorm: Rule = {
  name: 'conv · norm',
  arity: 2,
  precondition: ([before, norm]) => {
    if (before === undefined || norm === undefined || !isAffine(norm) || !isFilters(before)) return undefined;
    const bias = before.layer.bias || shifts(norm);
    const border = is(norm, 'batchNorm') ? norm.layer.border : undefined;
    if (border === undefined) return { layer: { ...before.layer, bias } };
    return bordered(before, border);
  },
  algebra: ([before, norm], layer) => normalised(before as Term<Filters>, norm as Term<AffineLeaf>, layer as Filters),
};

const isFilters = (term: Term): term is Term<Filters> =>
  is(term, 'conv') || is(term, 'linear') || is(term, 'convTranspose');

function bordered(before: Term<Filters>, border: Padding): Verdict {
  if (!is(before, 'conv') || !isPointwise(before)) {
    return {
      reason: `pads with what the norm makes of zero: only a 1×1 conv can do that, and '${before.path}' isn't one`,
    };
  }
  if (before.layer.bias) {
    return {
      reason: `pads with what the norm makes of zero: '${before.path}' has a bias, so it would not map zero padding to zero`,
    };
  }
  const { pad, stride } = before.layer;
  const grown = pad.map((n, side) => n + stride[side < 2 ? 0 : 1] * border[side]!) as unknown as Padding;
  return { layer: { ...before.layer, bias: true, pad: grown } satisfies Leaf };
}

function normalised(before: Term<Filters>, norm: Term<AffineLeaf>, layer: Filters): Arrays {
  const affine = affineOf(norm);
  const { shape, data } = before.arrays.kernel!;
  const kernel = is(before, 'convTranspose')
    ? scaleRows(data, affine.factor, before.input[2]!)
    : scaleChannels(data, affine.factor);
  const bias = shiftedBias(before.arrays.bias?.data, affine);
  return {
    kernel: { shape, data: kernel },
    ...(bias === undefined ? {} : { bias: { shape: [layer.out], data: bias } }),
  };
}

/** A transposed kernel holds its outputs on the axis before the last: [kh, kw, out, in]. */
function scaleRows(data: ArrayLike<number>, factor: Float64Array, inputs: number): Float64Array {
  const scaled = new Float64Array(data.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = data[i]! * factor[Math.floor(i / inputs) % factor.length]!;
  return scaled;
}
