/** The runs of all tables and figures: a base network, its pruning, and the fine-tuning of what is left. */
import type { Layer } from '@refold/core/layers';
import type { TrainConfig } from '@refold/core/train';
import { classification, decayOn, FAST_BIASES, type Phase, plateauRate, type RunConfig, sgd } from '@refold/lab';
import type { AofpSettings, CutMaskedSettings } from 'aofp';
import type { PruneSettings } from './scales.ts';

/** How a row trains. */
export type Mode = (settings: PruneSettings, seed: number) => RunConfig;

/** A run of a phase on a network. */
function phase(settings: PruneSettings, layer: Layer, { epochs, lr, at }: Phase): RunConfig {
  const optimizer = sgd({ lr: plateauRate(lr, at), weightDecay: decayOn(1e-4), lrScale: FAST_BIASES });
  return classification(layer, { ...settings, epochs, lr }, { optimizer });
}

/** The schedule of base networks, stretched over the epochs of all three runs. */
function stretched({ base, pruning, tuning }: PruneSettings): Phase {
  const epochs = base.epochs + pruning.epochs + tuning.epochs;
  return { ...base, epochs, at: base.at.map(epoch => (epoch * epochs) / base.epochs) };
}

/** The network that is pruned, before it is. */
const baseRun: Mode = settings => phase(settings, settings.host.build(), settings.base);

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

/** The structure that pruning leaves, trained from random parameters on as many images. */
export const scratchRun =
  (keep: number): Mode =>
  (settings, seed) =>
    cut(settings, seed, keep, phase(settings, settings.host.build(), stretched(settings)), true);

function cut(settings: PruneSettings, seed: number, keep: number, run: RunConfig, fresh: boolean): RunConfig {
  const method: CutMaskedSettings = { name: 'cutMasked', except: settings.host.except, ...(fresh && { fresh }) };
  return { ...run, initial: { training: { ...pruningRun(keep)(settings, seed), seed } as TrainConfig }, method };
}

/** The network that is pruned, trained from random parameters on as many images as pruned ones. */
export const directRun: Mode = settings => phase(settings, settings.host.build(), stretched(settings));
