/** Configurations of runs as plain JSON: what a run's outcome depends on, and what its hash names. */
import type { Augmentation } from '../data/augment.ts';
import type { DatasetSpec } from '../data/registry.ts';
import { RefoldError } from '../error.ts';
import type { Layer, Shape } from '../layers/types.ts';
import type { OptimizerDescription } from '../optim/description.ts';
import type { MethodSpec } from './method.ts';

/** Steps from one line of metrics to the next, where a configuration doesn't say. */
export const LOG_EVERY = 50;

/** What every run's configuration says; a task adds settings of its own. */
export interface RunConfig {
  /** Name of the kind of task. Default: 'supervised', whose configuration is a `TrainConfig`. */
  readonly task?: string;
  readonly epochs: number;
  readonly seed: number;
  /** Epochs from one evaluation to the next. Default 1. The last epoch is always evaluated. */
  readonly evalEvery?: number;
  /** Steps from one line of metrics to the next. Default 50. */
  readonly logEvery?: number;
  /** Epochs from one snapshot of the parameters, kept in the run's folder, to the next. Default: none is kept. */
  readonly snapshotEvery?: number;
  /** What other runs this one begins with, by the name of the player that takes their parameters. */
  readonly initials?: Readonly<Record<string, InitialSpec<AnyConfig>>>;
}

/** Parameters to begin with: published weights by name, for one child of the network or all of it, those that the caller of `train` holds, or those that another run ended with. */
export type InitialSpec<C extends RunConfig = TrainConfig> =
  | {
      readonly weights: string;
      /** The child that takes those of its name; all other parameters are freshly initialised by the seed. */
      readonly part?: string;
    }
  /** Their `parametersDigest`; `train` is given them as `options.parameters`. */
  | { readonly parameters: string }
  | {
      readonly training: C;
      /** Name of that run's player. Default: 'model', the only one of supervised learning. */
      readonly player?: string;
    };

/** Any run's configuration: supervised learning, or a task that a paper registers. */
export type AnyConfig = TrainConfig | TaskConfig;

/** A run of a task that a paper registers, with that task's settings. */
export interface TaskConfig extends RunConfig {
  readonly task: string;
  readonly [setting: string]: unknown;
}

/** Supervised learning of one network. */
export interface TrainConfig extends RunConfig {
  readonly task?: 'supervised';
  readonly layer: Layer;
  readonly input: Shape;
  readonly data: {
    readonly train: DatasetSpec;
    readonly test: DatasetSpec;
    readonly augment?: Augmentation;
    /** Default: `augment` with nothing but its `normalize`. */
    readonly testAugment?: Augmentation;
  };
  readonly loss?: LossSettings;
  readonly optimizer: OptimizerDescription;
  /** Examples per step; those left over at the end of an epoch are not used in it. */
  readonly batchSize: number;
  /** Where the parameters come from that training begins with. Default: freshly initialised by the seed. */
  readonly initial?: InitialSpec;
  /**
   * Name of the first child of the network's chain: it stays as it begins, running statistics too, and is applied to each image once, at
   * inference. Nothing may be random about how images are looked at. Default: all children learn.
   */
  readonly frozen?: string;
  /** What a paper adds: the name of one of its `methods`, with settings. */
  readonly method?: MethodSpec;
}

/** A loss by name; settings beyond these are the loss's own. */
export interface LossSettings {
  /** Default: the usual loss of the labels' kind (`defaultLoss`). */
  readonly kind?: string;
  /** ε of `targetsOf`, for classes. Default 0. */
  readonly labelSmoothing?: number;
  /** α of mixup's Beta(α, α). Default 0: no mixup. */
  readonly mixup?: number;
  /** Weight of the same loss on an auxiliary head, by tap name. */
  readonly aux?: Readonly<Record<string, number>>;
  readonly [setting: string]: unknown;
}

/** Whether a configuration is one of supervised learning. */
export const isSupervised = (config: RunConfig): config is TrainConfig =>
  config.task === undefined || config.task === 'supervised';

/** The runs that a run begins with, directly. */
export function baseRuns(config: AnyConfig): readonly AnyConfig[] {
  const own = isSupervised(config) && config.initial !== undefined ? [config.initial] : [];
  return [...own, ...Object.values(config.initials ?? {})].flatMap(spec => ('training' in spec ? [spec.training] : []));
}

/** @throws RefoldError naming the setting that every run has and that can't be so */
export function validateRunConfig({ epochs, evalEvery = 1, logEvery = 1, snapshotEvery = 1 }: RunConfig): void {
  requireCounts({ epochs, evalEvery, logEvery, snapshotEvery });
}

/** @throws RefoldError naming a setting that isn't a whole number above 0 */
export function requireCounts(settings: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(settings)) {
    if (!(Number.isInteger(value) && value > 0)) rejectSetting(name, value, 'a whole number above 0');
  }
}

/** @throws RefoldError always */
export function rejectSetting(name: string, value: unknown, must: string): never {
  throw new RefoldError(`training: ${name} is ${value}; it must be ${must}`);
}
