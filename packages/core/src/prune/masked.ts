/** A cut as a mask: the network keeps its shape, and what a cut would take is read as zero. */
import { parameters } from '../layers/parameters.ts';
import type { Network } from '../layers/types.ts';
import { clearSlices } from './arrays.ts';
import { rolesOf, viewsOf } from './axes.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { goneOf, requireParam, type Selection } from './surgery.ts';

/**
 * The network in which the channels that `keepChannels` would cut are zero wherever they are read: the weights by which layers read them are. Its outputs
 * are those of the narrower network, and its stages can be compared with the whole network's.
 * @throws RefoldError as `keepChannels`
 */
export function maskChannels({ layer, input, params }: Network, keep: Selection): Network {
  const graph = dependencyGraph(layer, input);
  const gone = goneOf(graph, keep);
  const readers = new Map(
    graph.leaves.filter(leaf => rolesOf(leaf).input === 'consumer').map(leaf => [leaf.node.path, leaf]),
  );
  const masked = new Map(params);
  for (const { path, name, leaf } of parameters(graph.root)) {
    const reader = readers.get(leaf.path);
    const view = reader && viewsOf(reader.node)[name];
    if (reader === undefined || view === undefined) continue;
    const places = [...reader.input.numbers.keys()].filter(place =>
      gone.has(graph.ties.find(reader.input.numbers[place]!)),
    );
    const { shape, data } = requireParam(params, path);
    const values = data.slice();
    for (const [axis, side] of view.axes) {
      // An axis of one group's channels holds what every group's does: groups are cut alike.
      const own = places.filter(place => place < view.shape[axis]!);
      if (side === 'input') clearSlices(values, view.shape, axis, own);
    }
    masked.set(path, { shape, data: values });
  }
  return { layer, input, params: masked };
}
