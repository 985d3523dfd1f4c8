export { type Checkpoint, readCheckpoint, type TrainProgress, writeCheckpoint } from './checkpoint.ts';
export {
  type InitialSpec,
  Interrupted,
  type LossSettings,
  type RunResult,
  type TrainConfig,
  type TrainEvent,
  type TrainOptions,
} from './config.ts';
export { evaluate, type PredictOptions, predict } from './evaluate.ts';
export { evaluator } from './evaluator.ts';
export { canonicalJson, configHash } from './hash.ts';
export { initialParams } from './initial-params.ts';
export {
  fromTfjs,
  klDivergence,
  LOSSES,
  type Loss,
  type LossName,
  type LossValue,
  meanSquaredError,
  type Objective,
  objective,
  pixelCrossEntropy,
  softmaxCrossEntropy,
} from './loss.ts';
export type { Evaluator, Method, MethodSpec, Trained } from './method.ts';
export type { EpochRecord, Metrics, MetricsRecord, StepRecord } from './records.ts';
export { type Learner, learning, trainStep } from './step.ts';
export { mixup, type Targets, targetsOf } from './targets.ts';
export { type TaylorOptions, taylorImportance } from './taylor.ts';
export { RUN_FILES, snapshotFiles, train } from './train.ts';
export { type VerificationOptions, verification } from './verification.ts';
