/** The smallest network without an accuracy drop: figure 4 compares methods by it that leave no row at zero. */
import { countFolded } from '@refold/core/fold';
import type { Expression, Network } from '@refold/core/layers';
import { ascending } from '@refold/core/prune';
import type { Evaluator, Metrics } from '@refold/core/train';
import type { Kept, Rows } from './conversion.ts';

/** Number of steps in which all channels would be removed. */
const STEPS = 50;

/** The share of the multiply-adds of `base` that `narrow` saves, both folded: from 0 to 1. */
export const reductionOf = (narrow: Expression, base: Expression): number =>
  1 - countFolded(narrow.layer, narrow.input).total.macs / countFolded(base.layer, base.input).total.macs;

/** A trained network that can be cut. */
export interface Prunable {
  readonly net: Network;
  /** The network that `net` was made of. */
  readonly base: Network;
  readonly rows: readonly Rows[];
  /** `net` with only the channels kept. */
  readonly cut: (kept: Kept) => Network;
}

/**
 * The metrics `minimalReduction` (share of the multiply-adds that is saved) and `minimalChannels` (number left) of the smallest network without
 * an accuracy drop: channels are removed in ascending order of their rows' norms, a fiftieth of all at a time, until the accuracy on the first
 * `images` test images would fall below the unpruned network's.
 */
export async function minimalStructure(
  { net, base, rows, cut }: Prunable,
  evaluator: Evaluator,
  images: number,
): Promise<Metrics> {
  const unpruned = evaluator.accuracy(await evaluator.predictions(net, images));
  const kept = rows.map(({ norms }) => new Set(Array(norms.length).keys()));
  const removed = { minimalReduction: 0, minimalChannels: kept.reduce((sum, { size }) => sum + size, 0) };
  const order = ascending(rows.map(({ norms }) => norms));
  const stride = Math.max(1, Math.ceil(order.length / STEPS));
  for (let next = 0; next < order.length; next += stride) {
    for (const { target, channel } of order.slice(next, next + stride)) {
      if (kept[target]!.size > 1) kept[target]!.delete(channel);
    }
    const narrow = cut(kept.map(channels => [...channels]));
    if (evaluator.accuracy(await evaluator.predictions(narrow, images)) < unpruned) break;
    removed.minimalReduction = reductionOf(narrow, base);
    removed.minimalChannels = kept.reduce((sum, { size }) => sum + size, 0);
  }
  return removed;
}
