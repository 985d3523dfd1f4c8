/** One session of a run: the loop over epochs and steps. It knows players, streams, clock and checkpoints, and not what is trained. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { activeBackend } from '../backend/active.ts';
import type { NdArray } from '../ndarray.ts';
import { type Clock, scheduleAt } from '../optim/schedule.ts';
import type { Awaitable } from '../optim/transform.ts';
import type { Rng } from '../rng.ts';
import { type Checkpoint, type TrainProgress, writeCheckpoint } from './checkpoint.ts';
import { LOG_EVERY, type RunConfig } from './config.ts';
import { checkFinite } from './divergence.ts';
import { Interrupted, type RunResult, type TrainEvent } from './events.ts';
import type { Look, Observer } from './observer.ts';
import { networksOf, Player, type Players } from './players.ts';
import { type EpochRecord, type Metrics, MetricsLog, totalOf } from './records.ts';
import { StreamReader, stepsPerEpoch } from './streams.ts';
import type { Losses, Task } from './task.ts';

export interface LoopOptions {
  /** Hash of the configuration. */
  readonly hash: string;
  /** The run's: streams are shuffled and augmented by its forks. */
  readonly rng: Rng;
  /** Where the session begins; absent: at the start. */
  readonly checkpoint: Checkpoint | undefined;
  readonly checkpointPath: string;
  readonly metricsPath: string;
  /** Where the parameters after that many epochs are kept. */
  readonly snapshotPath: (epoch: number) => string;
  readonly onEvent: (event: TrainEvent) => void;
  readonly observer: Observer | undefined;
  readonly signal: AbortSignal | undefined;
  /** Seconds from one checkpoint to the next. */
  readonly checkpointEvery: number;
}

/** At its end an epoch is saved, so that a process that is killed loses one at most; not those of a moment, whose files would cost more than they do. */
const EPOCH_SAVED_AFTER = 5;

const START: TrainProgress = { step: 0, lossSums: {}, seconds: 0, stepSeconds: 0, backends: [], records: [] };

export class TrainLoop {
  readonly #task: Task;
  readonly #config: RunConfig;
  readonly #options: LoopOptions;
  readonly #players: Players;
  readonly #log: MetricsLog;
  readonly #stepsPerEpoch: number;
  readonly #totalSteps: number;
  readonly #examplesPerStep: number;
  /** Where this session began. */
  readonly #before: TrainProgress;
  readonly #began = performance.now();
  readonly #backends: readonly string[];
  #step: number;
  #lossSums: Losses;
  #stepSeconds: number;
  #savedAt = performance.now();

