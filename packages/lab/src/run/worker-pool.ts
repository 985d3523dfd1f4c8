/** The processes that train: started when needed, reused, and told to save when all is to stop. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { RefoldError } from '@refold/core';
import type { Job } from '../plan/jobs.ts';
import type { Provenance } from '../results/provenance.ts';
import type { Ending, FromWorker, JobProgress, ToWorker } from './messages.ts';

export interface WorkerOptions {
  /** Path of the worker's entry: a module that speaks ToWorker and FromWorker. */
  readonly entry: string;
  /** Which code runs: what a worker notes in each run's folder and hands back with its result. */
  readonly provenance: Provenance;
  /** Environment variables of a worker that has `slots` to itself, beside this process's own. */
  readonly env?: (slots: number) => Readonly<Record<string, string>>;
}

/** Worker processes, reused for the next job that has as many slots, since starting one takes a second. */
export class WorkerPool {
  readonly #options: WorkerOptions;
  readonly #stop: AbortSignal;
  readonly #idle: Worker[] = [];

  constructor(options: WorkerOptions, stop: AbortSignal) {
    this.#options = options;
    this.#stop = stop;
  }

  /**
   * Runs a job in a worker that has `slots`.
   * @throws RefoldError naming the job if it fails or its process dies
   */
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
    // The new worker needs the memory that idle ones with other slots hold.
    await this.close();
    return new Worker(slots, this.#options, this.#stop);
  }

  /** Ends the idle workers. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map(worker => worker.close()));
  }
}

/** One worker process. */
class Worker {
  readonly slots: number;
  readonly #provenance: Provenance;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;

  constructor(slots: number, { entry, env, provenance }: WorkerOptions, stop: AbortSignal) {
    this.slots = slots;
    this.#provenance = provenance;
    // The child needs the TypeScript loader too, however this process got its own.
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
        else settle(() => resolve(message));
      };
      const died = (code: number | null, signal: string | null) => settle(() => reject(deathOf(job, code, signal)));
      this.#process.on('message', heard).once('exit', died).once('error', reject);
      this.#send({ type: 'run', job, provenance: this.#provenance });
    });
  }

  async close(): Promise<void> {
    if (this.isAlive) this.#process.disconnect();
    await this.#exited;
  }

  #send(message: ToWorker): void {
    // A worker that has just died can't receive it; its 'exit' event reports the death.
    if (this.isAlive) this.#process.send(message, () => {});
  }
}

function failureOf(job: Job, { message, stack }: Extract<FromWorker, { type: 'failed' }>): RefoldError {
  const error = new RefoldError(`${job.label}: ${message}`);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function deathOf(job: Job, code: number | null, signal: string | null): RefoldError {
  const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
  const memory = signal === 'SIGKILL' || code === 134 ? ' The machine may be out of memory: try --jobs 1.' : '';
  return new RefoldError(
    `${job.label}: its worker process ${how}.${memory} The last checkpoint is kept in ${job.folder}; run the same command again to resume it.`,
  );
}
