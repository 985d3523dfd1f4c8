/** Cutting and merging channels: a new, narrower network, and the optimizer's state with it. */
import { RefoldError } from '../error.ts';
import { type Parameter, parameters } from '../layers/parameters.ts';
import { rebuild } from '../layers/rebuild.ts';
import { trace } from '../layers/shapes.ts';
import type { Layer, Network, Params, Shape } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { type Channels, type DependencyGraph, dependencyGraph } from './dependency-graph.ts';
import { type ChannelGroup, groupsOf, type Members } from './groups.ts';
import { type Gone, LeafCut } from './leaf-cut.ts';

/** Indices by the names of groups. A group that isn't named keeps all its channels. */
export type Selection = Readonly<Record<string, readonly number[]>>;
/** Groups of indices by the names of channel groups: the channels of each become one. A channel that isn't named stays itself. */
export type Clusters = Readonly<Record<string, readonly (readonly number[])[]>>;

/** A cut worked out for an expression, to be carried out on any arrays of its parameters' shapes. */
export interface Surgery {
  readonly layer: Layer;
  /** The parameters of the narrower expression. */
  readonly params: (params: Params) => Params;
  /** An optimizer's state, keyed `slot/path`, cut along: what isn't of a parameter's shape stays. */
  readonly state: (state: ReadonlyMap<string, NdArray>) => Map<string, NdArray>;
}

/**
 * The network with only the channels at these indices of each group named. Its outputs are the same if what was cut was
 * zero wherever it was read.
 * @throws RefoldError for an unknown group, an index that it doesn't have, a group that can't be cut (with the path and the reason) or of
 *   which nothing would be left
 */
export const keepChannels = (net: Network, keep: Selection): Network =>
  operated(net, keepSurgery(net.layer, net.input, keep));

/**
 * The network with each cluster's channels as one: the first of them stays, and what read the others reads it as often. Its
 * outputs are the same if the channels of a cluster were (C-SGD, section 3.2).
 * @throws RefoldError as `keepChannels`, and for a channel in two clusters
 */
export const mergeChannels = (net: Network, clusters: Clusters): Network =>
  operated(net, mergeSurgery(net.layer, net.input, clusters));

const operated = ({ input, params }: Network, surgery: Surgery): Network => ({
  layer: surgery.layer,
  input,
  params: surgery.params(params),
});

/** `keepChannels`, for other arrays than a network's parameters too. */
export function keepSurgery(layer: Layer, input: Shape, keep: Selection): Surgery {
  const graph = dependencyGraph(layer, input);
  return operation(graph, goneOf(graph, keep));
}

/** The channels that a selection cuts; checked as `keepChannels` says. */
export function goneOf(graph: DependencyGraph, keep: Selection): Gone {
  const gone = new Map<number, undefined>();
  for (const [{ group, numbers }, indices] of chosen(groupsOf(graph), keep)) {
    const kept = new Set(indices);
    if (kept.size < group.size) refuseFixed(group);
    if (kept.size === 0) throw new RefoldError(`${group.name}: none of its ${group.size} channels would be left`);
    for (const [i, number] of numbers.entries()) if (!kept.has(i)) gone.set(number, undefined);
  }
  return gone;
}

/** `mergeChannels`, for other arrays than a network's parameters too: of an optimizer's state, the first channel's stays. */
export function mergeSurgery(layer: Layer, input: Shape, clusters: Clusters): Surgery {
  const graph = dependencyGraph(layer, input);
  const gone = new Map<number, number | undefined>();
  for (const [{ numbers }, lists] of clustered(groupsOf(graph), clusters)) {
    for (const [first, ...others] of lists) {
      for (const other of others) gone.set(numbers[other]!, numbers[first!]!);
    }
  }
  return operation(graph, gone);
}

/** The groups that are named, each with its clusters; checked as `mergeChannels` says. */
export function clustered(groups: readonly Members[], clusters: Clusters): (readonly [Members, Clusters[string]])[] {
  const flat = Object.fromEntries(Object.entries(clusters).map(([name, lists]) => [name, lists.flat()]));
  return chosen(groups, flat).map(([members, indices]) => {
    const { group } = members;
    const twice = indices.find((index, i) => indices.indexOf(index) !== i);
    if (twice !== undefined) throw new RefoldError(`${group.name}: channel ${twice} is in two clusters`);
    const lists = clusters[group.name]!;
    if (lists.some(({ length }) => length > 1)) refuseFixed(group);
    return [members, lists];
  });
}

/** The groups that are named, each with its indices; checked. */
function chosen(groups: readonly Members[], selection: Selection): (readonly [Members, readonly number[]])[] {
  return Object.entries(selection).map(([name, indices]) => {
    const members = groups.find(({ group }) => group.name === name);
    if (members === undefined) {
      throw new RefoldError(
        `no channel group '${name}'. Available: ${groups.map(({ group }) => group.name).join(', ')}`,
      );
    }
    const { size } = members.group;
    const wrong = indices.find(index => !(Number.isInteger(index) && index >= 0 && index < size));
    if (wrong !== undefined) throw new RefoldError(`${name}: channel ${wrong} doesn't exist: the group has ${size}`);
    return [members, indices];
  });
}

function refuseFixed({ name, fixed }: ChannelGroup): void {
  if (fixed === undefined) return;
  throw new RefoldError(`${name}: its channels can't be cut: ${fixed.path || 'the network'}: ${fixed.reason}`);
}

function operation({ root, leaves, ties }: DependencyGraph, gone: Gone): Surgery {
  const found = ({ numbers }: Channels): readonly number[] => numbers.map(number => ties.find(number));
  const cuts = new Map(
    leaves.map(leaf => [
      leaf.node.path,
      new LeafCut(leaf, { input: found(leaf.input), output: found(leaf.output) }, gone),
    ]),
  );
  const layer = rebuild(root, ({ path }, same) => cuts.get(path)?.narrow(same) ?? same);
  const shapes = new Map([...parameters(trace(layer, root.input))].map(({ path, shape }) => [path, shape]));
  const before = new Map([...parameters(root)].map(parameter => [parameter.path, parameter]));
  const cut = ({ path, name, leaf }: Parameter, array: NdArray, adds: boolean): NdArray => ({
    shape: shapes.get(path)!,
    data: cuts.get(leaf.path)!.values(name, array, adds),
  });
  return {
    layer,
    params: params =>
      new Map([...before.values()].map(own => [own.path, cut(own, requireParam(params, own.path), true)])),
    state: state =>
      new Map(
        [...state].map(([key, array]) => {
          const own = before.get(key.slice(key.indexOf('/') + 1));
          const fits = own !== undefined && own.shape.join() === array.shape.join();
          return [key, fits ? cut(own, array, false) : array];
        }),
      ),
  };
}

/**
 * The parameter at a path.
 * @throws RefoldError for one that the network doesn't have
 */
export function requireParam(params: Params, path: string): NdArray {
  const array = params.get(path);
  if (array === undefined) throw new RefoldError(`${path}: the network to be cut has no such parameter`);
  return array;
}