  constructor(task: Task, config: RunConfig, options: LoopOptions) {
    this.#task = task;
    this.#config = config;
    this.#options = options;
    const streams = Object.values(task.streams);
    this.#stepsPerEpoch = streams.length === 0 ? 0 : stepsPerEpoch(streams[0]!);
    this.#totalSteps = this.#stepsPerEpoch * config.epochs;
    this.#examplesPerStep = streams.reduce((sum, { batchSize }) => sum + batchSize, 0);
    const { checkpoint } = options;
    this.#before = checkpoint?.progress ?? START;
    ({ step: this.#step, lossSums: this.#lossSums, stepSeconds: this.#stepSeconds } = this.#before);
    this.#backends = [...new Set([...this.#before.backends, activeBackend()])];
    this.#players = Object.fromEntries(
      Object.entries(task.players).map(([name, spec]) => [name, new Player(spec, checkpoint?.players.get(name))]),
    );
    if (checkpoint !== undefined) task.state?.load(checkpoint.state);
    this.#log = new MetricsLog(options.metricsPath, this.#before.records);
  }

  /** Trains what is left to train. */
  async toEnd(): Promise<RunResult> {
    const [step, totalSteps] = [this.#step, this.#totalSteps];
    this.#emit({ kind: 'start', backend: tf.getBackend(), step, totalSteps });
    await this.#options.observer?.begin({ step, totalSteps, records: this.#log.records }, this.#look());
    const reader = new StreamReader(this.#task.streams, this.#step, this.#options.rng);
    try {
      for (let epoch = this.#log.epochs.length; epoch < this.#config.epochs; epoch++) {
        await this.#trainEpoch(epoch, reader);
        await this.#finishEpoch(epoch);
        // The end is saved in any case.
        if (epoch + 1 < this.#config.epochs) await this.#saveAfter(EPOCH_SAVED_AFTER);
      }
    } catch (error) {
      if (error instanceof Interrupted) await this.#save();
      throw error;
    } finally {
      await reader.close();
    }
    await this.#save();
    const epochs = this.#log.epochs;
    const result: RunResult = {
      hash: this.#options.hash,
      metrics: await this.#measure(epochs.at(-1)!.test!),
      epochs,
      steps: this.#step,
      imagesPerSecond: this.#rate(),
      seconds: this.#seconds(),
      backend: this.#backends.join(', '),
    };
    await this.#options.observer?.end(result);
    return result;
  }

  /** Frees the players. */
  dispose(): void {
    for (const player of Object.values(this.#players)) player.dispose();
  }

  /** The steps of an epoch that are not done yet. */
  async #trainEpoch(epoch: number, reader: StreamReader): Promise<void> {
    let mark = performance.now();
    while (this.#step < (epoch + 1) * this.#stepsPerEpoch) {
      const batches = await reader.next();
      const clock: Clock = { step: this.#step, stepsPerEpoch: this.#stepsPerEpoch, totalSteps: this.#totalSteps };
      const losses = await this.#task.step({ batches, players: this.#players, clock, rng: this.#options.rng });
      const lr = this.#lr(clock);
      checkFinite(losses, { step: this.#step + 1, totalSteps: this.#totalSteps, epoch: epoch + 1, lr });
      this.#step++;
      this.#addLosses(losses);
      this.#stepSeconds += (performance.now() - mark) / 1000;
      this.#report(epoch, losses, lr);
      // Lets signals and drawing through: a step itself may never leave the event loop.
      await setImmediate();
      await this.#saveAfter(this.#options.checkpointEvery);
      this.#stopIfAsked(epoch);
      mark = performance.now();
    }
  }

  #addLosses(losses: Losses): void {
    const added = Object.entries(losses).map(([name, loss]) => [name, (this.#lossSums[name] ?? 0) + loss] as const);
    this.#lossSums = Object.fromEntries(added);
  }

  /** Of the first player that learns. */
  #lr(clock: Clock): number {
    const schedule = Object.values(this.#task.players).find(({ lr }) => lr !== undefined)?.lr;
    return schedule === undefined ? 0 : scheduleAt(schedule, clock);
  }

  #report(epoch: number, losses: Losses, lr: number): void {
    const at = { step: this.#step, epoch: epoch + 1, ...totalOf(losses, 'loss'), lr };
    if (this.#step % (this.#config.logEvery ?? LOG_EVERY) === 0) {
      this.#log.append(at);
      this.#options.observer?.step(at);
    }
    const { step, seconds } = this.#before;
    const secondsPerStep = (this.#seconds() - seconds) / (this.#step - step);
    this.#emit({
      kind: 'step',
      step: at.step,
      epoch: at.epoch,
      loss: at.loss,
      lr,
      totalSteps: this.#totalSteps,
      imagesPerSecond: this.#rate(),
      secondsLeft: secondsPerStep * (this.#totalSteps - this.#step),
    });
  }

  async #finishEpoch(epoch: number): Promise<void> {
    const { epochs, evalEvery = 1 } = this.#config;
    const isDue = (epoch + 1) % evalEvery === 0 || epoch + 1 === epochs;
    const notes = this.#task.noticed?.() ?? [];
    const means = Object.entries(this.#lossSums).map(([name, sum]) => [name, sum / this.#stepsPerEpoch]);
    const record: EpochRecord = {
      step: this.#step,
      epoch: epoch + 1,
      ...totalOf(Object.fromEntries(means), 'trainLoss'),
      ...(isDue && { test: await this.#task.evaluate(this.#evaluation(epoch)) }),
      ...(notes.length > 0 && { notes }),
    };
    this.#lossSums = {};
    this.#log.append(record);
    await this.#keepSnapshot(epoch + 1);
    this.#emit({ kind: 'epoch', ...record });
    await this.#options.observer?.epoch(record, this.#look());
  }

  #look(): Look {
    return {
      networks: () => networksOf(this.#players),
      pictures: async () => (await this.#task.pictures?.(this.#players)) ?? [],
    };
  }

  /** The last evaluation's metrics with what the task measures at the end. */
  async #measure(metrics: Metrics): Promise<Metrics> {
    if (this.#task.measure === undefined) return metrics;
    this.#emit({ kind: 'measure' });
    return { ...metrics, ...(await this.#task.measure(this.#evaluation(this.#config.epochs - 1), metrics)) };
  }

  #evaluation(epoch: number) {
    return { players: this.#players, beforeBatch: () => this.#stopIfAsked(epoch) };
  }

  async #keepSnapshot(epoch: number): Promise<void> {
    const { snapshotEvery } = this.#config;
    if (snapshotEvery === undefined || epoch % snapshotEvery !== 0) return;
    const { hash, snapshotPath } = this.#options;
    const players = await this.#savedPlayers(() => new Map());
    writeCheckpoint(snapshotPath(epoch), { hash, progress: this.#progress(), players, state: new Map() });
  }

  /** Saves, if the last checkpoint is older than so many seconds. */
  async #saveAfter(seconds: number): Promise<void> {
    if (performance.now() - this.#savedAt > 1000 * seconds) await this.#save();
  }

  async #save(): Promise<void> {
    const { hash, checkpointPath: path } = this.#options;
    const players = await this.#savedPlayers(player => player.optimizerState());
    const state = (await this.#task.state?.save()) ?? new Map();
    writeCheckpoint(path, { hash, progress: this.#progress(), players, state });
    this.#savedAt = performance.now();
    this.#emit({ kind: 'checkpoint', step: this.#step, path });
  }

  async #savedPlayers(optimizer: (player: Player) => Awaitable<ReadonlyMap<string, NdArray>>) {
    const saved = Object.entries(this.#players).map(async ([name, player]) => {
      const { params } = await player.network();
      return [name, { params, optimizer: await optimizer(player) }] as const;
    });
    return new Map(await Promise.all(saved));
  }

  #progress(): TrainProgress {
    return {
      step: this.#step,
      lossSums: this.#lossSums,
      seconds: this.#seconds(),
      stepSeconds: this.#stepSeconds,
      backends: this.#backends,
      records: this.#log.records,
    };
  }

  #stopIfAsked(epoch: number): void {
    if (!this.#options.signal?.aborted) return;
    throw new Interrupted(
      `interrupted after step ${this.#step} of ${this.#totalSteps} (epoch ${epoch + 1} of ${this.#config.epochs}) and saved to ${this.#options.checkpointPath}. Run the same command again to go on from there.`,
    );
  }

  #rate(): number {
    return this.#step === 0 ? 0 : (this.#step * this.#examplesPerStep) / this.#stepSeconds;
  }

  #seconds(): number {
    return this.#before.seconds + (performance.now() - this.#began) / 1000;
  }

  #emit(event: TrainEvent): void {
    this.#options.onEvent(event);
  }
}
