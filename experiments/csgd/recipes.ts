/** The runs of all tables and figures: a base network, and what each method makes of it. */
import { imagenet } from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import type { MethodSpec } from '@refold/core/train';
import {
  classification,
  decayOn,
  FAST_BIASES,
  onAllImages,
  plateauRate,
  publishedOr,
  type RunConfig,
  sgd,
} from '@refold/lab';
import {
  type Clustering,
  type CsgdSettings,
  type OneShot,
  type OneShotSettings,
  type RedundantSettings,
  trimmedLayer,
} from 'csgd';
import type { PruneSettings } from './scales.ts';

/** How a row trains. */
export type Mode = (settings: PruneSettings, seed: number) => RunConfig;

/** A run from random parameters, with the normalization of images that published weights have. */
export function fromScratch(settings: PruneSettings, layer: Layer, method?: MethodSpec): RunConfig {
  const { lr, at, net } = settings;
  const optimizer = {
    ...sgd({ lr: plateauRate(lr, at), weightDecay: decayOn(1e-4), lrScale: FAST_BIASES }),
    nesterov: true,
  };
  const { data, ...config } = classification(layer, settings, { optimizer });
  const normalize = net.weights === undefined ? data.augment?.normalize : imagenet.normalization;
  return {
    ...config,
    data: { ...data, augment: { ...data.augment, ...(normalize && { normalize }) } },
    ...(method && { method }),
  };
}

/** The network that is pruned, trained as usual. */
const baseRun = (settings: PruneSettings): RunConfig => {
  const { images, ...phase } = settings.base;
  return fromScratch({ ...onAllImages(settings, images), ...phase }, settings.net.build());
};

/** A run from the base network: that of published weights, or of the first seed. */
export function fromBase(settings: PruneSettings, method?: MethodSpec): RunConfig {
  const initial = publishedOr(settings.net.weights, () => ({ ...baseRun(settings), seed: 0 }));
  return { ...fromScratch(settings, settings.net.build(), method), initial };
}

const csgdOf = ({ left, strength, vectorStrength }: PruneSettings, by: Clustering, seed: number): CsgdSettings => ({
  name: 'csgd',
  by,
  seed,
  strength,
  vectorStrength,
  ...left,
});

/** The run with about 24 snapshots and evaluations, for figures. */
function observed(run: RunConfig): RunConfig {
  const every = Math.ceil(run.epochs / 24);
  return { ...run, snapshotEvery: every, evalEvery: every };
}

/** C-SGD from the base network. */
export const centripetalRun =
  (by: Clustering): Mode =>
  (settings, seed) => {
    const run = fromBase(settings, csgdOf(settings, by, seed));
    return by === 'kmeans' ? observed(run) : run;
  };

/** A group lasso on the filters that C-SGD's clusters make redundant, which are cut in the end. */
export const lassoRun: Mode = (settings, seed) => observed(fromBase(settings, lassoOf(settings, seed)));

const lassoOf = ({ left, lambda }: PruneSettings, seed: number): RedundantSettings => ({
  name: 'redundantFilters',
  by: 'kmeans',
  seed,
  lambda,
  ...left,
});

/** The network cut by a criterion, then trained with the schedule of C-SGD. */
export const oneShotRun =
  (by: OneShot): Mode =>
  settings =>
    fromBase(settings, oneShotOf(settings, by));

const oneShotOf = ({ left }: PruneSettings, by: OneShot): OneShotSettings => ({ name: 'oneShot', by, ...left });

/** Half of the epochs under the lasso, then the smallest filters cut and the other half without it: as many epochs as C-SGD has. */
export const lassoThenCut: Mode = (settings, seed) => {
  const half = { ...settings, epochs: settings.epochs / 2, at: settings.at.map(epoch => epoch / 2) };
  const { snapshotEvery: _, evalEvery: __, ...lasso } = lassoRun({ ...settings, epochs: half.epochs, at: [] }, seed);
  const initial = { training: { ...lasso, evalEvery: half.epochs, seed } };
  return { ...fromScratch(half, settings.net.build(), oneShotOf(settings, 'magnitude')), initial };
};

/** From random parameters: a wide network whose filters come together. */
export const redundantRun: Mode = (settings, seed) =>
  fromScratch(settings, settings.net.build(), csgdOf(settings, 'even', seed));

/** From random parameters: the narrow network that it becomes, by plain SGD. */
export const narrowRun: Mode = settings => fromScratch(settings, trimmedLayer(settings.net, settings.left));
