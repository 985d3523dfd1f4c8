/** Widths of a network under masks. */

import { count } from '@refold/core/cost';
import type { Params } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';
import type { Scale } from '@refold/lab';
import { HOSTS, VGG_WIDTHS, withMasks, withWidths } from 'aofp';
import { pruningRun } from './recipes.ts';
import { SCALES } from './scales.ts';

/** The first seed of table 1's main row, A3, while it is pruned. */
export const mainRun = (scale: Scale): TrainConfig => ({ ...pruningRun(keepOf('A3'))(SCALES[scale], 0), seed: 0 });

/** The share of VGG's multiply-adds that published widths have. */
export function keepOf(name: keyof typeof VGG_WIDTHS): number {
  const { build, input } = HOSTS.vgg;
  return count(withWidths(HOSTS.vgg, VGG_WIDTHS[name]), input).total.macs / count(build(), input).total.macs;
}

/** Of each scored layer of a run, its filters before and now. @param params of the run, at its end or on its way */
export const widthsIn = ({ layer, input }: TrainConfig, params: Params) =>
  withMasks({ layer, input }, ({ path }) => !path.startsWith('hidden')).scored.map(({ target, mask }) => ({
    size: target.group.size,
    left: [...params.get(mask)!.data].reduce((sum, value) => sum + value, 0),
  }));
