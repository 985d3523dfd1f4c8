/** Trained networks as figures need them: with compactors, with the rows that the penalty pulled at, judged on test images. */
import { Rng } from '@refold/core';
import { loadDataset } from '@refold/core/data';
import { init } from '@refold/core/init';
import type { Network, Params } from '@refold/core/layers';
import { type Evaluator, evaluator, type TrainConfig } from '@refold/core/train';
import type { Scale } from '@refold/lab';
import { cutTo, type Kept, keptBy, type ResRepSettings, type Rows, resrep, rowsOf } from 'resrep';
import type { Mode } from './modes.ts';
import { SCALES } from './scales.ts';

/** A mode's training with the first seed, as tables 2 and 3 have it. */
export const firstSeed = (mode: Mode, scale: Scale): TrainConfig => ({ ...mode(SCALES[scale]), seed: 0 });

/** A network at some moment of a training by `resrep`. */
export class Learned {
  readonly settings: ResRepSettings;
  readonly base: Network;
  readonly net: Network;

  constructor({ layer, input, method }: TrainConfig, params: Params) {
    this.settings = method as ResRepSettings;
    // Only the expression of what it began with is needed, not its numbers.
    this.base = { layer, input, params: init(layer, input, Rng.seeded(0)) };
    this.net = { ...resrep(this.settings).prepare!(this.base, Rng.seeded(0)), params };
  }

  rows(): readonly Rows[] {
    return rowsOf(this.net, this.base, this.settings);
  }

  /** The channels that it would keep if it were cut as it is. */
  kept(): Kept {
    return keptBy(this.rows(), this.base, this.settings);
  }

  /** With only these channels, folded. */
  cut(kept: Kept): Network {
    return cutTo(this.net, this.rows(), kept, this.settings.on);
  }
}

/** Judges networks on a training's test images: on all, or on the first so many of each class. */
export async function judgeFor({ data, batchSize }: TrainConfig, perClass?: number): Promise<Evaluator> {
  const { perClass: _, ...whole } = data.test;
  const dataset = await loadDataset(perClass === undefined ? whole : { ...whole, perClass });
  const normalize = data.augment?.normalize;
  return evaluator(dataset, { batchSize: Math.max(batchSize, 100), augment: normalize ? { normalize } : {} });
}
