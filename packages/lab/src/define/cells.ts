/** How the value of a cell is come by. Most cells are made from their row and column; these are for what is one cell's own. */
import type { Layer, Network, Shape } from '@refold/core/layers';
import type { AnyConfig, Metrics, RunConfig as SeededConfig, TrainConfig } from '@refold/core/train';
import type { Conditional } from './conditional.ts';
import type { TrainedRun } from './figure.ts';
import type { Settings } from './scales.ts';

/** The configuration, without its seed, of a run that learns one network. The lab adds the seed. */
export type RunConfig = Omit<TrainConfig, 'seed'>;

/** The configuration, without its seed, of a run of a task that the paper registers. */
export interface TaskRunConfig extends Omit<SeededConfig, 'seed'> {
  readonly task: string;
  readonly [setting: string]: unknown;
}

/** How a row trains: the configuration of one run. What a run begins with may have the same seed. */
export type Train<S> = (settings: S, seed: number) => RunConfig | TaskRunConfig;

/** A pass to be timed on freshly initialised parameters: forward at inference, or a step of training. */
export interface BenchCase {
  readonly layer: Layer;
  readonly input: Shape;
  readonly batchSize: number;
  /** Default: the column's. 'train' takes a classifier: forward, cross-entropy, backward, SGD with momentum. */
  readonly mode?: 'inference' | 'train';
  /** What runs it; default: the active backend. ONNX Runtime on all cores. */
  readonly runtime?: 'onnxruntime';
  /** Whether it is folded before it is timed; default: the column's. */
  readonly fold?: boolean;
  /** What becomes of the fresh parameters before that; default: they stay. Zeros, say, whose place a rule of pruning decides. */
  readonly edit?: (fresh: Network) => Network;
  /** Work per pass in the column's unit (multiply-adds, say); default: images, so that a rate is images per second. */
  readonly work?: number;
  /** Alternations with the reference; default: `rounds` of the settings. */
  readonly rounds?: number;
}

/** What a row times. */
export type Bench<S> = (settings: S) => BenchCase;

/** What a measurement may look at. */
export interface MeasureContext {
  /** The seed of that run; undefined for a row that doesn't train. */
  readonly seed: number | undefined;
  /** The run of a row that has a `train`: the measurement is made once for each seed. @throws RefoldError for a row that doesn't train */
  readonly run: () => Promise<TrainedRun>;
  /** A run that this one began with. @throws RefoldError for one that hasn't been trained */
  readonly trained: (config: AnyConfig) => Promise<TrainedRun>;
}

/** Several values of a row by the names that columns give as `metric`, in base units. A tensor backend is active. */
export type Measure<S> = (settings: S, context: MeasureContext) => Promise<Metrics>;

/** Known without a run: counted, derived, looked up in the model. Raw counts; the column's unit scales them. */
export interface ComputedCell<S> {
  readonly kind: 'computed';
  readonly value: (settings: S) => number | string | Promise<number | string>;
}
/** Needs a tensor backend (a conversion error, a memory peak), and perhaps the row's runs. Runs alone, after the runs. */
export interface MeasuredCell<S> {
  readonly kind: 'measured';
  readonly value: (settings: S, context: MeasureContext) => Promise<number>;
  /** Whose runs it looks at: one value per seed. */
  readonly train?: Train<S>;
}
/** One run per seed; the value is `metric` of its final evaluation. */
export interface TrainedCell<S> {
  readonly kind: 'trained';
  readonly config: Train<S>;
  readonly metric: string;
}
/** Timed in alternation with the column's reference row. Runs alone, after the runs. */
export interface BenchedCell<S> {
  readonly kind: 'benched';
  readonly case: Bench<S>;
}

/** A cell that something can fill: it is computed, measured, trained or timed. */
export type RunnableCell<S> = ComputedCell<S> | MeasuredCell<S> | TrainedCell<S> | BenchedCell<S>;

/** How one cell is filled, or why it isn’t. */
export type Cell<S> = Conditional<RunnableCell<S>>;

/** A count or a name that a program can work out. Raw counts: 8309384, not 8.3. */
export const compute = <S = Settings>(value: ComputedCell<S>['value']): ComputedCell<S> => ({
  kind: 'computed',
  value,
});
/** A value that needs a tensor backend, which is selected before `value` is called. */
export const measure = <S = Settings>(value: MeasuredCell<S>['value']): MeasuredCell<S> => ({
  kind: 'measured',
  value,
});
/** `metric` of the final evaluation, for rows whose columns train differently; else a row says `train` once. Equal configurations, in whatever table, are trained once. */
export const trained = <S = Settings>(config: Train<S>, metric: string): TrainedCell<S> => ({
  kind: 'trained',
  config,
  metric,
});
/** A pass of this column's own, where columns time different networks; else a row says `bench` once. */
export const benched = <S = Settings>(bench: Bench<S>): BenchedCell<S> => ({ kind: 'benched', case: bench });
