/** What a learner is. Add one as a file in this folder and a line in index.ts. */
import type { Rng } from '@refold/core';
import type { LabelKind, Labels } from '@refold/core/data';
import type { Matrix } from 'ml-matrix';

/** Examples as numbers. */
export interface Samples {
  /** [examples, features] */
  readonly features: Matrix;
  readonly labels: Labels;
  readonly labelKind: LabelKind;
  /** Which columns are which extractor's: for learners that weigh kinds of features. */
  readonly blocks: readonly Block[];
}

/** Columns `from` to `to`, without `to`. */
export interface Block {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Settings of a learner, as JSON. */
export type LearnerSettings = Readonly<Record<string, number | string | boolean>>;

export interface FitContext {
  /** The run's. */
  readonly rng: Rng;
  /** To be called now and then. @throws Interrupted when the run is to stop */
  readonly stopIfAsked: () => void;
}

/** Something that learns from examples. */
export interface Learner<S extends LearnerSettings = LearnerSettings> {
  /** As the command line knows it: 'svm'. */
  readonly name: string;
  /** As tables show it. */
  readonly title: string;
  /** Where its definition stands. */
  readonly source: string;
  /** The kinds of labels that it learns. */
  readonly learns: readonly ('class' | 'distribution' | 'dimensions')[];
  /** Every setting with its default. */
  readonly defaults: S;
  /** Settings among which inner cross-validation chooses: each replaces some of the defaults. Default: the defaults alone. */
  readonly grid?: readonly Partial<S>[];
  /**
   * Learns. Features have mean 0 and variance 1 over `train`, unless the features' columns are constant, which are 0.
   * @throws RefoldError for examples that it can't learn from
   */
  fit(train: Samples, settings: S, context: FitContext): Promise<Fitted> | Fitted;
}

/** What was learnt. */
export interface Fitted {
  /**
   * Of examples [examples, features], scaled as those that it learnt from: a score of each class, the largest of which is predicted; shares of each
   * class, which sum to 1; or a value on each dimension.
   */
  predict(features: Matrix): Promise<Matrix> | Matrix;
  /** Frees what the garbage collector doesn't. */
  dispose?(): void;
}
