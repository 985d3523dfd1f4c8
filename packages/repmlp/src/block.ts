/** What RepMLP adds: fully-connected layers over partitions of a map, with convolutions beside them during training (arXiv 2105.01883, figure 1). */
import { RefoldError } from '@refold/core';
import { convNorm } from '@refold/core/blocks';
import {
  avgPool,
  type Block,
  batchNorm,
  chain,
  flatten,
  identity,
  inputShape,
  type Layer,
  linear,
  relu,
  reshape,
  type Shape,
  type Size,
  spatialLinear,
  sum,
  tiles,
  upsample,
} from '@refold/core/layers';

/** Options of `repmlpBlock`. */
export interface RepMLPOptions {
  /** Height and width of a partition, which divide those of the map. */
  readonly partition: Size;
  /** Groups of FC3 and of every convolution of the local perceptron. Default: 1. */
  readonly groups?: number;
  /** Kernel sizes of the local perceptron's convolutions, odd; an empty list leaves it out. */
  readonly kernels: readonly number[];
  /** Whether there is a global perceptron, if there is more than one partition. Default: true. */
  readonly global?: boolean;
  /** Width of FC2's output over that of FC1's. Default: 1. */
  readonly reduction?: number;
}

/**
 * The block, bound to its map: [h, w, site.input] to [h, w, site.out]. Of the site it takes channels and map; its stride must be 1. It
 * has no activation and folds to its fully-connected layers.
 * @throws RefoldError for a site without `map` or with a stride
 */
export const repmlpBlock =
  (options: RepMLPOptions): Block =>
  site => {
    const map = inputShape(site);
    if (site.stride.some(step => step !== 1)) {
      throw new RefoldError(
        `RepMLP's block keeps the size of its map, but the site has stride ${site.stride.join('×')}`,
      );
    }
    const [height, width, channels] = map;
    const [h, w] = options.partition;
    const partitions = (height / h) * (width / w);
    return chain({
      // Nothing to do on the map that the block was made for; any other is refused here, by name.
      grid: reshape(map),
      ...(options.global !== false && partitions > 1 && { global: globalPerceptron(map, options) }),
      local: tiles([h, w, channels], localAndPartition(site.out, options)),
    });
  };

/**
 * The global perceptron, [h, w, c] to [h, w, c]: it adds to each channel of each partition a number that FC1 and FC2 compute from the means
 * of all of them.
 * @param map shape [h, w, c] of the input
 */
export function globalPerceptron(
  map: Shape,
  { partition, reduction = 1 }: Pick<RepMLPOptions, 'partition' | 'reduction'>,
): Layer {
  const [height, width, channels] = map as readonly [number, number, number];
  const [rows, columns] = [height / partition[0], width / partition[1]];
  const features = rows * columns * channels;
  return sum({
    input: identity(),
    context: chain({
      pool: avgPool(partition),
      norm: batchNorm(),
      flatten: flatten(),
      fc1: linear(features / reduction),
      relu: relu(),
      fc2: linear(features),
      reshape: reshape([rows, columns, channels]),
      spread: upsample([height, width]),
    }),
  });
}

/** The partition perceptron (FC3) and the local one, on a tile. FC3's norm has statistics per output value, not per channel. */
function localAndPartition(out: number, { partition: [h, w], groups = 1, kernels }: RepMLPOptions): Layer {
  return sum({
    fc3: chain({
      fc: spatialLinear([h, w, out], { groups, init: { kernel: orthogonalLike(groups) } }),
      flatten: flatten(),
      norm: batchNorm(),
      reshape: reshape([h, w, out]),
    }),
    ...Object.fromEntries(kernels.map(kernel => [`conv${kernel}`, convNorm(out, kernel, { groups })])),
  });
}

/**
 * A normal distribution whose columns have norm 1 on average, like those of the authors' orthogonal matrix of [out·h·w, in·h·w/groups].
 */
const orthogonalLike = (groups: number) => ({ kind: 'scaledNormal', gain: 1 / Math.sqrt(groups), fan: 'out' }) as const;
