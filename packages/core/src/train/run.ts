/** One session of a run: what is loaded, how far it has come, and the loop. */
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Augmentation } from '../data/augment.ts';
import { batchCount, batches } from '../data/batches.ts';
import type { Batch, Dataset } from '../data/dataset.ts';
import { outputWidth } from '../data/labels.ts';
import { RefoldError } from '../error.ts';
import { disposeInstance, instantiate, snapshot } from '../layers/apply.ts';
import type { Network, Params } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';
import { makeOptimizer, withGradientTransform } from '../optim/optimizer.ts';
import { type Clock, scheduleAt } from '../optim/schedule.ts';
import type { Tensors } from '../optim/transform.ts';
import { Rng } from '../rng.ts';
import { type Checkpoint, resumable, type TrainProgress, writeCheckpoint } from './checkpoint.ts';
import { Interrupted, type RunResult, type TrainConfig, type TrainOptions } from './config.ts';
import { evaluate } from './evaluate.ts';
import { evaluator } from './evaluator.ts';
import { initialParams } from './initial-params.ts';
import { LOSSES } from './loss.ts';
import { type EpochRecord, type Metrics, MetricsLog } from './records.ts';
import { type Learner, learning, trainStep } from './step.ts';
import { mixup, targetsOf } from './targets.ts';
import { validateConfig } from './validate.ts';
import { verification } from './verification.ts';

export interface RunContext {
  readonly hash: string;
  readonly trainSet: Dataset;
  readonly testSet: Dataset;
  /** Of the configuration's verification. */
  readonly unseenSet: Dataset | undefined;
  readonly checkpointPath: string;
  readonly metricsPath: string;
  /** Where the parameters after so many epochs are kept. */
  readonly keptPath: (epoch: number) => string;
  /** Parameters to begin with; freshly initialised where undefined. */
  readonly initial: Params | undefined;
}

const START: TrainProgress = { step: 0, lossSum: 0, seconds: 0, stepSeconds: 0, backends: [], records: [] };

export class Run {
  readonly #config: TrainConfig;
  readonly #options: TrainOptions;
  readonly #context: RunContext;
  readonly #rng: Rng;
  /** What the method was given, and what it made of it. */
  readonly #base: Network;
  readonly #prepared: Network;
  readonly #learner: Learner;
  readonly #log: MetricsLog;
  readonly #stepsPerEpoch: number;
  readonly #totalSteps: number;
  /** Where this session began. */
  readonly #before: TrainProgress;
  readonly #began = performance.now();
  readonly #backends: readonly string[];
  #step: number;
  #lossSum: number;
  #stepSeconds: number;
  #savedAt = performance.now();

