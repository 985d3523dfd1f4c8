/** Hands runs out to worker processes, one at a time each, a base run before those that begin with it. */
import { basesOf, type Job } from '../plan/jobs.ts';
import type { FinishedRun, JobProgress } from './messages.ts';
import { type WorkerOptions, WorkerPool } from './worker-pool.ts';

export interface ScheduleOptions extends WorkerOptions {
  /** The largest number of runs that go on at a time. */
  readonly slots: number;
  readonly signal?: AbortSignal;
  readonly onStart?: (job: Job) => void;
  readonly onProgress?: (job: Job, progress: JobProgress) => void;
  readonly onDone?: (job: Job, run: FinishedRun) => void | Promise<void>;
}

/**
 * Runs every job in order, each after its base run, if that is among them. Where fewer can go on than there are slots, they
 * share what is free. When `signal` aborts, hands out no more, and waits for each worker to save.
 * @returns whether all jobs are done; false after an abort
 * @throws RefoldError naming the run that failed or whose worker died, once the other workers have saved
 */
export async function runJobs(jobs: readonly Job[], options: ScheduleOptions): Promise<boolean> {
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const workers = new WorkerPool(options, stop);
  const waiting = new Map(jobs.map(job => [job.id, job]));
  const running = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  let free = options.slots;

  const isReady = (job: Job): boolean => basesOf(job).every(({ id }) => !waiting.has(id) && !running.has(id));

  const run = async (job: Job, slots: number): Promise<void> => {
    try {
      options.onStart?.(job);
      const ending = await workers.run(job, slots, progress => options.onProgress?.(job, progress));
      if (ending.type === 'done') await options.onDone?.(job, ending);
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
