/** Hands trainings out to worker processes, one at a time each. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { RefoldError } from '@refold/core';
import type { TrainConfig } from '@refold/core/train';

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
}

export type ToWorker = { readonly type: 'run'; readonly job: Job } | { readonly type: 'stop' };
export type FromWorker =
  | ({ readonly type: 'progress' } & JobProgress)
  | { readonly type: 'done' }
  /** Asked to stop, saved a checkpoint. */
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly message: string; readonly stack: string | undefined };

export interface ScheduleOptions {
  readonly workers: number;
  /** Path of the worker's entry: a module that speaks ToWorker and FromWorker. */
  readonly entry: string;
  /** Environment variables of the workers, beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onStart?: (job: Job) => void;
  readonly onProgress?: (job: Job, progress: JobProgress) => void;
  readonly onDone?: (job: Job) => void | Promise<void>;
}

type Ending = Exclude<FromWorker, { type: 'progress' }>['type'];

/**
 * Runs every job, `workers` at a time, in order. When `signal` aborts, hands out no more, and waits for each worker to save.
 * @returns whether all jobs are done; false after an abort
 * @throws RefoldError naming the run that failed or whose worker died, once the other workers have saved
 */
export async function runJobs(jobs: readonly Job[], options: ScheduleOptions): Promise<boolean> {
  const queue = [...jobs];
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);

  const lane = async (): Promise<void> => {
    if (queue.length === 0 || stop.aborted) return;
    const worker = new Worker(options, stop);
    try {
      for (let job = queue.shift(); job && !stop.aborted; job = queue.shift()) {
        options.onStart?.(job);
        const current = job;
        const ending = await worker.run(job, progress => options.onProgress?.(current, progress));
        if (ending === 'done') await options.onDone?.(job);
      }
    } catch (error) {
      failure.abort();
      throw error;
    } finally {
      await worker.close();
    }
  };

  const lanes = await Promise.allSettled(Array.from({ length: Math.min(options.workers, jobs.length) }, lane));
  const failed = lanes.find(lane => lane.status === 'rejected');
  if (failed) throw failed.reason;
  return !stop.aborted;
}

/** A worker process and what it is at. */
class Worker {
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;

  constructor({ entry, env }: ScheduleOptions, stop: AbortSignal) {
    // The child needs the TypeScript loader too, however this process came by its own.
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    this.#process = fork(entry, {
      execArgv: ['--import', loader],
      serialization: 'advanced',
      env: { ...process.env, ...env },
    });
    this.#exited = new Promise(resolve => this.#process.once('exit', () => resolve()));
    stop.addEventListener('abort', () => this.#send({ type: 'stop' }), { once: true });
    if (stop.aborted) this.#send({ type: 'stop' });
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
    if (this.#process.connected) this.#process.disconnect();
    await this.#exited;
  }

  #send(message: ToWorker): void {
    // A worker that has just died can't be told; its 'exit' event says so.
    if (this.#process.connected) this.#process.send(message, () => {});
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