  constructor(config: TrainConfig, options: TrainOptions, context: RunContext) {
    validateConfig(config, context, options);
    this.#config = config;
    this.#options = options;
    this.#context = context;
    this.#rng = Rng.seeded(config.seed);
    const { hash, checkpointPath } = context;
    const checkpoint = existsSync(checkpointPath) ? resumable(checkpointPath, hash) : undefined;
    const { layer, input } = config;
    this.#base = { layer, input, params: context.initial ?? initialParams(config) };
    this.#prepared = options.method?.prepare?.(this.#base, this.#rng.fork('method')) ?? this.#base;
    this.#learner = this.#makeLearner(checkpoint);
    this.#before = checkpoint?.standing ?? START;
    this.#log = new MetricsLog(context.metricsPath, this.#before.records);
    ({ step: this.#step, lossSum: this.#lossSum, stepSeconds: this.#stepSeconds } = this.#before);
    this.#backends = [...new Set([...this.#before.backends, tf.getBackend()])];
    this.#stepsPerEpoch = batchCount(context.trainSet.size, { batchSize: config.batchSize, dropLast: true });
    this.#totalSteps = this.#stepsPerEpoch * config.epochs;
  }

  #makeLearner(checkpoint: Checkpoint | undefined): Learner {
    const { loss = {}, optimizer: description } = this.#config;
    const { method, optimizer: own = makeOptimizer(description) } = this.#options;
    const transform = method?.transform?.(this.#prepared, this.#base);
    const optimizer = transform === undefined ? own : withGradientTransform(transform, own);
    const instance = instantiate({ ...this.#prepared, params: checkpoint?.params ?? this.#prepared.params });
    return {
      instance,
      optimizer,
      state: checkpoint ? upload(checkpoint.optimizer) : optimizer.init(learning(instance)),
      loss: this.#options.loss ?? LOSSES[loss.kind ?? 'crossEntropy'],
      aux: loss.aux ?? {},
    };
  }

  /** Trains what is left to train. */
  async toEnd(): Promise<RunResult> {
    this.#emit({ kind: 'start', backend: tf.getBackend(), step: this.#step, totalSteps: this.#totalSteps });
    for (let epoch = this.#log.epochs.length; epoch < this.#config.epochs; epoch++) {
      await this.#trainEpoch(epoch);
      await this.#finishEpoch(epoch);
    }
    this.#save();
    const epochs = this.#log.epochs;
    return {
      hash: this.#context.hash,
      metrics: await this.#measure(epochs.at(-1)!.test!),
      epochs,
      steps: this.#step,
      imagesPerSecond: (this.#step * this.#config.batchSize) / this.#stepSeconds,
      seconds: this.#seconds(),
      backend: this.#backends.join(', '),
    };
  }

  dispose(): void {
    disposeInstance(this.#learner.instance);
    tf.dispose([...this.#learner.state.values()]);
  }

  /** The steps of an epoch that are not done yet. */
  async #trainEpoch(epoch: number): Promise<void> {
    const epochBatches = batches(this.#context.trainSet, {
      batchSize: this.#config.batchSize,
      dropLast: true,
      startBatch: this.#step - epoch * this.#stepsPerEpoch,
      order: this.#rng.fork('order').fork(epoch),
      augment: this.#config.data.augment,
      rng: this.#rng.fork('augment').fork(epoch),
    });
    let mark = performance.now();
    for await (const batch of epochBatches) {
      const clock: Clock = { step: this.#step, stepsPerEpoch: this.#stepsPerEpoch, totalSteps: this.#totalSteps };
      const lr = scheduleAt(this.#config.optimizer.lr, clock);
      const loss = await this.#learn(batch, clock);
      if (!Number.isFinite(loss)) throw this.#diverged(loss, epoch, lr);
      this.#step++;
      this.#lossSum += loss;
      this.#stepSeconds += (performance.now() - mark) / 1000;
      this.#report(epoch, loss, lr);
      // Lets signals and drawing through: a step itself may never leave the event loop.
      await setImmediate();
      if (performance.now() - this.#savedAt > 1000 * (this.#options.checkpointEvery ?? 60)) this.#save();
      this.#stopIfAsked(epoch);
      mark = performance.now();
    }
  }

  async #learn({ images, shape, labels }: Batch, clock: Clock): Promise<number> {
    const { labelSmoothing, mixup: alpha = 0 } = this.#config.loss ?? {};
    const targets = targetsOf(labels, outputWidth(this.#context.trainSet.labelKind), labelSmoothing);
    if (alpha > 0) mixup(images, targets, alpha, this.#rng.fork('mixup').fork(clock.step));
    const x = tf.tensor(images, [...shape]);
    const y = tf.tensor(targets.values, [shape[0], targets.width]);
    try {
      return await trainStep(this.#learner, x, y, clock, this.#rng.fork('dropout').fork(clock.step));
    } finally {
      tf.dispose([x, y]);
    }
  }

  #report(epoch: number, loss: number, lr: number): void {
    const at = { step: this.#step, epoch: epoch + 1, loss, lr };
    if (this.#step % (this.#config.logEvery ?? 50) === 0) this.#log.append(at);
    const { step, seconds } = this.#before;
    const secondsPerStep = (this.#seconds() - seconds) / (this.#step - step);
    this.#emit({
      kind: 'step',
      ...at,
      totalSteps: this.#totalSteps,
      imagesPerSecond: (this.#step * this.#config.batchSize) / this.#stepSeconds,
      secondsLeft: secondsPerStep * (this.#totalSteps - this.#step),
    });
  }

  async #finishEpoch(epoch: number): Promise<void> {
    const { epochs, evalEvery = 1, batchSize } = this.#config;
    const isDue = (epoch + 1) % evalEvery === 0 || epoch + 1 === epochs;
    const options = { batchSize, augment: testView(this.#config), loss: this.#learner.loss };
    const beforeBatch = () => this.#stopIfAsked(epoch);
    const record: EpochRecord = {
      step: this.#step,
      epoch: epoch + 1,
      trainLoss: this.#lossSum / this.#stepsPerEpoch,
      ...(isDue && {
        test: {
          ...(await evaluate(this.#learner.instance, this.#context.testSet, { ...options, beforeBatch })),
          ...(await this.#verify()),
        },
      }),
    };
    this.#lossSum = 0;
    this.#log.append(record);
    this.#keep(epoch + 1);
    this.#emit({ kind: 'epoch', ...record });
  }

  /** The last evaluation's metrics with the method's own. */
  async #measure(metrics: Metrics): Promise<Metrics> {
    const { method } = this.#options;
    if (method?.measure === undefined) return metrics;
    this.#emit({ kind: 'measure' });
    const view = { batchSize: this.#config.batchSize, augment: testView(this.#config) };
    const beforeBatch = () => this.#stopIfAsked(this.#config.epochs - 1);
    const { instance, state } = this.#learner;
    const net = { ...this.#prepared, params: snapshot(instance) };
    const trained = { net, base: this.#base, metrics, state: download(state) };
    return {
      ...metrics,
      ...(await method.measure(trained, evaluator(this.#context.testSet, { ...view, beforeBatch }))),
    };
  }

  async #verify(): Promise<Metrics> {
    const { verification: wanted, batchSize } = this.#config;
    const { unseenSet } = this.#context;
    if (wanted === undefined || unseenSet === undefined) return {};
    const options = { tap: wanted.tap, batchSize, augment: testView(this.#config) };
    return { verification: await verification(this.#learner.instance, unseenSet, options) };
  }

  #keep(epoch: number): void {
    const { snapshotEvery } = this.#config;
    if (snapshotEvery === undefined || epoch % snapshotEvery !== 0) return;
    const { hash, keptPath } = this.#context;
    const params = snapshot(this.#learner.instance);
    writeCheckpoint(keptPath(epoch), { hash, standing: this.#standing(), params, optimizer: new Map() });
  }

  #standing(): TrainProgress {
    return {
      step: this.#step,
      lossSum: this.#lossSum,
      seconds: this.#seconds(),
      stepSeconds: this.#stepSeconds,
      backends: this.#backends,
      records: this.#log.records,
    };
  }

  #save(): void {
    const { hash, checkpointPath: path } = this.#context;
    const { instance, state } = this.#learner;
    writeCheckpoint(path, { hash, standing: this.#standing(), params: snapshot(instance), optimizer: download(state) });
    this.#savedAt = performance.now();
    this.#emit({ kind: 'checkpoint', step: this.#step, path });
  }

  #stopIfAsked(epoch: number): void {
    if (!this.#options.signal?.aborted) return;
    this.#save();
    throw new Interrupted(
      `interrupted after step ${this.#step} of ${this.#totalSteps} (epoch ${epoch + 1} of ${this.#config.epochs}) and saved to ${this.#context.checkpointPath}. Run the same command again to go on from there.`,
    );
  }

  #diverged(loss: number, epoch: number, lr: number): RefoldError {
    return new RefoldError(
      `the loss is ${loss} at step ${this.#step + 1} of ${this.#totalSteps} (epoch ${epoch + 1}, learning rate ${lr}). Lower the learning rate, warm it up for longer, or clip gradients (clipNorm).`,
    );
  }

  #seconds(): number {
    return this.#before.seconds + (performance.now() - this.#began) / 1000;
  }

  #emit: NonNullable<TrainOptions['onEvent']> = event => this.#options.onEvent?.(event);
}

const testView = ({ data }: TrainConfig): Augmentation =>
  data.testAugment ?? (data.augment?.normalize ? { normalize: data.augment.normalize } : {});

const upload = (state: ReadonlyMap<string, NdArray>): Tensors =>
  new Map([...state].map(([key, { shape, data }]) => [key, tf.tensor(Float32Array.from(data), [...shape])]));

const download = (state: Tensors): Map<string, NdArray> =>
  new Map([...state].map(([key, value]) => [key, { shape: value.shape, data: value.dataSync() as Float32Array }]));
