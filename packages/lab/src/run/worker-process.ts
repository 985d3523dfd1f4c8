/** What a worker process outlives, so that it can save: signals, the death of its parent, closed outputs, stray errors. */
import type { FromWorker } from './messages.ts';

/** The parent decides when to stop. Closing a terminal sends SIGHUP to all of its processes. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** After a stray error, a run that hasn't come to its next step within this time never will. */
const LAST_STEP_MS = 120_000;

/** A worker's own process. */
export class WorkerProcess {
  readonly #stop = new AbortController();
  #fault: unknown;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, () => {});
    // Their reader may be gone, with the terminal or the parent.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    process.on('disconnect', () => this.stop());
    if (!process.connected) this.stop();
    process.on('uncaughtException', error => this.#fail(error));
    process.on('unhandledRejection', error => this.#fail(error));
  }

  /** Aborts when what is running has to be saved: the parent says so, needs this worker no more, or has died. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** An error that nothing has caught, if there was one: the run was stopped and saved because of it. */
  get fault(): unknown {
    return this.#fault;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Sends a message to the parent, if it still lives. */
  tell(message: FromWorker): void {
    if (process.connected) process.send?.(message, undefined, undefined, () => {});
  }

  /** What has failed, as the parent is told. */
  failure(error: unknown): FromWorker {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { type: 'failed', message, stack: name === 'RefoldError' ? undefined : stack };
  }

  #fail(error: unknown): void {
    if (this.#fault !== undefined) return;
    this.#fault = error ?? new Error('an error without a value');
    this.stop();
    setTimeout(() => {
      this.tell(this.failure(this.#fault));
      process.exit(1);
    }, LAST_STEP_MS).unref();
  }
}
