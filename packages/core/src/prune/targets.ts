/** Layers that can be pruned independently: what pruning methods choose from. */
import { type Link, links, type Traced, trace } from '../layers/shapes.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { type ChannelGroup, channelGroups } from './groups.ts';

/** A convolution or a linear layer that alone makes a group of channels, and all of them. */
export interface Target {
  readonly group: ChannelGroup;
  /** Path of the layer. */
  readonly path: string;
  /** Path of the batch norm right after it, if there is one. */
  readonly norm?: string;
  /** What it gives: a vector, or a map. */
  readonly output: Shape;
}

/**
 * Every such layer, in order of evaluation: the first layer of a basic block, the first two of a bottleneck, every layer of a
 * plain network but the last, the stem and the pointwise layers of a MobileNet. Layers that a sum ties are not among them.
 * @param input shape of one sample
 */
export function targetsOf(layer: Layer, input: Shape): readonly Target[] {
  const next = new Map(pairs(trace(layer, input)).map(([first, second]) => [first.path, { first, second }]));
  return channelGroups(layer, input).flatMap((group): Target[] => {
    const makers = group.sites.filter(({ role }) => role === 'producer');
    const [maker] = makers;
    if (group.fixed !== undefined || makers.length !== 1 || maker === undefined) return [];
    const { first, second } = next.get(maker.path)!;
    if (first.output.at(-1) !== group.size) return [];
    const isNorm = second?.layer.op === 'batchNorm' && second.layer.border === undefined;
    return [{ group, path: maker.path, ...(isNorm && { norm: second.path }), output: first.output }];
  });
}

/** Every link with the one that a chain evaluates next. */
const pairs = (node: Traced): readonly (readonly [Link, Link | undefined])[] => {
  const row = links(node);
  return row.flatMap((link, i) => [[link, row[i + 1]] as const, ...link.children.flatMap(pairs)]);
};
