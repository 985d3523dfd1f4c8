/** Densely connected networks for 32×32 images (Huang et al. 2017, arXiv 1608.06993, section 4.2), without bottlenecks or compression. */
import { RefoldError } from '../error.ts';
import { avgPool, batchNorm, chain, concat, conv, identity, relu } from '../layers/build.ts';
import { kaimingNormal } from '../layers/parameters.ts';
import type { Layer } from '../layers/types.ts';
import { type Catalogue, CIFAR } from './catalogue.ts';
import { poolAndClassify } from './parts.ts';

/** Classes and widths of a DenseNet for CIFAR. */
export interface CifarDenseNetOptions {
  /** Default 10. */
  readonly classes?: number;
  /** Filters of a layer in a block: k. Default 12. */
  readonly growth?: number;
  /** Filters of the first convolution. Default 16. */
  readonly stem?: number;
  /** A ReLU after the convolution of a transition as well (the TensorFlow code of Centripetal SGD's authors). Default false. */
  readonly transitionRelu?: boolean;
}

const STAGES = 3;
const INIT = { kernel: kaimingNormal() };

/**
 * DenseNet-40, ...: three blocks of (depth − 4)/3 layers, each of which adds its k maps to those that it was given:
 * [32, 32, 3] → [classes].
 * @throws RefoldError for a depth that isn't 3n + 4
 */
export function cifarDenseNet(
  depth: number,
  { classes = 10, growth = 12, stem = 16, transitionRelu = false }: CifarDenseNetOptions = {},
): Layer {
  const layers = (depth - STAGES - 1) / STAGES;
  if (!Number.isInteger(layers) || layers < 1)
    throw new RefoldError(`DenseNet-${depth} for CIFAR: the depth must be 3n + 4`);
  const children: Record<string, Layer> = { stem: conv(stem, 3, { init: INIT }) };
  let width = stem;
  for (let stage = 1; stage <= STAGES; stage++) {
    children[`block${stage}`] = chain(
      Array.from({ length: layers }, () => concat({ input: identity(), grown: chain(normReluConv(growth, 3)) })),
    );
    width += layers * growth;
    if (stage === STAGES) break;
    const after = transitionRelu ? { relu2: relu() } : {};
    children[`transition${stage}`] = chain({ ...normReluConv(width, 1), ...after, pool: avgPool(2) });
  }
  return chain({ ...children, norm: batchNorm(), relu: relu(), head: poolAndClassify(classes) });
}

const normReluConv = (out: number, kernel: number): Record<string, Layer> => ({
  norm: batchNorm(),
  relu: relu(),
  conv: conv(out, kernel, { init: INIT }),
});

/** DenseNets by name. */
export const denseNets: Catalogue = {
  'densenet-40-cifar': {
    description: 'DenseNet-40 for CIFAR, k = 12, without bottlenecks or compression',
    input: CIFAR,
    build: ({ classes } = {}) => cifarDenseNet(40, classes === undefined ? {} : { classes }),
  },
};
