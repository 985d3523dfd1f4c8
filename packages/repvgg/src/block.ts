/** What RepVGG adds: a block of three branches for training, which folds to one 3×3 convolution for inference (section 3.2, figure 4). */

import {
  type Block,
  type ChildrenLike,
  centred,
  chain,
  conv,
  convNormOf,
  globalAvgPool,
  identity,
  keepsShape,
  type Layer,
  product,
  relu,
  sigmoid,
  sum,
} from '@refold/core/layers';

/** Which parts a RepVGG block has. */
export interface BlockOptions {
  /** Whether there is a 1×1 branch. Default: true. */
  readonly pointwise?: boolean;
  /** Whether there is an identity branch, where shapes allow it. Default: true. */
  readonly identity?: boolean;
  /**
   * Squeeze-and-excitation: `reduction` is channels over hidden channels; `at` is its place, before the ReLU in RepVGG-D2se, after it in
   * RepVGGplus. Default: none.
   */
  readonly squeeze?: { readonly reduction: number; readonly at: 'before-relu' | 'after-relu' };
}

/**
 * The block's linear part, norm(K×K) + norm(1×1) + norm(x), without its ReLU: it folds to one K×K convolution (section 3.3). In the paper
 * K is 3; the site must be padded by half its kernel at least.
 */
export const repvggBranches =
  ({ pointwise: hasPointwise = true, identity: hasIdentity = true }: Omit<BlockOptions, 'squeeze'> = {}): Block =>
  site =>
    sum({
      dense: convNormOf(site),
      ...(hasPointwise && { pointwise: convNormOf(centred(site, 1)) }),
      ...(hasIdentity && keepsShape(site) && { identity: site.norm }),
    });

/** The block of the paper, ReLU(norm(K×K) + norm(1×1) + norm(x)), with the branches and the gate that the options ask for. */
export const repvggBlock =
  ({ squeeze, ...branches }: BlockOptions = {}): Block =>
  site =>
    chain({ branches: repvggBranches(branches)(site), ...activated(site.out, squeeze) });

const activated = (channels: number, squeeze: BlockOptions['squeeze']): ChildrenLike => {
  if (squeeze === undefined) return { relu: relu() };
  const gate = squeezeExcite(channels, channels / squeeze.reduction);
  return squeeze.at === 'before-relu' ? { se: gate, relu: relu() } : { relu: relu(), se: gate };
};

/**
 * Squeeze-and-excitation (Hu et al. 2018, arXiv 1709.01507): [h, w, channels] to the same shape, each channel times a gate in (0, 1) that
 * two 1×1 layers, `hidden` channels between them, compute from the means of all channels.
 */
export const squeezeExcite = (channels: number, hidden: number): Layer =>
  product({
    input: identity(),
    gate: chain({
      pool: globalAvgPool(),
      down: conv(hidden, 1, { bias: true }),
      relu: relu(),
      up: conv(channels, 1, { bias: true }),
      sigmoid: sigmoid(),
    }),
  });
