/** What RepVGG adds: a block that is three branches while it learns, and one 3×3 convolution when folded (section 3.2, figure 4). */

import type { Layer } from '@refold/core/layers';
import {
  batchNorm,
  type ChildrenLike,
  chain,
  conv,
  globalAvgPool,
  identity,
  product,
  relu,
  sigmoid,
  sum,
} from '@refold/core/layers';
import { convNorm, type LayerGeometry } from '@refold/core/zoo';

/** Makes a block for its place in a network, its ReLU included: [h, w, input] → [⌈h/stride⌉, ⌈w/stride⌉, out]. */
export type BlockBuilder = (geometry: LayerGeometry) => Layer;

export interface BlockOptions {
  /** The 1×1 branch. Default true. */
  readonly pointwise?: boolean;
  /** The identity branch, where shapes allow. Default true. */
  readonly identity?: boolean;
  /** Squeeze-and-excitation, and where: RepVGG-D2se has it before the ReLU, RepVGGplus after. */
  readonly squeeze?: { readonly reduction: number; readonly at: 'before-relu' | 'after-relu' };
}

/** Whether a block's input can be added to its output as it is. */
export const keepsShape = ({ input, out, stride }: LayerGeometry): boolean => input === out && stride === 1;

/** The 3×3 convolution of a place, padded by its dilation. */
export const dense = ({ out, stride, groups, dilation }: LayerGeometry): Layer =>
  convNorm(out, 3, { stride, groups, dilation });

/** The 1×1 beside it: unpadded, so that both read the same rows at stride 2. */
export const pointwise = ({ out, stride, groups }: LayerGeometry): Layer => convNorm(out, 1, { stride, groups });

/** norm(3×3) + norm(1×1) + norm(x): what of the block folds. */
export const repvggBranches =
  ({
    pointwise: hasPointwise = true,
    identity: hasIdentity = true,
  }: Omit<BlockOptions, 'squeeze'> = {}): BlockBuilder =>
  geometry =>
    sum({
      dense: dense(geometry),
      ...(hasPointwise && { pointwise: pointwise(geometry) }),
      ...(hasIdentity && keepsShape(geometry) && { identity: batchNorm() }),
    });

/** ReLU(norm(3×3) + norm(1×1) + norm(x)): a block with the branches and the gate that the options ask for. */
export const repvggBlock =
  ({ squeeze, ...branches }: BlockOptions = {}): BlockBuilder =>
  geometry =>
    chain({ branches: repvggBranches(branches)(geometry), ...activated(geometry.out, squeeze) });

const activated = (channels: number, squeeze: BlockOptions['squeeze']): ChildrenLike => {
  if (squeeze === undefined) return { relu: relu() };
  const gate = squeezeExcite(channels, channels / squeeze.reduction);
  return squeeze.at === 'before-relu' ? { se: gate, relu: relu() } : { relu: relu(), se: gate };
};

/** Squeeze-and-excitation (Hu et al. 2018, arXiv 1709.01507): every channel times a gate that sees the mean of all. */
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
