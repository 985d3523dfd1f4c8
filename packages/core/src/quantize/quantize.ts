/** Static quantisation of a network to integers of 8 bits: ranges from a few images, no training. */
import { RefoldError } from '../error.ts';
import { join, type Traced } from '../layers/shapes.ts';
import type { Network, Params } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { type KernelScales, onGrid, scalesFor } from './kernels.ts';
import { insertBefore, placesOf } from './places.ts';
import {
  chosenRange,
  count,
  emptyHistogram,
  type Histogram,
  NOTHING,
  quantizerOf,
  type Range,
  type RangeChoice,
  widened,
} from './ranges.ts';

/** Applies a network at inference to a batch [n, ...input], and gives what its taps let out. */
export type EvaluateTaps = (net: Network, batch: NdArray) => Promise<{ readonly taps: ReadonlyMap<string, NdArray> }>;

/** How a network is quantised. */
export interface QuantizeOptions {
  /** Default 'min-max'. */
  readonly range?: RangeChoice;
  /** Default 'channel'. */
  readonly kernels?: KernelScales;
}

/** What layers read, by their paths. */
export type Ranges = ReadonlyMap<string, Histogram>;

/**
 * What each convolution and fully-connected layer reads of images: its smallest and largest number, and how others are spread.
 * @param batches of images as the network sees them, each [n, ...input]; gone through twice
 * @throws RefoldError without images, and for outputs that aren't finite
 */
export async function calibrate(
  net: Network,
  batches: () => AsyncIterable<NdArray>,
  evaluate: EvaluateTaps,
): Promise<Ranges> {
  const places = placesOf(net);
  const tapped = withTaps(net, places);
  const ranges = new Map<string, Range>(places.map(({ path }) => [path, NOTHING]));
  let images = 0;
  for await (const batch of batches()) {
    images += batch.shape[0]!;
    const { taps } = await evaluate(tapped, batch);
    for (const [path, range] of ranges) ranges.set(path, widened(range, taps.get(path)!));
  }
  if (images === 0)
    throw new RefoldError('quantising: there are no images to measure ranges on. Give it some hundred.');
  const histograms = new Map([...ranges].map(([path, range]) => [path, emptyHistogram(range)]));
  for await (const batch of batches()) {
    const { taps } = await evaluate(tapped, batch);
    for (const [path, histogram] of histograms) count(histogram, taps.get(path)!);
  }
  return histograms;
}

/** The network with a tap before each of these layers, named by its path. */
function withTaps(net: Network, places: readonly Traced[]): Network {
  const taps = places.map(({ path }) => [path, { op: 'tap', name: path, trainingOnly: false } as const] as const);
  const { layer, moved } = insertBefore(net, new Map(taps));
  return { ...net, layer, params: renamed(net.params, moved) };
}

/**
 * The network with inputs of its convolutions and fully-connected layers rounded to unsigned bytes, their kernels to signed bytes, and their biases to
 * the steps of the sums that an integer convolution makes. What it computes in floats is, up to rounding, what integers would. Everything else, norms
 * among it, stays in floats: fold first.
 * @param ranges of this network, from `calibrate`
 * @throws RefoldError naming a layer without a range
 */
export function quantized(
  net: Network,
  ranges: Ranges,
  { range = 'min-max', kernels = 'channel' }: QuantizeOptions = {},
): Network {
  const params = new Map(net.params);
  const quantizers = placesOf(net).map(({ path, layer }) => {
    const seen = ranges.get(path);
    if (seen === undefined)
      throw new RefoldError(`quantising: no range was measured for '${path}'. Calibrate this network.`);
    const quantizer = quantizerOf(chosenRange(seen, range));
    const kernel = net.params.get(join(path, 'kernel'))!;
    const scales = scalesFor(kernel, kernels);
    params.set(join(path, 'kernel'), onGrid(kernel, scales));
    if ('bias' in layer && layer.bias) {
      const sums = scales.map(scale => scale * quantizer.scale);
      params.set(join(path, 'bias'), onGrid(net.params.get(join(path, 'bias'))!, sums));
    }
    return [path, { op: 'quantize', ...quantizer } as const] as const;
  });
  const { layer, moved } = insertBefore(net, new Map(quantizers));
  return { layer, input: net.input, params: renamed(params, moved) };
}

/** Parameters under the new paths of layers that moved. */
const renamed = (params: Params, moved: ReadonlyMap<string, string>): Params =>
  new Map(
    [...params].map(([path, value]) => {
      const dot = path.lastIndexOf('.');
      const owner = path.slice(0, Math.max(0, dot));
      const now = moved.get(owner);
      return [now === undefined ? path : join(now, path.slice(dot + 1)), value];
    }),
  );
