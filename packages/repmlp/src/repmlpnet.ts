/** RepMLPNet (arXiv 2112.11081): a hierarchical MLP whose fully-connected layers share sets of weights among channels. */
import { RefoldError } from '@refold/core';
import { convNorm, convNormRelu } from '@refold/core/blocks';
import {
  activation,
  type Block,
  batchNorm,
  chain,
  conv,
  flatten,
  globalAvgPool,
  identity,
  inputShape,
  keepsShape,
  type Layer,
  linear,
  makeSite,
  product,
  relu,
  type Site,
  sigmoid,
  spatialLinear,
  sum,
  tiles,
} from '@refold/core/layers';

/** A network of the paper as a row of table 1. */
export interface RepMLPNetSpec {
  /** Side of the images. */
  readonly side: number;
  /** Side of a patch, and its stride. Default: 4. */
  readonly patch?: number;
  /** Number of units per stage. */
  readonly depths: readonly number[];
  /** Channels of the first stage; they double with each stage. */
  readonly channels: number;
  /** Number of share-sets per stage. */
  readonly sets: readonly number[];
}

/** Options of `repmlpNet` and `repmlpNetBlock`. */
export interface RepMLPNetOptions {
  /** Default: 1000. */
  readonly classes?: number;
  /** Kernel sizes of the local perceptron's depthwise convolutions. Default: 1 and 3. */
  readonly kernels?: readonly number[];
  /** Whether there is a global perceptron. Default: true. */
  readonly global?: boolean;
}

/** The classifier of a specification, [side, side, 3] to [classes]. */
export function repmlpNet(spec: RepMLPNetSpec, options: RepMLPNetOptions = {}): Layer {
  const { side, patch = 4, depths, channels, sets } = spec;
  const stages = depths.flatMap((depth, s): [string, Layer][] => {
    const size = side / patch / 2 ** s;
    const width = channels * 2 ** s;
    const unit = repmlpNetUnit(makeSite(width, width, 3, { map: [size, size] }), sets[s]!, options);
    const stage: [string, Layer] = [`stage${s + 1}`, chain(Array.from({ length: depth }, () => unit))];
    return s === 0 ? [stage] : [[`embed${s}`, convNormRelu(width, 2, { stride: 2, pad: 0 })], stage];
  });
  return chain({
    patches: convNormRelu(channels, patch, { stride: patch, pad: 0 }),
    ...Object.fromEntries(stages),
    norm: batchNorm(),
    pool: globalAvgPool(),
    flatten: flatten(),
    linear: linear(options.classes ?? 1000),
  });
}

/** Two residual sums, each with a norm first: the block, and two 1×1 layers four times as wide in between. */
const repmlpNetUnit = (site: Site, sets: number, options: RepMLPNetOptions): Layer =>
  chain({
    mix: sum({ shortcut: identity(), body: chain({ norm: batchNorm(), mlp: repmlpNetBlock(sets, options)(site) }) }),
    feed: sum({
      shortcut: identity(),
      body: chain({
        norm: batchNorm(),
        fc1: convNorm(4 * site.input, 1),
        gelu: activation('gelu'),
        fc2: convNorm(site.out, 1),
      }),
    }),
  });

/**
 * The block, bound to its map: [h, w, c] to [h, w, c]. Channel i has the weights of set i mod `sets`; norms have statistics per set. The
 * global perceptron is a gate on channels. Of the site it takes channels and map.
 * @throws RefoldError for a site without `map`, with a stride or with other channels out than in
 */
export const repmlpNetBlock =
  (sets: number, { kernels = [1, 3], global = true }: RepMLPNetOptions = {}): Block =>
  site => {
    const [h, w, channels] = inputShape(site);
    if (!keepsShape(site))
      throw new RefoldError("RepMLPNet's block keeps its input's shape, but the site's convolution doesn't");
    const shared = tiles(
      [h, w, sets],
      sum({
        fc3: chain({ fc: spatialLinear([h, w, sets], { groups: sets }), norm: batchNorm() }),
        ...Object.fromEntries(kernels.map(kernel => [`conv${kernel}`, convNorm(sets, kernel, { groups: sets })])),
      }),
    );
    if (!global) return shared;
    return product({
      map: shared,
      gate: chain({
        pool: globalAvgPool(),
        fc1: conv(channels / 4, 1, { bias: true }),
        relu: relu(),
        fc2: conv(channels, 1, { bias: true }),
        sigmoid: sigmoid(),
      }),
    });
  };

const S128 = [1, 4, 16, 128];
const S32 = [1, 4, 32, 128];

/** The variants of table 1, and the study network of table 4. */
export const repmlpNetSpecs = {
  'repmlpnet-t224': { side: 224, depths: [2, 2, 6, 2], channels: 64, sets: S128 },
  'repmlpnet-b224': { side: 224, depths: [2, 2, 12, 2], channels: 96, sets: S32 },
  'repmlpnet-t256': { side: 256, depths: [2, 2, 6, 2], channels: 64, sets: S128 },
  'repmlpnet-b256': { side: 256, depths: [2, 2, 12, 2], channels: 96, sets: S32 },
  'repmlpnet-d256': { side: 256, depths: [2, 2, 18, 2], channels: 80, sets: S128 },
  'repmlpnet-l256': { side: 256, depths: [2, 2, 18, 2], channels: 96, sets: [1, 4, 32, 256] },
  'repmlpnet-cifar': { side: 32, patch: 2, depths: [6, 6], channels: 128, sets: [8, 32] },
} as const satisfies Record<string, RepMLPNetSpec>;

/** A name of `repmlpNetSpecs`. */
export type RepMLPNetName = keyof typeof repmlpNetSpecs;
