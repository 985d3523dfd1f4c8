/** Layers that can be pruned independently: what pruning methods choose from. */
import { linkRows, trace } from '../layers/shapes.ts';
import type { Layer, Shape } from '../layers/types.ts';
import { type ChannelGroup, channelGroups } from './groups.ts';

/** A group of channels that can be cut, and a convolution or a linear layer that makes it. */
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
 * Every layer that alone makes a group of channels, and makes nothing else, in order of evaluation: the first layer of a basic block, the first two of a bottleneck, every layer of a
 * plain network but the last, the stem and the pointwise layers of a MobileNet. Layers that a sum ties are not among them.
 * @param input shape of one sample
 */
export function targetsOf(layer: Layer, input: Shape): readonly Target[] {
  return pacesettersOf(layer, input).filter(
    ({ group, output }) => makersOf(group).length === 1 && output.at(-1) === group.size,
  );
}

/**
 * The first layer of every group that can be cut, in order of evaluation: the one whose filters decide for all that a sum ties to them, as the
 * stem and the projections of a residual network (C-SGD, section 3.3: "pacesetters"; the others are "followers"). It may make other groups' channels
 * too.
 * @param input shape of one sample
 */
export function pacesettersOf(layer: Layer, input: Shape): readonly Target[] {
  const next = new Map(
    linkRows(trace(layer, input)).flatMap(row => row.map((first, i) => [first.path, { first, second: row[i + 1] }])),
  );
  return channelGroups(layer, input).flatMap((group): Target[] => {
    const [maker] = makersOf(group);
    if (group.fixed !== undefined || maker === undefined) return [];
    const { first, second } = next.get(maker.path)!;
    const isNorm = second?.layer.op === 'batchNorm' && second.layer.border === undefined;
    return [{ group, path: maker.path, ...(isNorm && { norm: second.path }), output: first.output }];
  });
}

const makersOf = ({ sites }: ChannelGroup) => sites.filter(({ role }) => role === 'producer');
