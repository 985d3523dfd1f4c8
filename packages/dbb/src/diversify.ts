/** Blocks in the place of a network's convolutions: the drop-in use of the paper. */
import { type Block, type Layer, replaceConvNorms, type Shape, type Site } from '@refold/core/layers';
import { diverseBranch } from './block.ts';

/** Options of `diversify`. */
export interface DiversifyOptions {
  /** What is put there, without an activation. Default: the full diverse branch block. */
  readonly block?: Block;
  /** Which convolutions are replaced. Default: `isReplaced`, those that the paper replaces. */
  readonly where?: (site: Site) => boolean;
}

/**
 * The expression with a block in the place of every eligible convolution and its norm, under the convolution's name. If the block is linear and
 * its kernels lie within the convolution's, both expressions fold to the same.
 * @param input shape of one sample
 * @throws ShapeError if shapes don't match
 */
export const diversify = (
  layer: Layer,
  input: Shape,
  { block = diverseBranch(), where = isReplaced }: DiversifyOptions = {},
): Layer => replaceConvNorms(layer, input, site => (where(site) ? block(site) : undefined));

/** How many convolutions of the expression `diversify` replaces. */
export function countReplaced(layer: Layer, input: Shape, where = isReplaced): number {
  let count = 0;
  replaceConvNorms(layer, input, site => {
    if (where(site)) count++;
    return undefined;
  });
  return count;
}

/**
 * Whether the paper replaces the convolution of a site: a square kernel larger than 1×1 and smaller than 7×7 (section 4) that branches
 * beside it can be aligned with, so undilated and padded by half at least.
 */
export const isReplaced = ({ kernel, pad, dilation, unitNorm }: Site): boolean => {
  const [size] = kernel;
  return (
    kernel[1] === size &&
    size % 2 === 1 &&
    1 < size &&
    size < 7 &&
    !unitNorm &&
    dilation.every(step => step === 1) &&
    pad.every(side => side >= (size - 1) / 2)
  );
};
