/** The runs of figures 3 and 4: GSM of one network by its momentum, and without re-selection. */

import type { TrainConfig } from '@refold/core/train';
import type { Scale } from '@refold/lab';
import { type Cell, score, trained } from '@refold/lab';
import { type CifarSettings, gsmTraining, STUDIED_KEEP, STUDY_SCALES, type Variant } from './cifar.ts';

export const MOMENTA = [0.9, 0.95, 0.98, 0.99] as const;

export const COLUMNS = {
  before: score({ heading: 'Top-1 before zeroing', printed: 'top-1 before pruning, mean of last 10 evaluations' }),
  after: score({ heading: 'Top-1 after', printed: 'top-1 after 8x pruning, mean of last 10 evaluations' }),
  below3: score({ heading: 'Below 1e-3 before zeroing' }),
  below4: score({ heading: 'Below 1e-4' }),
};
export type Key = keyof typeof COLUMNS;

const METRICS: Readonly<Record<Key, string>> = {
  before: 'top1',
  after: 'top1Pruned',
  below3: 'below1e-3',
  below4: 'below1e-4',
};

export const cellsOf = (variant: Variant): Readonly<Record<Key, Cell<CifarSettings>>> =>
  Object.fromEntries(
    Object.entries(METRICS).map(([key, metric]) => [
      key,
      trained<CifarSettings>((settings, seed) => gsmTraining(settings, STUDIED_KEEP, seed, variant), metric),
    ]),
  ) as Record<Key, Cell<CifarSettings>>;

/** A variant's training with the first seed. */
export const firstSeed = (variant: Variant, scale: Scale): TrainConfig => ({
  ...gsmTraining(STUDY_SCALES[scale], STUDIED_KEEP, 0, variant),
  seed: 0,
});
