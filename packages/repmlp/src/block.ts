/** What RepMLP adds: fully-connected layers over parts of a map, with convolutions beside them while they learn (arXiv 2105.01883, figure 1). */
import {
  avgPool,
  batchNorm,
  chain,
  flatten,
  identity,
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
import { convNorm } from '@refold/core/zoo';

export interface RepMLPOptions {
  /** Height and width of a partition; each divides the map's. */
  readonly partition: Size;
  /** Groups of FC3 and of every local convolution. Default 1. */
  readonly groups?: number;
  /** Sizes of the local perceptron's convolutions, odd; none leaves it out. */
  readonly kernels: readonly number[];
  /** Channels that come out. Default: as many as come in. */
  readonly out?: number;
  /** The global perceptron, where there is more than one partition. Default true. */
  readonly global?: boolean;
  /** How many times FC1's output is narrower than FC2's. Default 1. */
  readonly reduction?: number;
}

/**
 * The block, bound to its map: [h, w, c] → [h, w, out]. It ends without an activation.
 * @param map shape of what comes in
 */
export function repmlpBlock(map: Shape, options: RepMLPOptions): Layer {
  const [height, width, channels] = map as readonly [number, number, number];
  const [h, w] = options.partition;
  const partitions = (height / h) * (width / w);
  return chain({
    // Nothing to do on the map that the block was made for; any other is refused here, by name.
    grid: reshape(map),
    ...(options.global !== false && partitions > 1 && { global: globalPerceptron(map, options) }),
    local: tiles([h, w, channels], localAndPartition(channels, options)),
  });
}

/** What partitions tell each other: a number a channel and partition, from the means of all, added to the map. */
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

/** The partition perceptron (FC3) and the local one, on a tile. FC3's norm has statistics of every output number, not of channels. */
function localAndPartition(
  channels: number,
  { partition: [h, w], groups = 1, kernels, out = channels }: RepMLPOptions,
): Layer {
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
 * Normal, with columns of norm 1 in the mean, as those of the authors' orthogonal matrix: its [out·h·w, in·h·w/groups] form has
 * that many rows.
 */
const orthogonalLike = (groups: number) => ({ kind: 'scaledNormal', gain: 1 / Math.sqrt(groups), fan: 'out' }) as const;
