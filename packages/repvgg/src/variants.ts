/** The blocks of the ablations: tables 6 and 7. Each is an expression; all but "+ReLU in branch" and the residual pairs fold to one convolution. */
import { batchNorm, chain, conv, identity, type Layer, relu, scale, sum } from '@refold/core/layers';
import { asymmetricBlock, basicBlock, convNormRelu } from '@refold/core/zoo';
import { type BlockBuilder, dense, keepsShape, pointwise, repvggBlock } from './block.ts';
import type { Variant } from './network.ts';

const plain: BlockBuilder = ({ out, stride, groups, dilation }) => convNormRelu(out, 3, { stride, groups, dilation });

/** The identity branch added raw. */
const rawIdentity: BlockBuilder = place =>
  chain({
    branches: sum({
      dense: dense(place),
      pointwise: pointwise(place),
      ...(keepsShape(place) && { identity: identity() }),
    }),
    relu: relu(),
  });

/** No norm in any branch, one after the sum. */
const normAfterSum: BlockBuilder = place =>
  chain({
    branches: sum({
      dense: conv(place.out, 3, place),
      pointwise: conv(place.out, 1, { stride: place.stride, groups: place.groups }),
      ...(keepsShape(place) && { identity: identity() }),
    }),
    norm: batchNorm(),
    relu: relu(),
  });

/** A ReLU in each branch, before the sum, which then needs none. Shows what nonlinear branches would give. */
const reluInBranch: BlockBuilder = place => {
  const rectified = (branch: Layer): Layer => chain({ branch, relu: relu() });
  return sum({
    dense: rectified(dense(place)),
    pointwise: rectified(pointwise(place)),
    ...(keepsShape(place) && { identity: rectified(batchNorm()) }),
  });
};

/** DiracNet (Zagoruyko and Komodakis 2017, arXiv 1706.00388): kernel diag(a)·I + diag(b)·Ŵ, with a from 1, b from 0.1 and filters of unit norm. */
const dirac: BlockBuilder = place =>
  chain({
    branches: sum({
      filters: chain({ conv: conv(place.out, 3, { ...place, unitNorm: true }), scale: scale({ init: 0.1 }) }),
      ...(keepsShape(place) && { identity: scale({ init: 1 }) }),
    }),
    norm: batchNorm(),
    relu: relu(),
  });

/** Kernel I + W. */
const trivial: BlockBuilder = place =>
  chain({
    branches: sum({ dense: conv(place.out, 3, place), ...(keepsShape(place) && { identity: identity() }) }),
    norm: batchNorm(),
    relu: relu(),
  });

/** ACNet's block. */
const asymmetric: BlockBuilder = ({ out, ...options }) =>
  chain({ branches: asymmetricBlock(conv(out, 3, options)), relu: relu() });

/** Rows of table 6: which branches stand beside the 3×3. */
export const branchAblations = {
  none: { block: repvggBlock({ identity: false, pointwise: false }) },
  'identity-only': { block: repvggBlock({ pointwise: false }) },
  'pointwise-only': { block: repvggBlock({ identity: false }) },
  full: { block: repvggBlock() },
} as const satisfies Record<string, Variant>;

/** Rows of table 7: other ways to re-parameterize, or to add shortcuts. */
export const variants = {
  'identity-without-norm': { block: rawIdentity },
  'post-addition-norm': { block: normAfterSum },
  full: { block: repvggBlock() },
  'relu-in-branch': { block: reluInBranch },
  dirac: { block: dirac },
  trivial: { block: trivial },
  asymmetric: { block: asymmetric },
  /** Two layers a residual block, as in ResNet-34; single layers stay plain. */
  'residual-reorg': { block: plain, pair: basicBlock },
} as const satisfies Record<string, Variant>;
