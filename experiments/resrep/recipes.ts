/** The trainings: of a base network, and of pruning one. */
import { imagenet } from '@refold/core/data';
import type { Sgd } from '@refold/core/optim';
import type { InitialSpec } from '@refold/core/train';
import { classification, type RunConfig } from '@refold/lab';
import { COMPACTOR, type CutFirstSettings, type ResRepSettings } from 'resrep';
import { networkOf, type PruneSettings, publishedOf } from './scales.ts';

export type Pruning = ResRepSettings | CutFirstSettings;

/** Weight decay on kernels alone, never on compactors; twice the rate on biases (the authors' optimizer). */
export const rules = (momentum: number, decay = 1e-4): Pick<Sgd, 'momentum' | 'weightDecay' | 'lrScale'> => ({
  momentum: [
    [COMPACTOR, momentum],
    ['', 0.9],
  ],
  weightDecay: [
    [COMPACTOR, 0],
    ['kernel$', decay],
    ['', 0],
  ],
  lrScale: [
    ['(bias|beta)$', 2],
    ['', 1],
  ],
});

/** SGD on a cosine from `lr` to zero, images cropped and mirrored. */
function training(settings: PruneSettings, momentum = settings.momentum): RunConfig {
  const optimizer: Sgd = { kind: 'sgd', lr: { kind: 'cosine', value: settings.lr, end: 0 }, ...rules(momentum) };
  const config = classification(networkOf(settings), settings, { optimizer });
  // What the published weights were trained with.
  return {
    ...config,
    data: { ...config.data, augment: { ...config.data.augment, normalize: imagenet.normalization } },
  };
}

/** The published weights or, where they are not to be had, a training of our own, on all images. */
function baseOf(settings: PruneSettings): InitialSpec {
  const weights = publishedOf(settings);
  if (weights !== undefined) return { weights };
  const { images: _, ...whole } = settings;
  const own = settings.data === 'generated' ? settings : whole;
  return { training: { ...training({ ...own, ...settings.base, batchSize: 64 }), seed: 0 } };
}

/** A training that prunes, or goes on without pruning, from the base network. */
export function pruning(
  settings: PruneSettings,
  method?: Pruning,
  { momentum, afresh = false, snapshots = false }: PruningOptions = {},
): RunConfig {
  return {
    ...training(afresh ? { ...settings, lr: settings.base.lr } : settings, momentum),
    ...(!afresh && { initial: baseOf(settings) }),
    ...(method !== undefined && { method }),
    ...(snapshots && { snapshotEvery: Math.ceil(settings.epochs / 24), evalEvery: Math.ceil(settings.epochs / 24) }),
  };
}

export interface PruningOptions {
  /** Of compactors, where it is not the settings' own. */
  readonly momentum?: number;
  /** From random parameters, at the rate of base networks. */
  readonly afresh?: boolean;
  /** Copies are kept on the way, for figures. */
  readonly snapshots?: boolean;
}
