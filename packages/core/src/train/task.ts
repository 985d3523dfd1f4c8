/** What is trained: players that learn, streams that they learn from, a step, an evaluation. The loop knows no more of it than this. */
import type { Batch } from '../data/dataset.ts';
import type { DatasetSpec, LoadOptions } from '../data/registry.ts';
import type { Params } from '../layers/types.ts';
import type { Clock } from '../optim/schedule.ts';
import type { Rng } from '../rng.ts';
import type { AnyConfig, InitialSpec, RunConfig } from './config.ts';
import type { LossDefinition } from './losses/loss.ts';
import type { Method, MethodSpec } from './method.ts';
import type { ShownPicture } from './observer.ts';
import type { PlayerSpec, Players } from './players.ts';
import type { Metrics } from './records.ts';
import type { Stream } from './streams.ts';
import type { TaskState } from './task-state.ts';

/** Something to be trained, as the loop sees it. */
export interface Task {
  readonly players: Readonly<Record<string, PlayerSpec>>;
  /**
   * An epoch of the run is one of the first stream; the others begin anew whenever they end. Without streams an epoch has no steps: what is learnt in
   * closed form, or by a solver of its own, is learnt by `evaluate`.
   */
  readonly streams: Readonly<Record<string, Stream>>;
  /** Forward passes, losses, backward passes, updates. A step that finds a loss that isn't finite returns it and updates nothing. */
  step(context: StepContext): Promise<Losses>;
  /** Metrics of the players as they are. */
  evaluate(context: EvaluationContext): Promise<Metrics>;
  /** Further metrics, measured once, at the end of a run. `metrics` are those of the last evaluation. */
  measure?(context: EvaluationContext, metrics: Metrics): Promise<Metrics>;
  /** What the epoch that has just ended showed and the user should know, as whole sentences: that a game stands still, say. */
  noticed?(): readonly string[];
  /** A few pictures that show how far the players are: always the same ones, and nothing of the run changes. */
  pictures?(players: Players): Promise<readonly ShownPicture[]>;
  readonly state?: TaskState;
}

/** Losses of one step by name, each the mean over its batch. */
export type Losses = Readonly<Record<string, number>>;

/** What a step is given. */
export interface StepContext {
  /** The next batch of each stream, by the stream's name. */
  readonly batches: Readonly<Record<string, Batch>>;
  readonly players: Players;
  readonly clock: Clock;
  /** The run's. What a step draws comes from forks that `clock.step` names, so that a resumed run draws the same. */
  readonly rng: Rng;
}

/** What an evaluation is given. */
export interface EvaluationContext {
  readonly players: Players;
  /** To be called before each batch: it throws `Interrupted` when the run is to stop. */
  readonly beforeBatch: () => void;
}

/** What a task is made with, beside its configuration. */
export interface TaskContext {
  readonly registry: Registry;
  /** How datasets are found and fetched. */
  readonly fetch: LoadOptions;
  /** The run's, seeded by the configuration. */
  readonly rng: Rng;
  /** To be called between parts of long preparations. @throws Interrupted when the run is to stop */
  readonly stopIfAsked: () => void;
  /** The parameters that a specification names: published weights (of one child, where it says so), or what another run ended with. */
  readonly initial: (spec: InitialSpec<AnyConfig>) => Promise<Params>;
}

/** A kind of task: how one is made of a configuration, and what is known of a configuration without making one. */
export interface TaskDefinition<C extends RunConfig = RunConfig> {
  /** @throws RefoldError for a configuration that can't be, naming the setting */
  create(config: C, context: TaskContext): Promise<Task>;
  /** Every dataset that a run reads, so that it can be fetched first. */
  datasets(config: C): readonly DatasetSpec[];
  /** Multiply-adds of a run's forward passes: an estimate that reads no data. */
  estimateMacs(config: C): number;
}

/** What the names in a configuration mean beyond core's own. The index of a paper registers what the paper adds, once. */
export interface Registry {
  /** By the name that a configuration's `method` gives: methods of supervised learning, made of their settings. */
  readonly methods?: Readonly<Record<string, (settings: MethodSpec) => Method>>;
  /** By the name that `loss.kind` gives. */
  readonly losses?: Readonly<Record<string, LossDefinition>>;
  /** By the name that a configuration's `task` gives. */
  readonly tasks?: Readonly<Record<string, TaskDefinition>>;
}
