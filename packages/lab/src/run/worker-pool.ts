/** The processes that train: started when needed, reused, and told to save when all is to stop. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { RefoldError } from '@refold/core';
import type { Job } from '../plan/jobs.ts';
import type { Provenance } from '../results/provenance.ts';
import type { Ending, FromWorker, JobProgress, ToWorker } from './messages.ts';
import { isBegun } from './run-store.ts';

/** A worker's process ended before its run did: it was killed, or is out of memory. Another attempt may do better. */
export class WorkerDied extends RefoldError {}

export interface WorkerOptions {
  /** Path of the worker's entry: a module that speaks ToWorker and FromWorker. */
  readonly entry: string;
  /** Which code runs: what a worker notes in each run's folder and hands back with its result. */
  readonly provenance: Provenance;
  /** Environment variables of a worker that has `slots` to itself, beside this process's own. */
  readonly env?: (slots: number) => Readonly<Record<string, string>>;
  /** Of the workers, as the operating system has it (19 is the lowest); default: this process's own. */
  readonly priority?: number;
  readonly onProgress?: (job: Job, progress: JobProgress) => void;
  /** Told what the user should know of a run while it goes on. */
  readonly onNote?: (job: Job, text: string) => void;
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
  async run(job: Job, slots: number): Promise<Ending> {
    const worker = await this.#take(slots);
    try {
      return await worker.run(job);
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
  readonly #options: WorkerOptions;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #stop: AbortSignal;

  constructor(slots: number, options: WorkerOptions, stop: AbortSignal) {
    const { entry, env, priority } = options;
    this.slots = slots;
    this.#options = options;
    this.#stop = stop;
    // The child needs the TypeScript loader too, however this process got its own.
    const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    this.#process = fork(entry, {
      execArgv: ['--import', loader],
      serialization: 'advanced',
      env: { ...process.env, ...env?.(slots) },
    });
    if (priority !== undefined && this.#process.pid !== undefined) setPriority(this.#process.pid, priority);
    this.#exited = new Promise(resolve => this.#process.once('exit', () => resolve()));
    stop.addEventListener('abort', () => this.#send({ type: 'stop' }), { once: true });
    if (stop.aborted) this.#send({ type: 'stop' });
  }

  get isAlive(): boolean {
    return this.#process.connected;
  }

  run(job: Job): Promise<Ending> {
    const { provenance, onProgress, onNote } = this.#options;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        this.#process.off('message', heard).off('exit', died).off('error', reject);
        finish();
      };
      const heard = (message: FromWorker) => {
        if (message.type === 'progress') onProgress?.(job, message);
        else if (message.type === 'note') onNote?.(job, message.text);
        else if (message.type === 'failed') settle(() => reject(failureOf(job, message)));
        else settle(() => resolve(message));
      };
      const died = async (code: number | null, signal: NodeJS.Signals | null) => {
        const isStopped = signal !== null && STOP_SIGNALS.includes(signal) && (await abortsSoon(this.#stop));
        settle(() => (isStopped ? resolve({ type: 'stopped' }) : reject(deathOf(job, code, signal))));
      };
      this.#process.on('message', heard).once('exit', died).once('error', reject);
      this.#send({ type: 'run', job, provenance });
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

/**
 * Signals that reach workers together with this process. A worker that is still loading dies of them: it has nothing to save, and
 * this process may hear of its end before it gets the signal itself.
 */
const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

async function abortsSoon(signal: AbortSignal): Promise<boolean> {
  for (let i = 0; i < 10 && !signal.aborted; i++) await sleep(100);
  return signal.aborted;
}

function failureOf(job: Job, { message, stack }: Extract<FromWorker, { type: 'failed' }>): RefoldError {
  const error = new RefoldError(`${job.label}: ${message}`);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function deathOf(job: Job, code: number | null, signal: string | null): WorkerDied {
  const how = signal === null ? `exited with code ${code}` : `was killed by ${signal}`;
  const memory = signal === 'SIGKILL' || code === 134 ? ' The machine may be out of memory: try --jobs 1.' : '';
  const left = isBegun(job)
    ? `The last checkpoint is kept in ${job.folder}; run the same command again to resume it.`
    : 'It had saved no checkpoint yet; run the same command again to begin it anew.';
  return new WorkerDied(`${job.label}: its worker process ${how}.${memory} ${left}`);
}
