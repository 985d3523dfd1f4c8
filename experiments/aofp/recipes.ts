/** The runs of all tables and figures: a base network, its pruning, and the fine-tuning of what is left. */
import type { Layer } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';
import {
  classification,
  decayOn,
  FAST_BIASES,
  onAllImages,
  type Phase,
  plateauRate,
  type RunConfig,
  sgd,
} from '@refold/lab';
import type { AofpSettings, CutMaskedSettings, Host } from 'aofp';
import type { PruneSettings } from './scales.ts';

/** How a row trains. */
export type Mode = (settings: PruneSettings, seed: number) => RunConfig;

/** A run of a phase on a network. */
function phase(settings: PruneSettings, layer: Layer, { epochs, lr, at }: Phase): RunConfig {
  const optimizer = sgd({ lr: plateauRate(lr, at), weightDecay: decayOn(1e-4), lrScale: FAST_BIASES });
  return classification(layer, { ...settings, epochs, lr }, { optimizer });
}

/** A network trained as usual, with the schedule and the images of base networks. */
function trained(settings: PruneSettings, host: Pick<Host, 'build'>): RunConfig {
  const { images, ...schedule } = settings.base;
  return phase(onAllImages(settings, images), host.build(), schedule);
}

/** The network that is pruned, before it is. */
export const baseRun: Mode = settings => trained(settings, settings.host);

/** The base network of the same seed under masks, until this share of its multiply-adds is left. */
export const pruningRun =
  (keep: number): Mode =>
  (settings, seed) => {
    const { host, threshold, samples, warmUp, pruning } = settings;
    const method: AofpSettings = { name: 'aofp', keep, threshold, samples, warmUp, except: host.except };
    const run = phase(settings, host.build(), pruning);
    return {
      ...run,
      initial: { training: { ...baseRun(settings, seed), seed } as TrainConfig },
      method,
      snapshotEvery: 1,
    };
  };

/** What pruning leaves, fine-tuned. */
export const tunedRun =
  (keep: number): Mode =>
  (settings, seed) =>
    cut(settings, seed, keep, phase(settings, settings.host.build(), settings.tuning), false);

/** The structure that pruning leaves, trained from random parameters as base networks are. */
export const scratchRun =
  (keep: number): Mode =>
  (settings, seed) =>
    cut(settings, seed, keep, baseRun(settings, seed), true);

function cut(settings: PruneSettings, seed: number, keep: number, run: RunConfig, fresh: boolean): RunConfig {
  const method: CutMaskedSettings = { name: 'cutMasked', except: settings.host.except, ...(fresh && { fresh }) };
  return { ...run, initial: { training: { ...pruningRun(keep)(settings, seed), seed } as TrainConfig }, method };
}

/** A network of the same shape with every width times a factor, trained as base networks are, for as many epochs as base and tuned run have. */
export const uniformRun =
  (build: (settings: PruneSettings) => Layer): Mode =>
  settings => {
    const { base, tuning } = settings;
    const epochs = base.epochs + tuning.epochs;
    const longer = { ...base, epochs, at: base.at.map(epoch => (epoch * epochs) / base.epochs) };
    return trained({ ...settings, base: longer }, { build: () => build(settings) });
  };
