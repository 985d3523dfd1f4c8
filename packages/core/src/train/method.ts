/** What a paper adds to supervised learning: a network made of another, a link in the optimizer's chain, metrics of what was trained. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Augmentation } from '../data/augment.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Instance } from '../layers/apply.ts';
import type { Network } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import type { Clock } from '../optim/schedule.ts';
import type { Transform } from '../optim/transform.ts';
import type { Rng } from '../rng.ts';
import type { ConfusionMatrix } from './metrics/index.ts';
import type { Metrics } from './records.ts';
import type { TaskState } from './task-state.ts';

/** A method's name and settings, as JSON: part of a run's configuration. */
export interface MethodSpec {
  readonly name: string;
  readonly [setting: string]: unknown;
}

/** A training method of a paper: what it does to the network, to gradients and at the end. Each part may be left out. */
export interface Method {
  /**
   * The network that learns, made of the configured one with its starting parameters: compactors put in, channels cut. Called
   * when a run begins and whenever it goes on, with the same network and an equal random stream: it must give the same each time.
   */
  readonly prepare?: (net: Network, rng: Rng) => Network;
  /** As `prepare`, for a network whose making needs training images; it is given what `prepare` made. */
  readonly prepareOn?: (net: Network, data: MethodData, rng: Rng) => Promise<Network>;
  /** Edits gradients before the configured optimizer sees them. `net` is what `prepare` and `prepareOn` made, and `base` what it was made of. */
  readonly transform?: (net: Network, base: Network) => Transform;
  /** Looks at the steps of a run. `net` and `base` as for `transform`. */
  readonly watch?: (net: Network, base: Network) => Watcher;
  /** Metrics of the trained network, beside those of its evaluation. */
  readonly measure?: (trained: Trained, evaluator: Evaluator) => Promise<Metrics>;
}

/** What a method does beside the steps of a run: it sees what taps show, and may move parameters that don't learn, masks for instance. */
export interface Watcher {
  /** Called in each step, after its forward pass and before anything moves. */
  step(seen: WatchedStep): Promise<void>;
  /** What it keeps from step to step. */
  readonly state?: TaskState;
}

/** One step as a watcher sees it. Tensors are borrowed. */
export interface WatchedStep {
  /** What the network's taps show of the batch, by name. */
  readonly taps: ReadonlyMap<string, tf.Tensor>;
  readonly instance: Instance;
  readonly clock: Clock;
  /** Of this step. */
  readonly rng: Rng;
}

/** The training data of a run, as a method sees them: without random augmentation. */
export interface MethodData {
  readonly dataset: Dataset;
  readonly batchSize: number;
  readonly augment: Augmentation;
}

/** What a method’s metrics are computed from, once training is over. */
export interface Trained {
  /** With the parameters that it has now. */
  readonly net: Network;
  /** What `prepare` was given. */
  readonly base: Network;
  /** Of the last evaluation. */
  readonly metrics: Metrics;
  /** What the optimizer and `transform` keep, keyed `slot/path`. */
  readonly state: ReadonlyMap<string, NdArray>;
}

/** Evaluates any network of the same input and classes on the run's test data. */
export interface Evaluator {
  /** What a network makes of each test image, in order, row after row: [images, outputs]; of the first `images` where given. */
  readonly outputs: (net: Network, images?: number) => Promise<Float32Array>;
  /** The class that a network predicts for each test image, in order; for the first `images` where given. */
  readonly predictions: (net: Network, images?: number) => Promise<Int32Array>;
  /** The share of predictions that are right. @throws RefoldError when the labels aren't classes */
  readonly accuracy: (predictions: Int32Array) => number;
  /** Labels against predictions. @throws RefoldError when the labels aren't classes */
  readonly confusion: (predictions: Int32Array) => ConfusionMatrix;
}
