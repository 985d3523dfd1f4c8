/** What can be chosen: a block, and what is done to it beside folding. */
import type { Rng } from '@refold/core';
import type { Layer, Network, Shape } from '@refold/core/layers';

/** A block of a paper. */
export interface Example {
  readonly name: string;
  /** A sentence on it. */
  readonly about: string;
  readonly layer: Layer;
  /** Of one sample: [height, width, channels]. */
  readonly input: Shape;
  /** Of a pruning method: what it has done to the parameters by the end of training, and the cut that this allows. */
  readonly pruning?: Pruning;
}

/** What pruning makes of a network before it is folded. It finds its layers by name, so that it holds for an edited expression too. */
export interface Pruning {
  readonly train: (net: Network, rng: Rng) => Network;
  readonly cut: (net: Network) => Network;
}

/** The examples of a paper. */
export interface Group {
  readonly paper: string;
  readonly examples: readonly Example[];
}
