/** How much each channel of a target matters: measures of its filter, of the norm after it, and of its gradients. */
import { RefoldError } from '../error.ts';
import { join, leaves, type Traced, trace } from '../layers/shapes.ts';
import type { Leaf, Network } from '../layers/types.ts';
import { type NdArray, sizeOf } from '../ndarray.ts';
import type { Rng } from '../rng.ts';
import { viewsOf } from './axes.ts';
import type { Target } from './targets.ts';

/**
 * - `l1`, `l2`: the norm of the filter, all the numbers of a kernel that make one output (Li et al. 2017).
 * - `bn`: |γ| of the batch norm after it (Network Slimming, Liu et al. 2017).
 * - `taylor`: the first-order change of the loss without the channel, squared (Molchanov et al. 2019).
 * - `apoz`: how often the channel is active, 1 less its average percentage of zeros (Hu et al. 2016).
 * - `random`: uniform, what the others are to be compared with.
 */
export const CRITERIA = ['l1', 'l2', 'bn', 'taylor', 'apoz', 'random'] as const;
/** The name of a measure of importance. */
export type Criterion = (typeof CRITERIA)[number];
/** Those that need a dataset's images. */
export type DataCriterion = 'taylor' | 'apoz';
/** Whether a criterion needs a dataset's images. */
export const needsData = (by: Criterion): by is DataCriterion => by === 'taylor' || by === 'apoz';

/** A number of at least 0 for each channel of each target, in the order of the targets: the larger, the more it matters. */
export type Importances = readonly Float64Array[];

/** ∂L/∂parameter by path, each of its parameter's shape. */
export type Gradients = ReadonlyMap<string, NdArray>;

/**
 * Whether a criterion's numbers mean the same in every layer. Norms of filters grow with the layer's inputs and shrink with
 * the norm's γ after it, what a filter does to a loss goes with its layer's depth; a γ scales what is normalised, a share is one.
 */
export const isComparable = (by: Criterion): boolean => by === 'bn' || by === 'apoz' || by === 'random';

/** What ranking needs beside the network. */
export interface RankOptions {
  /** Of 'random', which needs it: each target draws from a stream named by its path. */
  readonly rng?: Rng;
}

/**
 * How much each channel matters by a network's parameters. What needs data as well is in `@refold/core/train`: `taylorImportance`,
 * `channelActivity`.
 * @throws RefoldError naming a parameter that the network lacks, or for 'bn' a target that no batch norm follows
 */
export function rank(
  net: Network,
  targets: readonly Target[],
  by: Exclude<Criterion, DataCriterion>,
  { rng }: RankOptions = {},
): Importances {
  switch (by) {
    case 'l1':
      return channelSums(net, targets, kernelOf, values => i => Math.abs(values[i]!));
    case 'l2':
      return channelSums(net, targets, kernelOf, values => i => values[i]! ** 2).map(sums => sums.map(Math.sqrt));
    case 'bn':
      return channelSums(net, targets, gammaOf, values => i => Math.abs(values[i]!));
    case 'random':
      return targets.map(({ path, group }) => {
        if (rng === undefined) throw new RefoldError("ranking by 'random' needs a random stream (rng)");
        const draws = rng.fork(path);
        return Float64Array.from({ length: group.size }, () => draws.uniform());
      });
  }
}

/**
 * (Σ w·∂L/∂w)² over the numbers that give a channel its scale and offset last, for the gradients of one batch: the group
 * contribution of Molchanov et al. 2019, eq. 8, whose mean over batches is the importance. These are γ and β of the norm that
 * follows, or else the filter and its bias; then the sum is ∂L/∂g for a gate g = 1 on the channel, so that it stands for all that
 * a cut takes. A filter of zeros before a norm would leave the norm's offset.
 * @throws RefoldError naming a parameter, or its gradient, that isn't there
 */
export function taylorImportances(net: Network, targets: readonly Target[], gradients: Gradients): Importances {
  const sums = channelSums(net, targets, gatedOf(net), (values, path) => {
    const slopes = gradients.get(path)?.data;
    if (slopes === undefined) throw new RefoldError(`${path}: its gradient is missing`);
    return i => values[i]! * slopes[i]!;
  });
  return sums.map(own => own.map(sum => sum ** 2));
}

/** Paths of the parameters whose gradients `taylorImportances` needs. */
export const taylorParameters = (net: Network, targets: readonly Target[]): readonly string[] =>
  targets.flatMap(gatedOf(net)).map(([leaf, name]) => join(leaf, name));

/** A parameter of a leaf. */
type LeafParameter = readonly [leaf: string, name: string];

const kernelOf = ({ path }: Target): readonly LeafParameter[] => [[path, 'kernel']];

function gammaOf({ path, norm }: Target): readonly LeafParameter[] {
  if (norm !== undefined) return [[norm, 'gamma']];
  throw new RefoldError(`${path}: no batch norm follows it, so 'bn' can't rank its channels; rank by l1, l2 or taylor`);
}

const gatedOf =
  ({ params }: Network) =>
  ({ path, norm }: Target): readonly LeafParameter[] => {
    if (norm !== undefined) return ['gamma', 'beta'].map(name => [norm, name] as const);
    return ['kernel', 'bias']
      .filter(name => name === 'kernel' || params.has(join(path, name)))
      .map(name => [path, name]);
  };

/** For each channel of each target, the sum of what `term` makes of its numbers in some parameters, by their flat index. */
function channelSums(
  { layer, input, params }: Network,
  targets: readonly Target[],
  over: (target: Target) => readonly LeafParameter[],
  term: (values: NdArray['data'], path: string) => (index: number) => number,
): Float64Array[] {
  const byPath = new Map([...leaves(trace(layer, input))].map(leaf => [leaf.path, leaf]));
  return targets.map(target => {
    const sums = new Float64Array(target.group.size);
    for (const [leaf, name] of over(target)) {
      const path = join(leaf, name);
      const values = params.get(path)?.data;
      if (values === undefined) throw new RefoldError(`${path}: the network to be ranked has no such parameter`);
      const [of, outputAt] = [term(values, path), outputsOf(byPath.get(leaf)!, name)];
      for (let i = 0; i < values.length; i++) sums[outputAt(i)]! += of(i);
    }
    const { places } = target.group.sites.find(({ path, side }) => path === target.path && side === 'output')!;
    return Float64Array.from(places, ([place]) => sums[place!]!);
  });
}

/** Which output of a leaf each number of a parameter belongs to, by its flat index. */
function outputsOf(leaf: Traced<Leaf>, name: string): (index: number) => number {
  const { shape, axes } = viewsOf(leaf)[name]!;
  const [axis] = axes.find(([, side]) => side === 'output')!;
  const inner = sizeOf(shape.slice(axis + 1));
  const outputs = shape[axis]!;
  return index => Math.floor(index / inner) % outputs;
}
