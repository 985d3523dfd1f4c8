/** How networks are trained: the base network, and the runs that prune it (the authors' optimizer). */
import { imagenet } from '@refold/core/data';
import { cifarResNet } from '@refold/core/zoo';
import { classification, cosineRate, decayOn, FAST_BIASES, onAllImages, publishedOr, sgd } from '@refold/lab';
import { COMPACTOR, type CutFirstSettings, type ResRepSettings } from 'resrep';
import type { PruneSettings } from './scales.ts';

export type Pruning = ResRepSettings | CutFirstSettings;

/** SGD on a cosine to zero, with a momentum of their own for compactors, which don't decay; twice the rate on biases. */
export const pruningSgd = (lr: number, momentum: number) =>
  sgd({
    lr: cosineRate(lr),
    momentum: [
      [COMPACTOR, momentum],
      ['', 0.9],
    ],
    weightDecay: [[COMPACTOR, 0], ...decayOn(1e-4)],
    lrScale: FAST_BIASES,
  });

/** A run from random parameters, with the shortcuts and the normalization of images that the published weights have. */
export function fromScratch(settings: PruneSettings, method?: Pruning) {
  const optimizer = pruningSgd(settings.lr, settings.momentum);
  const { data, ...config } = classification(cifarResNet(settings.depth), settings, { optimizer });
  const augment = { ...data.augment, normalize: imagenet.normalization };
  return { ...config, data: { ...data, augment }, ...(method && { method }) };
}

/** The run that prunes the base network or, without a method, trains it further. */
export function pruning(settings: PruneSettings, method?: Pruning) {
  const own = { ...settings.base, batchSize: 64, momentum: 0.9 };
  const first = () => ({ ...fromScratch({ ...onAllImages(settings), ...own }), seed: 0 });
  return { ...fromScratch(settings, method), initial: publishedOr(settings.weights, first) };
}
