/** What ResRep is compared with that cuts before it trains: by the filters' norms, or every target alike (table 3, rows 2 and 3). */
import { countFolded, fold } from '@refold/core/fold';
import { init } from '@refold/core/init';
import type { Network } from '@refold/core/layers';
import { keepChannels, keepWithin, rank, type Selection, targetsOf } from '@refold/core/prune';
import type { Method, MethodSpec } from '@refold/core/train';
import { reductionOf } from './minimal.ts';

export interface CutFirstSettings extends MethodSpec {
  readonly name: 'cutFirst';
  /** The targets' shortest filters go, over all of them; or the same share of every target goes, and training begins afresh. */
  readonly by: 'l2' | 'uniform';
  /** Share of the multiply-adds to be kept (l2), or of each target's channels (uniform). */
  readonly keep: number;
  /** Compare norms of a layer with its own (l2). Default false: as they are, over all layers, as the paper does. */
  readonly normalize?: boolean;
  /** Fold the network before anything is done to it. */
  readonly folded?: boolean;
}

/** Measures what `resrep` does, but for what a conversion would cost: what it trains is narrow from the start. */
export const cutFirst = ({ by, keep, normalize = false, folded = false }: CutFirstSettings): Method => ({
  prepare: (base, rng) => {
    const net = folded ? fold(base).network : base;
    const narrow = keepChannels(net, by === 'l2' ? longest(net, keep, normalize) : alike(net, keep));
    return by === 'l2' ? narrow : { ...narrow, params: init(narrow.layer, narrow.input, rng) };
  },
  measure: async ({ net, base, metrics }, judge) => {
    const top1Base = judge.accuracy(await judge.predictions(base));
    const top1Pruned = metrics.top1!;
    const { macs, params } = countFolded(net.layer, net.input).total;
    const reduction = reductionOf(net, base);
    return { top1Base, top1Pruned, drop: top1Base - top1Pruned, reduction, macsPruned: macs, paramsPruned: params };
  },
});

function longest({ layer, input, params }: Network, keep: number, normalize: boolean): Selection {
  const targets = targetsOf(layer, input);
  const norms = rank({ layer, input, params }, targets, 'l2');
  return keepWithin(layer, input, targets, norms, { keep, normalize });
}

const alike = ({ layer, input }: Network, keep: number): Selection =>
  Object.fromEntries(
    targetsOf(layer, input).map(({ group: { name, size } }) => [
      name,
      [...Array(Math.max(1, Math.round(keep * size))).keys()],
    ]),
  );
