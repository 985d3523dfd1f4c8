/** How much each channel of a target matters: measures of its filter, of the norm after it, and of its gradients. */
import { RefoldError } from '../error.ts';
import { join, leaves, type Traced, trace } from '../layers/shapes.ts';
import type { Leaf, Network, Params } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import type { Rng } from '../rng.ts';
import { viewsOf } from './axes.ts';
import type { Target } from './targets.ts';

/**
 * - `l1`, `l2`: the norm of the filter, all the numbers of a kernel that make one output (Li et al. 2017).
 * - `bn`: |γ| of the batch norm after it (Network Slimming, Liu et al. 2017).
 * - `taylor`: the first-order change of the loss without the filter, squared (Molchanov et al. 2019).
 * - `random`: uniform, what the others are to be compared with.
 */
export const CRITERIA = ['l1', 'l2', 'bn', 'taylor', 'random'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** A number of at least 0 for each channel of each target, in the order of the targets: the larger, the more it matters. */
export type Importances = readonly Float64Array[];

/** ∂L/∂parameter by path, each of its parameter's shape. */
export type Gradients = ReadonlyMap<string, NdArray>;

/**
 * Whether a criterion's numbers mean the same in every layer. Norms of filters grow with the layer's inputs and shrink with
 * the norm's γ after it, what a filter does to a loss goes with its layer's depth; a γ scales what is normalised.
 */
export const isComparable = (by: Criterion): boolean => by === 'bn' || by === 'random';

export interface RankOptions {
  /** Of 'random', which needs it: each target draws from a stream named by its path. */
  readonly rng?: Rng;
}

/**
 * Ranks by what a network holds; `taylor`, which needs data as well, is `taylorImportances`.
 * @throws RefoldError naming a parameter that the network lacks, or for 'bn' a target that no batch norm follows
 */
export function rank(
  net: Network,
  targets: readonly Target[],
  by: Exclude<Criterion, 'taylor'>,
  { rng }: RankOptions = {},
): Importances {
  switch (by) {
    case 'l1':
      return filterSums(net, targets, kernel => value => Math.abs(kernel[value]!));
    case 'l2':
      return filterSums(net, targets, kernel => value => kernel[value]! ** 2).map(sums => sums.map(Math.sqrt));
    case 'bn':
      return targets.map(target => gammas(net.params, target));
    case 'random':
      return targets.map(({ path, group }) => {
        if (rng === undefined) throw new RefoldError("ranking by 'random' needs a random stream (rng)");
        const draws = rng.fork(path);
        return Float64Array.from({ length: group.size }, () => draws.uniform());
      });
  }
}

/**
 * (Σ w·∂L/∂w)² over each filter, for the gradients of one batch: the group contribution of Molchanov et al. 2019, eq. 8,
 * whose mean over batches is the importance. Biases don't count.
 * @throws RefoldError naming a parameter, or its gradient, that isn't there
 */
export function taylorImportances(net: Network, targets: readonly Target[], gradients: Gradients): Importances {
  const sums = filterSums(net, targets, (kernel, path) => {
    const gradient = gradients.get(path)?.data;
    if (gradient === undefined) throw new RefoldError(`${path}: there is no gradient of it`);
    return i => kernel[i]! * gradient[i]!;
  });
  return sums.map(own => own.map(sum => sum ** 2));
}

/** Sums, over the numbers of each filter, of what `term` makes of a kernel's number at a flat index. */
function filterSums(
  { layer, input, params }: Network,
  targets: readonly Target[],
  term: (kernel: NdArray['data'], path: string) => (index: number) => number,
): Float64Array[] {
  const byPath = new Map([...leaves(trace(layer, input))].map(leaf => [leaf.path, leaf]));
  return targets.map(target => {
    const path = join(target.path, 'kernel');
    const { data } = held(params, path);
    const of = term(data, path);
    const channelAt = outputsOf(byPath.get(target.path)!);
    const sums = new Float64Array(target.group.size);
    for (let i = 0; i < data.length; i++) sums[channelAt(i)]! += of(i);
    return inOrder(target, sums);
  });
}

/** Which output of a leaf each number of its kernel belongs to, by its flat index. */
function outputsOf(leaf: Traced<Leaf>): (index: number) => number {
  const { shape, axes } = viewsOf(leaf).kernel!;
  const [axis] = axes.find(([, side]) => side === 'output')!;
  const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outputs = shape[axis]!;
  return index => Math.floor(index / inner) % outputs;
}

function gammas(params: Params, target: Target): Float64Array {
  if (target.norm === undefined) {
    throw new RefoldError(
      `${target.path}: no batch norm follows it, so 'bn' can't rank its channels; rank by l1, l2 or taylor`,
    );
  }
  return inOrder(target, Float64Array.from(held(params, join(target.norm, 'gamma')).data, Math.abs));
}

/** Numbers of a layer's outputs as numbers of its group's channels. */
function inOrder({ path, group }: Target, values: Float64Array): Float64Array {
  const { places } = group.sites.find(site => site.path === path && site.side === 'output')!;
  return Float64Array.from(places, ([place]) => values[place!]!);
}

function held(params: Params, path: string): NdArray {
  const array = params.get(path);
  if (array === undefined) throw new RefoldError(`${path}: the network to be ranked has no such parameter`);
  return array;
}
