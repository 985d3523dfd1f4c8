/** The blocks of the ablations: tables 6 and 7. Each is an expression; all but "+ReLU in branch" and the residual pairs fold to one convolution. */
import {
  type Block,
  centred,
  chain,
  conv,
  convNormOf,
  convOf,
  identity,
  keepsShape,
  type Layer,
  relu,
  scale,
  sum,
} from '@refold/core/layers';
import { asymmetricBlock, basicBlock, convNormRelu } from '@refold/core/zoo';
import { repvggBlock } from './block.ts';
import type { Variant } from './network.ts';

const plain: Block = site => convNormRelu(site.out, site.kernel, site);

/** The identity branch without its norm. */
const rawIdentity: Block = site =>
  chain({
    branches: sum({
      dense: convNormOf(site),
      pointwise: convNormOf(centred(site, 1)),
      ...(keepsShape(site) && { identity: identity() }),
    }),
    relu: relu(),
  });

/** No norm in any branch, one after the sum. */
const normAfterSum: Block = site =>
  chain({
    branches: sum({
      dense: convOf(site),
      pointwise: convOf(centred(site, 1)),
      ...(keepsShape(site) && { identity: identity() }),
    }),
    norm: site.norm,
    relu: relu(),
  });

/** A ReLU in each branch, before the sum, which then needs none. Shows what nonlinear branches would give. */
const reluInBranch: Block = site => {
  const rectified = (branch: Layer): Layer => chain({ branch, relu: relu() });
  return sum({
    dense: rectified(convNormOf(site)),
    pointwise: rectified(convNormOf(centred(site, 1))),
    ...(keepsShape(site) && { identity: rectified(site.norm) }),
  });
};

/** DiracNet (Zagoruyko and Komodakis 2017, arXiv 1706.00388): kernel diag(a)·I + diag(b)·Ŵ, with a from 1, b from 0.1 and filters of unit norm. */
const dirac: Block = site =>
  chain({
    branches: sum({
      filters: chain({ conv: conv(site.out, site.kernel, { ...site, unitNorm: true }), scale: scale({ init: 0.1 }) }),
      ...(keepsShape(site) && { identity: scale({ init: 1 }) }),
    }),
    norm: site.norm,
    relu: relu(),
  });

/** Kernel I + W. */
const trivial: Block = site =>
  chain({
    branches: sum({ dense: convOf(site), ...(keepsShape(site) && { identity: identity() }) }),
    norm: site.norm,
    relu: relu(),
  });

/** ACNet's block and a ReLU. */
const asymmetric: Block = site => chain({ branches: asymmetricBlock(site), relu: relu() });

/** Two layers as one residual block, as in ResNet-34. */
const residualPair: Block = ({ input, out, stride, dilation }) =>
  basicBlock({ input, out, stride: stride[0], dilation: dilation[0] });

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
  /** Single layers stay plain. */
  'residual-reorg': { block: plain, pair: residualPair },
} as const satisfies Record<string, Variant>;
