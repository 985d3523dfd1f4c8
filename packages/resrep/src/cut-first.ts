/** Baselines that cut before they train: the filters with the smallest norms, or the same share of every target (table 3, rows 2 and 3). */
import { countFolded, fold } from '@refold/core/fold';
import { init } from '@refold/core/init';
import type { Network } from '@refold/core/layers';
import { keepChannels, keepWithin, rank, type Selection, targetsOf } from '@refold/core/prune';
import type { Method, MethodSpec } from '@refold/core/train';
import { reductionOf } from './minimal.ts';

/** Settings of `cutFirst`, as JSON in a run's configuration. */
export interface CutFirstSettings extends MethodSpec {
  readonly name: 'cutFirst';
  /**
   * 'l2': the filters with the smallest norms of all targets are cut; 'uniform': the same share of every target is cut, and
   * parameters are initialised anew.
   */
  readonly by: 'l2' | 'uniform';
  /** Share that is kept of the multiply-adds (l2), or of each target's channels (uniform). */
  readonly keep: number;
  /** Whether norms are divided by those of their layer before layers are compared (l2). Default: false, as in the paper. */
  readonly normalize?: boolean;
  /** Whether the network is folded first. Default: false. */
  readonly folded?: boolean;
}

/**
 * The method that trains a network which is narrow from the start. Its metrics are those of `resrep` that need no conversion: `top1Base`,
 * `top1Pruned`, `drop`, `reduction`, `macsPruned`, `paramsPruned`.
 */
export const cutFirst = ({ by, keep, normalize = false, folded = false }: CutFirstSettings): Method => ({
  prepare: (base, rng) => {
    const net = folded ? fold(base).network : base;
    const narrow = keepChannels(net, by === 'l2' ? largestNorms(net, keep, normalize) : sameShare(net, keep));
    return by === 'l2' ? narrow : { ...narrow, params: init(narrow.layer, narrow.input, rng) };
  },
  measure: async ({ net, base, metrics }, evaluator) => {
    const top1Base = evaluator.accuracy(await evaluator.predictions(base));
    const top1Pruned = metrics.top1!;
    const { macs, params } = countFolded(net.layer, net.input).total;
    const reduction = reductionOf(net, base);
    return { top1Base, top1Pruned, drop: top1Base - top1Pruned, reduction, macsPruned: macs, paramsPruned: params };
  },
});

function largestNorms({ layer, input, params }: Network, keep: number, normalize: boolean): Selection {
  const targets = targetsOf(layer, input);
  const norms = rank({ layer, input, params }, targets, 'l2');
  return keepWithin(layer, input, targets, norms, { keep, normalize });
}

const sameShare = ({ layer, input }: Network, keep: number): Selection =>
  Object.fromEntries(
    targetsOf(layer, input).map(({ group: { name, size } }) => [
      name,
      [...Array(Math.max(1, Math.round(keep * size))).keys()],
    ]),
  );
