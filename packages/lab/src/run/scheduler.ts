/** Hands trainings out to worker processes, one at a time each, bases before what begins with them. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { RefoldError } from '@refold/core';
import type { TrainConfig } from '@refold/core/train';
import { baseOf } from '../plan/plan.ts';

/** One training of one row with one seed. */
export interface Job {
  /** The hash of its configuration, and the name of its folder. */
  readonly id: string;
  /** For people: 'table-6: identity only, seed 1'. */
  readonly label: string;
  readonly folder: string;
  /** The paper's index, which knows the methods that its configurations name. */
  readonly index: string;
  readonly config: TrainConfig;
  readonly backend: string;
}

export interface JobProgress {
  /** Share of the run that is done, 0 to 1. */
  readonly fraction: number;
  readonly imagesPerSecond: number;
  /** Trained to the end, and now what came of it is measured. */
  readonly isMeasuring?: boolean;
}

export type ToWorker = { readonly type: 'run'; readonly job: Job } | { readonly type: 'stop' };
export type FromWorker =
  | ({ readonly type: 'progress' } & JobProgress)
  | { readonly type: 'done' }
  /** Asked to stop, saved a checkpoint. */
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly message: string; readonly stack: string | undefined };

export interface ScheduleOptions {
  /** Trainings that go on at a time, at most. */
  readonly slots: number;
  /** Path of the worker's entry: a module that speaks ToWorker and FromWorker. */
  readonly entry: string;
  /** Environment variables of a worker that has `slots` to itself, beside this process's own. */
  readonly env?: (slots: number) => Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onStart?: (job: Job) => void;
  readonly onProgress?: (job: Job, progress: JobProgress) => void;
  readonly onDone?: (job: Job) => void | Promise<void>;
}

type Ending = Exclude<FromWorker, { type: 'progress' }>['type'];

/**
 * Runs every job in order, each after the one that it begins with, if that is among them. Where fewer can go on than there are
 * slots, they share what is free. When `signal` aborts, hands out no more, and waits for each worker to save.
 * @returns whether all jobs are done; false after an abort
 * @throws RefoldError naming the run that failed or whose worker died, once the other workers have saved
 */
export async function runJobs(jobs: readonly Job[], options: ScheduleOptions): Promise<boolean> {
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const workers = new Workers(options, stop);
  const waiting = new Map(jobs.map(job => [job.id, job]));
  const running = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  let free = options.slots;

  const isReady = (job: Job): boolean => {
    const base = baseOf(job)?.id ?? '';
    return !waiting.has(base) && !running.has(base);
  };

  const run = async (job: Job, slots: number): Promise<void> => {
    try {
      options.onStart?.(job);
      const ending = await workers.run(job, slots, progress => options.onProgress?.(job, progress));
      if (ending === 'done') await options.onDone?.(job);
    } catch (error) {
      failures.push(error);
      failure.abort();
    } finally {
      running.delete(job.id);
      free += slots;
    }
  };

  try {
    while (!stop.aborted && waiting.size > 0) {
      const next = [...waiting.values()].filter(isReady).slice(0, free);
      const share = Math.floor(free / next.length);
      for (const job of next) {
        waiting.delete(job.id);
        free -= share;
        running.set(job.id, run(job, share));
      }
      await Promise.race(running.values());
    }
    await Promise.all(running.values());
  } finally {
    await workers.close();
  }
  if (failures.length > 0) throw failures[0];
  return !stop.aborted;
}

/** Worker processes, which go on to a next job of as many slots: to start one takes a second. */
class Workers {
  readonly #options: ScheduleOptions;
  readonly #stop: AbortSignal;
  readonly #idle: Worker[] = [];

  constructor(options: ScheduleOptions, stop: AbortSignal) {
    this.#options = options;
    this.#stop = stop;
  }

  async run(job: Job, slots: number, onProgress: (progress: JobProgress) => void): Promise<Ending> {
    const worker = await this.#take(slots);
    try {
      return await worker.run(job, onProgress);
    } finally {
      this.#idle.push(worker);
    }
  }

  async #take(slots: number): Promise<Worker> {
    const fitting = this.#idle.findIndex(worker => worker.slots === slots && worker.isAlive);
    if (fitting >= 0) return this.#idle.splice(fitting, 1)[0]!;
    // What idle ones of other slots hold in memory is for the new one.
    await this.close();
    return new Worker(slots, this.#options, this.#stop);
  }

  /** Ends those that have nothing to do. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(worker => worker.close()));
  }
}

/** A worker process and what it is at. */
class Worker {
  readonly slots: number;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;

  constructor(slots: number, { entry, env }: ScheduleOptions, stop: AbortSignal) {
    this.slots = slots;
    // The child needs the TypeScript loader too, however this process came by its own.
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    this.#process = fork(entry, {
      execArgv: ['--import', loader],
      serialization: 'advanced',
      env: { ...process.env, ...env?.(slots) },
    });
    this.#exited = new Promise(resolve => this.#process.once('exit', () => resolve()));
    stop.addEventListener('abort', () => this.#send({ type: 'stop' }), { once: true });
    if (stop.aborted) this.#send({ type: 'stop' });
  }

  get isAlive(): boolean {
    return this.#process.connected;
  }

  run(job: Job, onProgress: (progress: JobProgress) => void): Promise<Ending> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        this.#process.off('message', heard).off('exit', died).off('error', reject);
        finish();
      };
      const heard = (message: FromWorker) => {
        if (message.type === 'progress') onProgress(message);
        else if (message.type === 'failed') settle(() => reject(failureOf(job, message)));
        else settle(() => resolve(message.type));
      };
      const died = (code: number | null, signal: string | null) => settle(() => reject(deathOf(job, code, signal)));
      this.#process.on('message', heard).once('exit', died).once('error', reject);
      this.#send({ type: 'run', job });
    });
  }

  async close(): Promise<void> {
    if (this.isAlive) this.#process.disconnect();
    await this.#exited;
  }

  #send(message: ToWorker): void {
    // A worker that has just died can't be told; its 'exit' event says so.
    if (this.isAlive) this.#process.send(message, () => {});
  }
}

function failureOf(job: Job, { message, stack }: Extract<FromWorker, { type: 'failed' }>): RefoldError {
  const error = new RefoldError(`${job.label}: ${message}`);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function deathOf(job: Job, code: number | null, signal: string | null): RefoldError {
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  const memory = signal === 'SIGKILL' || code === 134 ? ' The machine may be out of memory: try --jobs 1.' : '';
  return new RefoldError(
    `${job.label}: its worker process ${how}.${memory} The last checkpoint is kept in ${job.folder}; run the same command again to go on from there.`,
  );
}
