/** Criteria that cut a network first and train it on: what C-SGD is compared with (section 4.4). */
import { RefoldError } from '@refold/core';
import { prunedCost } from '@refold/core/cost';
import { subset } from '@refold/core/data';
import type { Network } from '@refold/core/layers';
import { type Importances, keepChannels, pacesettersOf, rank, type Selection, type Target } from '@refold/core/prune';
import { channelActivity, type Method, type MethodData, type MethodSpec, taylorImportance } from '@refold/core/train';
import { type Widths, widthsOf } from './clusters.ts';

/** Magnitude: the sum of a filter's absolute weights (Li et al. 2017). APoZ and Taylor look at images. */
export const ONE_SHOT = ['magnitude', 'apoz', 'taylor'] as const;
/** The name of a criterion that cuts first. */
export type OneShot = (typeof ONE_SHOT)[number];

/** Settings of `oneShot`, as JSON in a run's configuration. */
export interface OneShotSettings extends MethodSpec, Widths {
  readonly name: 'oneShot';
  readonly by: OneShot;
  /** Training images that APoZ and Taylor look at, the first ones. Default 1,000. */
  readonly images?: number;
}

const IMAGES = 1_000;

/**
 * The network cut to the widths that C-SGD would leave, then trained. In each group the channels stay that matter most by the criterion; filters are
 * those of the pacesetter. What is cut is dropped: what read it reads nothing in its place. (The authors' script adds the input channels of cut filters
 * to those of one that stays, which may be one that was to be cut.) Metrics are those of `csgd` that need no trimming.
 */
export const oneShot = (settings: OneShotSettings): Method => ({
  prepareOn: async (net, data) => {
    const widths = widthsOf(net, settings);
    const targets = pacesettersOf(net.layer, net.input).filter(({ group }) => widths.has(group.name));
    const importances = await importancesOf(net, targets, settings, data);
    return keepChannels(net, largest(targets, importances, widths));
  },
  measure: async ({ net, base, metrics }, evaluator) => {
    const top1Base = evaluator.accuracy(await evaluator.predictions(base));
    const top1Pruned = metrics.top1!;
    return { top1Base, top1Pruned, drop: top1Base - top1Pruned, ...prunedCost(net, base) };
  },
});

async function importancesOf(
  net: Network,
  targets: readonly Target[],
  { by, images = IMAGES }: OneShotSettings,
  { dataset, ...view }: MethodData,
): Promise<Importances> {
  if (by === 'magnitude') return rank(net, targets, 'l1');
  const measure = { apoz: channelActivity, taylor: taylorImportance }[by];
  if (measure === undefined) throw new RefoldError(`no criterion '${by}'. Available: ${ONE_SHOT.join(', ')}`);
  return await measure(net, targets, subset(dataset, { first: Math.min(images, dataset.size) }), view);
}

/** The most important channels of each group, as many as it is to have; of equal ones the earlier. */
const largest = (
  targets: readonly Target[],
  importances: Importances,
  widths: ReadonlyMap<string, number>,
): Selection =>
  Object.fromEntries(
    targets.map(({ group: { name } }, t) => {
      const order = [...importances[t]!.keys()].sort((a, b) => importances[t]![b]! - importances[t]![a]! || a - b);
      return [name, order.slice(0, widths.get(name)!).sort((a, b) => a - b)];
    }),
  );
