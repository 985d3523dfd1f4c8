/** Clusters of filters: which channels of a network are to become one (section 3.1, "clustering"). */
import { type NdArray, RefoldError, type Rng } from '@refold/core';
import type { Expression, Network } from '@refold/core/layers';
import { byPath, type PathRules } from '@refold/core/optim';
import { type Clusters, pacesettersOf, type Target } from '@refold/core/prune';
import { kmeansClusters } from './kmeans.ts';

/** How filters are clustered: by k-means on their weights, or evenly, neighbours together. */
export const CLUSTERINGS = ['kmeans', 'even'] as const;
/** The name of a way of clustering. */
export type Clustering = (typeof CLUSTERINGS)[number];

/** How many channels of each group are to be left. */
export interface Widths {
  /** Share of its channels, by patterns of the group's name (`channelGroups`); 1 keeps a group as it is. */
  readonly keep: PathRules<number>;
  /** Number of channels by patterns of the group's name, in the place of a share. Default: none. */
  readonly widths?: readonly (readonly [pattern: string, width: number])[] | undefined;
  /** What becomes of a share that is no whole number of channels. Default 'floor', as for the paper's CIFAR networks. */
  readonly rounding?: 'floor' | 'ceil' | undefined;
}

/**
 * Clusters of neighbours: the first `count mod clusters` have ⌊count/clusters⌋ + 1 members, the others ⌊count/clusters⌋.
 * @throws RefoldError unless 1 ≤ clusters ≤ count
 */
export function evenClusters(count: number, clusters: number): number[][] {
  if (!(Number.isInteger(clusters) && clusters >= 1 && clusters <= count)) {
    throw new RefoldError(`${count} filters can't be divided into ${clusters} clusters`);
  }
  const [least, larger] = [Math.floor(count / clusters), count % clusters];
  let next = 0;
  return Array.from({ length: clusters }, (_, i) =>
    Array.from({ length: i < larger ? least + 1 : least }, () => next++),
  );
}

/** The channels that each group is to have, by name; a group that keeps all of its channels isn't there. */
export function widthsOf({ layer, input }: Expression, wanted: Widths): ReadonlyMap<string, number> {
  const { keep, widths = [], rounding = 'floor' } = wanted;
  const share = byPath(keep, 'keep');
  const fixed = byPath([...widths, ['', 0]], 'widths');
  const found = new Map<string, number>();
  for (const { group } of pacesettersOf(layer, input)) {
    const width = fixed(group.name) || rounded(share(group.name) * group.size, rounding);
    if (!(width >= 1 && width <= group.size)) {
      throw new RefoldError(
        `${group.name}: ${width} of its ${group.size} channels can't be left; expected 1 to ${group.size}`,
      );
    }
    if (width < group.size) found.set(group.name, width);
  }
  return found;
}

/** Products such as 12·(5/12) are whole numbers but for their rounding. */
const SLACK = 1e-9;
const rounded = (width: number, rounding: 'floor' | 'ceil'): number =>
  rounding === 'floor' ? Math.max(1, Math.floor(width + SLACK)) : Math.ceil(width - SLACK);

/**
 * The clusters of every group that is to get narrower. Only the filters of its pacesetter count, the layer that makes the group first: followers, which
 * a sum ties to it, share its clusters (section 3.3).
 * @param rng of k-means, which draws for each group from a stream of its name
 * @throws RefoldError for a width that a group can't have, and for filters that are NaN
 */
export const clustersOf = (net: Network, wanted: Widths, by: Clustering, rng: Rng): Clusters =>
  by === 'even'
    ? evenClustersOf(net, wanted)
    : clusteredBy(net, wanted, (target, width) =>
        kmeansClusters(filtersOf(net, target), width, rng.fork(target.group.name)),
      );

/** Even clusters of every group that is to get narrower, which need no parameters. */
export const evenClustersOf = (expression: Expression, wanted: Widths): Clusters =>
  clusteredBy(expression, wanted, ({ group }, width) => evenClusters(group.size, width));

function clusteredBy(
  { layer, input }: Expression,
  wanted: Widths,
  cluster: (target: Target, width: number) => number[][],
): Clusters {
  const widths = widthsOf({ layer, input }, wanted);
  const narrower = pacesettersOf(layer, input).filter(({ group }) => widths.has(group.name));
  return Object.fromEntries(
    narrower.map(target => [target.group.name, cluster(target, widths.get(target.group.name)!)]),
  );
}

/** The filters of a target's layer that make each channel of its group, flattened. */
export function filtersOf({ params }: Network, { path, group }: Target): number[][] {
  const kernel = params.get(`${path}.kernel`);
  if (kernel === undefined) throw new RefoldError(`${path}: the network has no kernel there`);
  const { places } = group.sites.find(site => site.path === path && site.side === 'output')!;
  return places.map(own => own.flatMap(place => filter(kernel, place)));
}

/** The numbers of a kernel [..., outputs] that make one output. */
function filter({ shape, data }: NdArray, output: number): number[] {
  const outputs = shape.at(-1)!;
  return Array.from({ length: data.length / outputs }, (_, i) => data[i * outputs + output]!);
}
