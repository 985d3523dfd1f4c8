/** Compactors: layers that start as the identity after each target, and in whose rows a network is pruned (section 3.2). */
import { Rng } from '@refold/core';
import { fold, foldedLayer } from '@refold/core/fold';
import {
  type Child,
  chain,
  conv,
  init,
  insertAfter,
  isLeaf,
  type Layer,
  linear,
  type Network,
  parameters,
  rebuild,
  type Shape,
  scale,
  trace,
} from '@refold/core/layers';
import type { Target } from '@refold/core/prune';
import { type Place, placesOf, type Where } from './targets.ts';

/** A D×D pointwise layer, or one factor a channel (table 3, row 4). */
export type CompactorKind = 'matrix' | 'vector';

export interface Compactor {
  /** Path of its parameter. Row j of the paper, what makes channel j, lies along the parameter's last axis. */
  readonly parameter: string;
  /** Name of the channel group that is cut where its rows are zero, in the network that is folded but for its compactors. */
  readonly group: string;
}

export const COMPACTOR = 'compactor';

/**
 * The network with a compactor after every target (after its norm, or after the branches that fold to it): outputs are the same, bit
 * for bit. `fold` takes the compactors away again.
 */
export function withCompactors(net: Network, kind: CompactorKind = 'matrix', where?: Where): Network {
  const { input, params } = net;
  const added = seatsOf(net, where).map(({ target, after, name }): [string, Child] => [
    after,
    [name, compactor(target, kind)],
  ]);
  const layer = insertAfter(net.layer, input, new Map(added));
  const fresh = init(layer, input, Rng.seeded(COMPACTOR));
  return { layer, input, params: new Map([...fresh].map(([path, start]) => [path, params.get(path) ?? start])) };
}

/** The compactors that `withCompactors` puts into a network, in order of evaluation. */
export function compactorsOf(net: Unloaded, kind: CompactorKind = 'matrix', where?: Where): readonly Compactor[] {
  const folded = seatsOf(roomy(foldedLayer(net.layer, net.input), net.input), where);
  return seatsOf(net, where).map(({ path }, i) => ({
    parameter: parameterOf(path, kind),
    group: kind === 'matrix' ? folded[i]!.path : folded[i]!.first,
  }));
}

/**
 * A network with compactors, folded but for these: its channels are then tied as its targets' are. (Branches that fold to one layer
 * tie more: the identity of a RepVGG block what it reads to what it gives.)
 * @param base what compactors were put into
 */
export function foldedButCompactors(net: Network, base: Network, kind: CompactorKind): Network {
  const own = new Map([...base.params.keys()].map(path => [path, net.params.get(path)!]));
  const { layer, input, params } = fold({ ...base, params: own }).network;
  const wide = roomy(layer, input);
  const paths = [...parameters(trace(wide.layer, input))].map(({ path }) => path);
  const values = [...parameters(trace(layer, input))].map(({ path }) => params.get(path)!);
  const folded = { ...wide, params: new Map(paths.map((path, i) => [path, values[i]!])) };
  const grown = withCompactors(folded, kind);
  const learned = compactorsOf(base, kind).map(({ parameter }) => net.params.get(parameter)!);
  const moved = seatsOf(folded).map(({ path }, i) => [parameterOf(path, kind), learned[i]!] as const);
  return { ...grown, params: new Map([...grown.params, ...moved]) };
}

/** The expression with a chain around every branch, or body of tiles, that is a single layer: others can be put in after it then. */
function roomy(layer: Layer, input: Shape): Unloaded {
  const wrapped = (child: Layer): Layer => (isLeaf(child) ? chain({ only: child }) : child);
  const widened = rebuild(trace(layer, input), (_, same) => {
    if (same.op === 'tiles') return { ...same, body: wrapped(same.body) };
    if (same.op !== 'sum' && same.op !== 'concat' && same.op !== 'product') return same;
    return { ...same, children: same.children.map(([name, child]): Child => [name, wrapped(child)]) };
  });
  return { layer: widened, input };
}

const parameterOf = (path: string, kind: CompactorKind): string => `${path}.${kind === 'matrix' ? 'kernel' : 'factor'}`;

type Unloaded = Pick<Network, 'layer' | 'input'>;

/** Where a compactor is put, and its own name and path: those of one chain are numbered from the second on. */
interface Seat extends Place {
  readonly name: string;
  readonly path: string;
}

function seatsOf(net: Unloaded, where?: Where): readonly Seat[] {
  const seated = new Map<string, number>();
  return placesOf(net, where).map(place => {
    const chain = place.after.replace(/[^.]+$/, '');
    const number = (seated.get(chain) ?? 0) + 1;
    seated.set(chain, number);
    const name = number === 1 ? COMPACTOR : `${COMPACTOR}${number}`;
    return { ...place, name, path: `${chain}${name}` };
  });
}

function compactor({ group, output }: Target, kind: CompactorKind): Layer {
  if (kind === 'vector') return scale();
  const identity = { kernel: { kind: 'identity' } } as const;
  return output.length === 1
    ? linear(group.size, { bias: false, init: identity })
    : conv(group.size, 1, { init: identity });
}
