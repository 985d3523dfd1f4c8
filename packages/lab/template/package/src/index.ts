/** What is new in the paper: its block, and a network made of it. Both are examples: put the paper's own in their place. */
import { type Block, centred, chain, convNormOf, type Layer, makeSite, relu, sum } from '@refold/core/layers';
import { type Catalogue, CIFAR, poolAndClassify } from '@refold/core/zoo';

/** A 1×1 convolution beside the site's own, each with its norm. It is linear, so it folds to one convolution. */
export const block: Block = site => sum({ dense: convNormOf(site), pointwise: convNormOf(centred(site, 1)) });

/** Options of the network. */
export interface NetworkOptions {
  /** Stands in the place of every convolution and its norm. Default: the paper's block. */
  readonly block?: Block;
  /** Default: 10. */
  readonly classes?: number;
}

/** The classifier, [32, 32, 3] to [classes]: three blocks of stride 2. */
export function small({ block: of = block, classes = 10 }: NetworkOptions = {}): Layer {
  const stage = (input: number, out: number) =>
    chain({ block: of(makeSite(input, out, 3, { stride: 2 })), relu: relu() });
  return chain({ one: stage(3, 16), two: stage(16, 32), three: stage(32, 64), head: poolAndClassify(classes) });
}

/** Networks by name, for `refold summary` and `refold fold`. */
export const models: Catalogue = {
  'new-paper-small': {
    description: 'three blocks of 16, 32 and 64 channels, for 32×32 images',
    input: CIFAR,
    build: small,
  },
};
