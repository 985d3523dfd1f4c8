/** What clusters of channels mean for parameters: which slices of each belong together. */

import { parameters } from '../layers/parameters.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { sizeOf } from '../ndarray.ts';
import { viewsOf } from './axes.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { type ChannelSite, groupsOf } from './groups.ts';
import { type Clusters, clustered } from './surgery.ts';

/** A parameter whose slices along an axis, one for each channel, fall into clusters. */
export interface Partition {
  /** Path of the parameter. */
  readonly path: string;
  /** Its name in its layer: kernel, bias, gamma, beta. */
  readonly name: string;
  /** Whether it belongs to a layer that makes these channels (a filter, a bias), or to one that treats each by itself. */
  readonly role: 'producer' | 'follower';
  /** The parameter's elements before the axis, along it, and after it. */
  readonly shape: readonly [outer: number, size: number, inner: number];
  /** The cluster of each slice: [size], numbered from 0 in the order of their first slices. */
  readonly labels: Int32Array;
  /** Number of clusters. */
  readonly count: number;
}

/**
 * The trainable parameters that clusters of channels tie, in order of evaluation: kernels and biases of every layer that makes the channels, norms and
 * depthwise kernels that treat them one by one. A slice of no named channel is a cluster of its own. Parameters in which no two slices belong
 * together are left out.
 * @throws RefoldError as `mergeChannels`
 */
export function partitionsOf(layer: Layer, input: Shape, clusters: Clusters): readonly Partition[] {
  const graph = dependencyGraph(layer, input);
  const sites = new Map<string, Tied[]>();
  for (const [{ group }, lists] of clustered(groupsOf(graph), clusters)) {
    for (const site of group.sites.filter(({ side }) => side === 'output')) {
      sites.set(site.path, [...(sites.get(site.path) ?? []), { site, lists }]);
    }
  }
  return [...parameters(graph.root)].flatMap(({ path, name, trainable, leaf }): Partition[] => {
    const tied = sites.get(leaf.path);
    const view = viewsOf(leaf)[name];
    const axis = view?.axes.find(([, side]) => side === 'output')?.[0];
    if (!trainable || tied === undefined || axis === undefined) return [];
    const size = view!.shape[axis]!;
    const { labels, count } = labelled(size, tied);
    if (count === size) return [];
    const shape = [sizeOf(view!.shape.slice(0, axis)), size, sizeOf(view!.shape.slice(axis + 1))] as const;
    const role = tied[0]!.site.role === 'producer' ? 'producer' : 'follower';
    return [{ path, name, role, shape, labels, count }];
  });
}

/** A layer that gives a group's channels, and their clusters. */
interface Tied {
  readonly site: ChannelSite;
  readonly lists: Clusters[string];
}

/** The k-th place of a channel belongs to the k-th place of the others of its cluster. */
function labelled(size: number, tied: readonly Tied[]): Pick<Partition, 'labels' | 'count'> {
  const first = Int32Array.from({ length: size }, (_, place) => place);
  for (const { site, lists } of tied) {
    for (const [one, ...others] of lists) {
      for (const other of others) {
        for (const [k, place] of site.places[other]!.entries()) first[place] = site.places[one!]![k]!;
      }
    }
  }
  const numbers = new Map([...new Set(first)].map((place, number) => [place, number]));
  return { labels: first.map(place => numbers.get(place)!), count: numbers.size };
}
