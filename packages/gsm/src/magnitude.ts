/** Pruning by magnitude after training, with one threshold for all kernels, and counts of what is left. */
import { RefoldError, type Rng } from '@refold/core';
import type { Network } from '@refold/core/layers';
import type { Pattern } from '@refold/core/optim';
import { type Kernel, keptCount, kernelsOf, sizeOfAll } from './kernels.ts';
import { TopValues } from './top-values.ts';

/** What is pruned, and how much. */
export interface PruningOptions {
  /** r: the share of the kernels' weights that stays. */
  readonly keep: number;
  /** Which parameters are pruned, as for `kernelsOf`. Default: kernels of convolutions and linear layers. */
  readonly kernels?: readonly Pattern[];
}

/**
 * The network pruned by magnitude over all kernels: weights smaller than the one of rank ⌊N·(1 − r)⌋ (ascending, from 0) become exactly +0.
 * Weights equal to it stay, so more than `keptCount` of them may. All other parameters stay as they are.
 * @throws RefoldError for a share that leaves no weight, and for weights that are NaN
 */
export const pruneByMagnitude = (net: Network, options: PruningOptions): Network =>
  keepingBest(net, options, values => i => Math.abs(values[i]!));

/** The network with `keptCount` of its kernels' weights, chosen at random; the others become 0. */
export const pruneAtRandom = (net: Network, options: PruningOptions, rng: Rng): Network =>
  keepingBest(net, options, () => () => rng.uniform());

/** The network without the weights whose score, at least 0, is below the threshold. */
function keepingBest(
  net: Network,
  { keep, kernels: patterns }: PruningOptions,
  score: (values: ArrayLike<number>) => (index: number) => number,
): Network {
  const kernels = kernelsOf(net, patterns);
  const size = sizeOfAll(kernels);
  const top = new TopValues(size);
  let at = 0;
  for (const { path } of kernels) {
    const data = valuesOf(net, path);
    const of = score(data);
    for (let i = 0; i < data.length; i++) top.values[at++] = of(i);
  }
  const { value: threshold } = top.threshold(keptCount(size, keep));
  const params = new Map(net.params);
  at = 0;
  for (const { path, shape, size: length } of kernels) {
    const own = top.values.subarray(at, at + length);
    params.set(path, { shape, data: valuesOf(net, path).map((value, i) => (own[i]! >= threshold ? value : 0)) });
    at += length;
  }
  return { ...net, params };
}

/** Numbers of weights that are not exactly zero. */
export interface NonZeros {
  /** By the path of each kernel. */
  readonly byPath: ReadonlyMap<string, number>;
  readonly total: number;
  /** N, zeros included. */
  readonly size: number;
}

/** Counts the weights of a network's kernels that are not exactly zero. */
export function nonZeros(net: Network, patterns?: readonly Pattern[]): NonZeros {
  const kernels = kernelsOf(net, patterns);
  const byPath = new Map(kernels.map(({ path }) => [path, countOf(net, path, value => value !== 0)]));
  return { byPath, total: [...byPath.values()].reduce((sum, n) => sum + n, 0), size: sizeOfAll(kernels) };
}

/** The share of the kernels' weights whose magnitude is below `bound`: from 0 to 1. */
export function shareBelow(net: Network, bound: number, patterns?: readonly Pattern[]): number {
  const kernels = kernelsOf(net, patterns);
  const below = kernels.reduce((sum, { path }) => sum + countOf(net, path, value => Math.abs(value) < bound), 0);
  return below / sizeOfAll(kernels);
}

function countOf(net: Network, path: Kernel['path'], counts: (value: number) => boolean): number {
  let count = 0;
  for (const value of valuesOf(net, path)) if (counts(value)) count++;
  return count;
}

/** @throws RefoldError when the network lacks the parameter */
export function valuesOf({ params }: Network, path: string): Float32Array | Float64Array {
  const array = params.get(path);
  if (array === undefined) throw new RefoldError(`${path}: the network has no such parameter`);
  return array.data;
}
