/** The options of `refold train`, checked. */
import { RefoldError } from '@refold/core';
import type { BackendChoice } from '@refold/core/backend';
import type { Schedule, Sgd } from '@refold/core/optim';
import { cosineRate, decayOn, plateauRate, sgd, warmedUp } from '../../define/recipes.ts';
import { fileToWrite } from '../../models/model-file.ts';
import { type Arguments, numberFrom, oneOf, positiveNumber, wholeNumber } from '../command.ts';

/** What the options say where they don't say otherwise: a recipe for small residual networks on CIFAR-10. */
export const DEFAULTS = { batchSize: 128, lr: 0.1, momentum: 0.9, weightDecay: 5e-4 } as const;

export const SCHEDULES = ['cosine', 'step', 'constant'] as const;
/** Shares of the epochs after which `step` divides the rate by ten. */
export const STEPS = [0.5, 0.75] as const;

/** The checked options. */
export interface TrainSettings {
  /** Of the model: a file, or a name. */
  readonly name: string;
  readonly rewriting?: string;
  readonly data: string;
  readonly images?: number;
  readonly out: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: Sgd;
  readonly labelSmoothing: number;
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly fresh: boolean;
  readonly resume: boolean;
}

/** @throws RefoldError naming the option that is missing or impossible */
export async function settingsOf(call: Arguments): Promise<TrainSettings> {
  const [{ labelledNames }, { parseBackendChoice }] = await Promise.all([
    import('../../models/labelled-images.ts'),
    import('@refold/core/backend'),
  ]);
  const [name = ''] = call.positionals;
  const [word, out] = [call.text('data'), fileToWrite(call.text('out'), name)];
  const epochs = wholeNumber(call, 'epochs', 1);
  if (word === undefined) throw new RefoldError('--data is missing: --data cifar10, or another dataset of classes');
  if (epochs === undefined) throw new RefoldError('--epochs is missing: --epochs 10');
  if (out === undefined) throw new RefoldError('--out is missing: -o trained.safetensors');
  const [fresh, resume] = [call.flag('fresh'), call.flag('resume')];
  if (fresh && resume) throw new RefoldError('--fresh begins again, and --resume goes on: leave one out');
  const [rewriting, images] = [call.text('with'), wholeNumber(call, 'images', 1)];
  return {
    name,
    ...(rewriting !== undefined && { rewriting }),
    data: oneOf('dataset of classes:', word, labelledNames()),
    ...(images !== undefined && { images }),
    out,
    epochs,
    batchSize: wholeNumber(call, 'batch-size', 1) ?? DEFAULTS.batchSize,
    optimizer: optimizerOf(call, epochs),
    labelSmoothing: numberFrom(call, 'label-smoothing', 0, 1) ?? 0,
    seed: wholeNumber(call, 'seed', 0) ?? 0,
    backend: parseBackendChoice(call.text('backend') ?? 'auto'),
    fresh,
    resume,
  };
}

function optimizerOf(call: Arguments, epochs: number): Sgd {
  const momentum = numberFrom(call, 'momentum', 0, 1) ?? DEFAULTS.momentum;
  const nesterov = call.flag('nesterov');
  if (nesterov && momentum === 0)
    throw new RefoldError('--nesterov needs momentum, and --momentum is 0: leave one out');
  const weightDecay = numberFrom(call, 'weight-decay', 0) ?? DEFAULTS.weightDecay;
  const lr = scheduleOf(call, epochs);
  return { ...sgd({ lr, momentum, weightDecay: decayOn(weightDecay) }), ...(nesterov && { nesterov }) };
}

function scheduleOf(call: Arguments, epochs: number): Schedule {
  const lr = positiveNumber(call, 'lr') ?? DEFAULTS.lr;
  const warmUp = numberFrom(call, 'warmup-epochs', 0, epochs) ?? 0;
  switch (oneOf('schedule', call.text('schedule') ?? 'cosine', SCHEDULES)) {
    case 'cosine':
      return cosineRate(lr, warmUp);
    case 'step':
      return plateauRate(
        lr,
        STEPS.map(share => share * epochs),
        warmUp,
      );
    case 'constant':
      return warmedUp({ kind: 'constant', value: lr }, warmUp);
  }
}
