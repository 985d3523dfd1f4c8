/** The smallest network that is no worse than the trained one: what figure 4 compares methods by that leave nothing at zero. */
import { countFolded } from '@refold/core/fold';
import type { Network } from '@refold/core/layers';
import { ascending } from '@refold/core/prune';
import type { Evaluator, Metrics } from '@refold/core/train';
import type { Kept, Rows } from './conversion.ts';

/** Steps in which all channels would be removed. */
const STEPS = 50;

/** The share of the multiply-adds that a network saves, both folded. */
export const reductionOf = (narrow: Network, base: Network): number =>
  1 - countFolded(narrow.layer, narrow.input).total.macs / countFolded(base.layer, base.input).total.macs;

/** A trained network, what it was made of, its rows, and itself with only some channels of each. */
export interface Prunable {
  readonly net: Network;
  readonly base: Network;
  readonly rows: readonly Rows[];
  readonly cut: (kept: Kept) => Network;
}

/**
 * Removes channels in ascending order of their rows' norms, a fiftieth of all at a time, and stops before the accuracy on the
 * first `images` test images falls below the unpruned network's: `minimalReduction` (share of the multiply-adds) and `minimalChannels` (left).
 */
export async function minimalStructure(
  { net, base, rows, cut }: Prunable,
  judge: Evaluator,
  images: number,
): Promise<Metrics> {
  const unpruned = judge.accuracy(await judge.predictions(net, images));
  const kept = rows.map(({ norms }) => new Set(Array(norms.length).keys()));
  const removed = { minimalReduction: 0, minimalChannels: kept.reduce((sum, { size }) => sum + size, 0) };
  const order = ascending(rows.map(({ norms }) => norms));
  const stride = Math.max(1, Math.ceil(order.length / STEPS));
  for (let next = 0; next < order.length; next += stride) {
    for (const { target, channel } of order.slice(next, next + stride)) {
      if (kept[target]!.size > 1) kept[target]!.delete(channel);
    }
    const narrow = cut(kept.map(channels => [...channels]));
    if (judge.accuracy(await judge.predictions(narrow, images)) < unpruned) break;
    removed.minimalReduction = reductionOf(narrow, base);
    removed.minimalChannels = kept.reduce((sum, { size }) => sum + size, 0);
  }
  return removed;
}
