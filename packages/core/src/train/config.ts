/** A training as plain data, what it is run with, and what it tells while it runs. */
import type { Augmentation } from '../data/augment.ts';
import type { FetchOptions } from '../data/fetching/fetch.ts';
import type { DatasetSpec } from '../data/registry.ts';
import { RefoldError } from '../error.ts';
import type { Layer, Params, Shape } from '../layers/types.ts';
import type { OptimizerDescription } from '../optim/description.ts';
import type { Optimizer } from '../optim/transform.ts';
import type { Loss, LossName } from './loss.ts';
import type { Method, MethodSpec } from './method.ts';
import type { EpochRecord, Metrics } from './records.ts';

export interface LossSettings {
  /** Default: cross-entropy for classes. */
  readonly kind?: LossName;
  /** ε of `targetsOf`; default 0. */
  readonly labelSmoothing?: number;
  /** α of mixup's Beta(α, α); 0, the default, is none. */
  readonly mixup?: number;
  /** Weight of the same loss on an auxiliary head, by tap name. */
  readonly aux?: Readonly<Record<string, number>>;
}

/** Everything that a run's outcome depends on, as JSON: its hash names the run. */
export interface TrainConfig {
  readonly layer: Layer;
  readonly input: Shape;
  readonly data: {
    readonly train: DatasetSpec;
    readonly test: DatasetSpec;
    readonly augment?: Augmentation;
    /** Default: `augment` with nothing but its `normalize`. */
    readonly testAugment?: Augmentation;
  };
  /** Adds `verification` to the metrics: from the values of a tap, on data of classes that are not trained. */
  readonly verification?: { readonly data: DatasetSpec; readonly tap: string };
  readonly loss?: LossSettings;
  readonly optimizer: OptimizerDescription;
  readonly epochs: number;
  /** Where the parameters come from that training begins with; freshly initialised where absent. */
  readonly initial?: InitialSpec;
  /** What a paper adds: given as `TrainOptions.method`. */
  readonly method?: MethodSpec;
  /** Epochs from one copy of the parameters that is kept in the run's folder to the next; none where absent. */
  readonly snapshotEvery?: number;
  /** Examples a step; those left over at the end of an epoch are not used in it. */
  readonly batchSize: number;
  readonly seed: number;
  /** Epochs from one evaluation to the next; default 1. The last epoch is always evaluated. */
  readonly evalEvery?: number;
  /** Steps from one line of metrics to the next; default 50. */
  readonly logEvery?: number;
  /** What else tells this run apart, as JSON: where `initial` comes from, settings of a loss or an optimizer given as code. */
  readonly variant?: unknown;
}

/** A set of published weights by name, or what another training ended with: its parameters are given as `TrainOptions.initial`. */
export type InitialSpec = { readonly weights: string } | { readonly training: TrainConfig };

export interface TrainOptions {
  /** Where checkpoint, metrics and result are kept: one folder a run. */
  readonly folder: string;
  /** Name of a backend or 'auto'; default: the one that is active. */
  readonly backend?: string;
  readonly onEvent?: (event: TrainEvent) => void;
  /** When it aborts, the step (or the batch of an evaluation) is finished, the run saved, and `Interrupted` thrown. */
  readonly signal?: AbortSignal;
  /** Seconds from one checkpoint to the next; default 60. */
  readonly checkpointEvery?: number;
  /** Begins again, whatever is in the folder. */
  readonly fresh?: boolean;
  /** How datasets are fetched. */
  readonly fetch?: FetchOptions;
  /** Parameters to begin with, instead of freshly initialised ones. */
  readonly initial?: Params;
  /** What the configuration's `method` names. */
  readonly method?: Method;
  /** Instead of the one that the configuration names. */
  readonly loss?: Loss;
  /** Instead of the one that the configuration describes. */
  readonly optimizer?: Optimizer;
}

/** Epochs and steps count from 1. */
export type TrainEvent =
  | { readonly kind: 'start'; readonly backend: string; readonly step: number; readonly totalSteps: number }
  | {
      readonly kind: 'step';
      readonly epoch: number;
      readonly step: number;
      readonly totalSteps: number;
      readonly loss: number;
      readonly lr: number;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
    }
  | ({ readonly kind: 'epoch' } & EpochRecord)
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string }
  /** The method begins to measure what was trained; no event says how far it is. */
  | { readonly kind: 'measure' };

export interface RunResult {
  /** Hash of the configuration. */
  readonly hash: string;
  /** Of the last evaluation, and of the method's own measuring. */
  readonly metrics: Metrics;
  readonly epochs: readonly EpochRecord[];
  readonly steps: number;
  /** Training only. */
  readonly imagesPerSecond: number;
  /** Training, evaluation and saving, over all sessions. */
  readonly seconds: number;
  /** Those of all sessions, in order, joined by ', '. */
  readonly backend: string;
}

/** The run was stopped from outside, is saved, and can go on. */
export class Interrupted extends RefoldError {
  override readonly name = 'Interrupted';
}

/** @throws RefoldError naming the setting that can't be */
export function checkConfig({
  epochs,
  batchSize,
  evalEvery = 1,
  logEvery = 1,
  snapshotEvery = 1,
  loss = {},
}: TrainConfig): void {
  for (const [name, value] of Object.entries({ epochs, batchSize, evalEvery, logEvery, snapshotEvery })) {
    if (!(Number.isInteger(value) && value > 0)) fail(name, value, 'a whole number above 0');
  }
  const { labelSmoothing = 0, mixup = 0 } = loss;
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) fail('loss.labelSmoothing', labelSmoothing, 'in [0, 1)');
  if (!(mixup >= 0)) fail('loss.mixup', mixup, '0 or above');
}

function fail(name: string, value: number, must: string): never {
  throw new RefoldError(`training: ${name} is ${value}; it must be ${must}`);
}
