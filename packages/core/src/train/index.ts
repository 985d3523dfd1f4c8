export { type ActivityOptions, channelActivity } from './activity.ts';
export {
  type Checkpoint,
  type Damage,
  inspectCheckpoint,
  MODEL,
  playerIn,
  readCheckpoint,
  type SavedPlayer,
  type TrainProgress,
  writeCheckpoint,
} from './checkpoint.ts';
export { type Comparison, compareNetworks } from './comparison.ts';
export {
  type AnyConfig,
  baseRuns,
  type InitialSpec,
  isSupervised,
  LOG_EVERY,
  type LossSettings,
  type RunConfig,
  type TaskConfig,
  type TrainConfig,
} from './config.ts';
export { taskDefinition } from './definitions.ts';
export { evaluate, type PredictOptions, predict } from './evaluate.ts';
export { evaluator } from './evaluator.ts';
export { Interrupted, type RunResult, type TrainEvent } from './events.ts';
export { canonicalJson, configHash } from './hash.ts';
export { initialParams } from './initial-params.ts';
export {
  DEFAULT_LOSS,
  fromTfjs,
  klDivergence,
  LOSSES,
  type Loss,
  type LossDefinition,
  type LossValue,
  lossFor,
  meanSquaredError,
  type Objective,
  objective,
  pixelCrossEntropy,
  reverseKlDivergence,
  smoothL1,
  softmaxCrossEntropy,
} from './losses/index.ts';
export type { Evaluator, Method, MethodData, MethodSpec, Trained, WatchedStep, Watcher } from './method.ts';
export {
  ConfusionMatrix,
  DISTRIBUTION_MEASURES,
  type DistributionMeasures,
  dimensionMeasures,
  distributionMeasures,
  type MetricAccumulator,
  metricsByDimension,
  metricsFor,
} from './metrics/index.ts';
export type { Look, Observer, SessionStart, ShownPicture } from './observer.ts';
export { parametersDigest } from './parameters-digest.ts';
export { Player, type PlayerSpec, type Players } from './players.ts';
export { othersThan, type PrunePlan, type PruneRequest, type Pruner, type PruneSchedule } from './pruner.ts';
export { type EpochRecord, isEpoch, type Metrics, type MetricsRecord, type StepRecord } from './records.ts';
export { RUN_FILES, RunInUse, runHolder, snapshotFiles } from './run-folder.ts';
export { type Examples, type StepOptions, trainStep } from './step.ts';
export type { Stream } from './streams.ts';
export { mixup, type Targets, targetsOf } from './targets.ts';
export type {
  EvaluationContext,
  Losses,
  Registry,
  StepContext,
  Task,
  TaskContext,
  TaskDefinition,
} from './task.ts';
export type { TaskState } from './task-state.ts';
export { type TaylorOptions, taylorImportance } from './taylor.ts';
export { type TrainOptions, train } from './train.ts';
