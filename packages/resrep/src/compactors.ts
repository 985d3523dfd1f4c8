/** Compactors: layers that start as the identity after each target, and by whose rows a network is pruned (section 3.2). */
import { Rng } from '@refold/core';
import { init } from '@refold/core/init';
import {
  type Child,
  conv,
  type Expression,
  insertAfter,
  type Layer,
  linear,
  type NamedChild,
  type Network,
  numberedAfter,
  scale,
} from '@refold/core/layers';
import type { Target } from '@refold/core/prune';
import { type Place, placesOf, type Where } from './targets.ts';

/** 'matrix': a pointwise layer of D×D; 'vector': one factor per channel (table 3, row 4). */
export type CompactorKind = 'matrix' | 'vector';

/** A compactor of a network. */
export interface Compactor {
  /** Path of its parameter. The paper's row j, which makes channel j, is index j of the parameter's last axis. */
  readonly parameter: string;
  /** Name of the folded network's channel group whose channels are cut where rows are zero. */
  readonly group: string;
}

/** Name of a compactor in its chain, and a pattern that selects compactors' parameters. */
export const COMPACTOR = 'compactor';

/**
 * The network with a compactor after every target (after its norm, or after the branches that fold to it). Its outputs are the same, bit for
 * bit; `fold` removes the compactors again.
 * @param where selects among the targets; default: all
 * @throws RefoldError as `placesOf`
 */
export function withCompactors(net: Network, kind: CompactorKind = 'matrix', where?: Where): Network {
  const { input, params } = net;
  const layer = layerWithCompactors(net, kind, where);
  const fresh = init(layer, input, Rng.seeded(COMPACTOR));
  return { layer, input, params: new Map([...fresh].map(([path, start]) => [path, params.get(path) ?? start])) };
}

/** The expression of `withCompactors`. @throws RefoldError as `placesOf` */
export function layerWithCompactors(net: Expression, kind: CompactorKind = 'matrix', where?: Where): Layer {
  const added = namedPlacesOf(net, where).map(({ target, after, name }): [string, Child] => [
    after,
    [name, compactor(target, kind)],
  ]);
  return insertAfter(net.layer, net.input, new Map(added));
}

/** The compactors that `withCompactors` puts into a network, in order of evaluation. @throws RefoldError as `placesOf` */
export const compactorsOf = (net: Expression, kind: CompactorKind = 'matrix', where?: Where): readonly Compactor[] =>
  namedPlacesOf(net, where).map(({ path, target }) => ({
    parameter: parameterOf(path, kind),
    group: target.group.name,
  }));

const parameterOf = (path: string, kind: CompactorKind): string => `${path}.${kind === 'matrix' ? 'kernel' : 'factor'}`;

/** Where a compactor goes, with its name and path. */
type NamedPlace = Place & NamedChild;

function namedPlacesOf(net: Expression, where?: Where): readonly NamedPlace[] {
  const places = placesOf(net, where);
  const named = numberedAfter(
    places.map(({ after }) => after),
    COMPACTOR,
  );
  return places.map((place, i) => ({ ...place, ...named[i]! }));
}

function compactor({ group, output }: Target, kind: CompactorKind): Layer {
  if (kind === 'vector') return scale();
  const identity = { kernel: { kind: 'identity' } } as const;
  return output.length === 1
    ? linear(group.size, { bias: false, init: identity })
    : conv(group.size, 1, { init: identity });
}
