/** Where channels lie in a leaf's parameters, and what a leaf becomes with fewer of them. */
import { type Cut, isDepthwise, type Side, type View } from '../layers/leaves/channels.ts';
import { definitionOf } from '../layers/leaves/index.ts';
import { isLeaf, type Traced } from '../layers/shapes.ts';
import type { Layer, Leaf, Tiles } from '../layers/types.ts';
import type { LeafChannels } from './dependency-graph.ts';

export type { Cut, Side, View };

/** Makes channels, reads them, or treats each by itself. */
export type Role = 'producer' | 'consumer' | 'follower';

type LeafOrTiles = Traced<Leaf | Tiles>;

const FOLLOWS: Partial<Record<Side, Role>> = { output: 'follower' };

/** What a leaf is to the channels that it reads and to those that it gives; undefined where a cut doesn't touch it. */
export function rolesOf({ node, input, output }: LeafChannels): Partial<Record<Side, Role>> {
  const { layer } = node;
  if (!isLeaf(layer)) return FOLLOWS;
  const flow = definitionOf(layer).channels.flow(layer);
  switch (flow.kind) {
    case 'mixed':
      return isDepthwise(flow.groups, node) ? FOLLOWS : { input: 'consumer', output: 'producer' };
    case 'padded':
      return input.numbers.length === output.numbers.length ? {} : FOLLOWS;
    case 'reshaped':
      return flow.states ? FOLLOWS : {};
    case 'kept':
      return Object.keys(viewsOf(node)).length > 0 ? FOLLOWS : {};
    case 'sliced':
      return FOLLOWS;
    case 'permuted':
      return {};
  }
}

/** Views of a leaf's parameters by name; one that isn't among them holds no channels. */
export function viewsOf({ layer, ...shapes }: LeafOrTiles): Readonly<Record<string, View>> {
  return isLeaf(layer) ? definitionOf(layer).channels.views({ layer, ...shapes }) : {};
}

/** The layer for fewer channels: a leaf, or tiles whose body has been narrowed already. */
export function narrowed({ input, ...node }: LeafOrTiles, layer: Layer, cut: Cut): Layer {
  if (isLeaf(layer)) return definitionOf(layer).channels.narrowed({ ...node, input, layer }, cut);
  if (layer.op !== 'tiles') return layer;
  return { ...layer, size: [layer.size[0], layer.size[1], (cut.input * layer.size[2]) / input[2]!] };
}

/** The places among a leaf's outputs, from the first up to the second, that hold no zeros of a pad along its channels. */
export function unpaddedPlaces({ node: { layer }, input }: LeafChannels): readonly [first: number, end: number] {
  const flow = isLeaf(layer) ? definitionOf(layer).channels.flow(layer) : undefined;
  if (flow?.kind !== 'padded' || input.axis > 1) return [0, Number.POSITIVE_INFINITY];
  const first = flow.pad[2 * input.axis]!;
  return [first, first + input.numbers.length];
}
