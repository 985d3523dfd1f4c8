/** Compactors: layers that start as the identity after each target, and in whose rows a network is pruned (section 3.2). */
import { Rng } from '@refold/core';
import { init } from '@refold/core/init';
import { type Child, conv, insertAfter, type Layer, linear, type Network, scale } from '@refold/core/layers';
import type { Target } from '@refold/core/prune';
import { type Place, placesOf, type Unloaded, type Where } from './targets.ts';

/** A D×D pointwise layer, or one factor a channel (table 3, row 4). */
export type CompactorKind = 'matrix' | 'vector';

export interface Compactor {
  /** Path of its parameter. Row j of the paper, what makes channel j, lies along the parameter's last axis. */
  readonly parameter: string;
  /** Name of the channel group, of the folded network, that is cut where its rows are zero. */
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
export const compactorsOf = (net: Unloaded, kind: CompactorKind = 'matrix', where?: Where): readonly Compactor[] =>
  seatsOf(net, where).map(({ path, target }) => ({ parameter: parameterOf(path, kind), group: target.group.name }));

const parameterOf = (path: string, kind: CompactorKind): string => `${path}.${kind === 'matrix' ? 'kernel' : 'factor'}`;

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
