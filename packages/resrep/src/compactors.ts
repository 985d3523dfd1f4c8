/** Compactors: layers that start as the identity after each target, and in whose rows a network is pruned (section 3.2). */
import { Rng } from '@refold/core';
import { type Child, conv, init, insertAfter, type Layer, linear, type Network, scale } from '@refold/core/layers';
import { type Target, targetsOf } from '@refold/core/prune';

/** A D×D pointwise layer, or one factor a channel (table 3, row 4). */
export type CompactorKind = 'matrix' | 'vector';

export interface Compactor {
  readonly target: Target;
  /** Path of its parameter. Row j of the paper, what makes channel j, lies along the parameter's last axis. */
  readonly parameter: string;
  /** Name of the channel group that is cut where its rows are zero. */
  readonly group: string;
}

export const COMPACTOR = 'compactor';

/**
 * The network with a compactor after the norm of every target (after the layer itself where it has none): outputs are the same, bit for
 * bit. `fold` takes the compactors away again.
 */
export function withCompactors(net: Network, kind: CompactorKind = 'matrix'): Network {
  const { input, params } = net;
  const added = new Map(
    targetsOf(net.layer, input).map((target): [string, Child] => [after(target), [COMPACTOR, compactor(target, kind)]]),
  );
  const layer = insertAfter(net.layer, input, added);
  const fresh = init(layer, input, Rng.seeded('compactors'));
  return { layer, input, params: new Map([...fresh].map(([path, start]) => [path, params.get(path) ?? start])) };
}

/** The compactors that `withCompactors` puts into a network, in order of evaluation. */
export const compactorsOf = (
  { layer, input }: Pick<Network, 'layer' | 'input'>,
  kind: CompactorKind = 'matrix',
): readonly Compactor[] =>
  targetsOf(layer, input).map(target => {
    const path = `${after(target).replace(/[^.]+$/, '')}${COMPACTOR}`;
    return kind === 'matrix'
      ? { target, parameter: `${path}.kernel`, group: path }
      : { target, parameter: `${path}.factor`, group: target.path };
  });

const after = ({ path, norm }: Target): string => norm ?? path;

function compactor({ group, output }: Target, kind: CompactorKind): Layer {
  if (kind === 'vector') return scale();
  const identity = { kernel: { kind: 'identity' } } as const;
  return output.length === 1
    ? linear(group.size, { bias: false, init: identity })
    : conv(group.size, 1, { init: identity });
}
