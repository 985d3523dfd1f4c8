/** A benchmark that a paper offers on anybody's data: `refold benchmark`. */

/** What is asked for, in the words of the command line. */
export interface BenchmarkRequest {
  /** Kinds of features, side by side. */
  readonly features: readonly string[];
  readonly learner: string;
  /** A dataset by name, or a table of pictures and labels, *.csv. */
  readonly data: string;
  /** Which of the data's labels is learnt; default: the first that the data offers. */
  readonly task: string | undefined;
  /** How many folds the pictures are divided into: each is tested on once. */
  readonly folds: number;
  /** Ends of the scale of values in a table. */
  readonly range: readonly [low: number, high: number] | undefined;
}

/** How it goes on. */
export interface BenchmarkContext {
  readonly signal: AbortSignal;
  /** Is told after each fold how many are done. */
  readonly onFold: (done: number) => void;
}

/** A metric, fold by fold. */
export interface BenchmarkMetric {
  readonly name: string;
  readonly values: readonly number[];
  /** Of the best prediction that doesn't look at the pictures, on the same folds; empty where it has no such metric. */
  readonly constant: readonly number[];
}

/** What came of it. */
export interface BenchmarkReport {
  /** What was run: data, labels, numbers of pictures, settings that were chosen. */
  readonly facts: readonly string[];
  readonly metrics: readonly BenchmarkMetric[];
}

/** What a paper offers. */
export interface Benchmark {
  /** Kinds of features and learners by name, for help. */
  readonly features: readonly string[];
  readonly learners: readonly string[];
  /** @throws RefoldError for a name that isn't known, data that can't be read, a learner of other labels */
  run(request: BenchmarkRequest, context: BenchmarkContext): Promise<BenchmarkReport>;
}
