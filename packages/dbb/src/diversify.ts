/** Blocks in the place of a network's convolutions: the drop-in use of the paper. */
import { type ConvNorm, type Layer, replaceConvNorms, type Shape } from '@refold/core/layers';
import { type Block, diverseBranch } from './block.ts';

export interface DiversifyOptions {
  /** Default: the full diverse branch block. */
  readonly block?: Block;
  /** Which convolutions; default: those that the paper replaces. */
  readonly where?: (place: ConvNorm) => boolean;
}

/**
 * The expression with a block in the place of every eligible convolution and its norm, under the convolution's name. Whatever the
 * block, it folds to the host's own folded form.
 * @param input shape of one sample
 * @throws ShapeError when shapes don't go together
 */
export const diversify = (
  layer: Layer,
  input: Shape,
  { block = diverseBranch(), where = isReplaced }: DiversifyOptions = {},
): Layer => replaceConvNorms(layer, input, place => (where(place) ? block(place) : undefined));

/** Square kernels larger than 1×1 and smaller than 7×7 (section 4), if branches beside them can be aligned: undilated, padded by half at least. */
export const isReplaced = ({ conv: { kernel, pad, dilation, unitNorm } }: ConvNorm): boolean => {
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
