/** Hands runs out to worker processes, one at a time each, a base run before those that begin with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { basesOf, type Job } from '../plan/jobs.ts';
import { clearFailure, noteFailure } from './failures.ts';
import type { FinishedRun } from './messages.ts';
import { type WorkerOptions, WorkerPool } from './worker-pool.ts';

export interface ScheduleOptions extends WorkerOptions {
  /** The largest number of runs that go on at a time. */
  readonly slots: number;
  readonly signal?: AbortSignal;
  readonly onStart?: (job: Job) => void;
  readonly onDone?: (job: Job, run: FinishedRun) => void | Promise<void>;
  /** Whether another process runs a job right now; asked before it is handed out, and again later. */
  readonly isHeld?: (job: Job) => boolean;
}

/** How often to look whether runs that other processes had are free. */
const POLL_MS = 1000;

/**
 * Runs every job in order, each after its base run, if that is among them. A job that another process runs is left to it: others go
 * first, then it is waited for, and what came of it is taken over. Where fewer can go on than there are slots, they share what is
 * free. When `signal` aborts, hands out no more, and waits for each worker to save.
 * @returns whether all jobs are done; false after an abort
 * @throws RefoldError naming the run that failed or whose worker died, once the other workers have saved
 */
export async function runJobs(jobs: readonly Job[], options: ScheduleOptions): Promise<boolean> {
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const workers = new WorkerPool(options, stop);
  const waiting = new Map(jobs.map(job => [job.id, job]));
  const running = new Map<string, Promise<void>>();
  /** Jobs that a worker found taken: not to be handed out before then. */
  const later = new Map<string, number>();
  const failures: unknown[] = [];
  let free = options.slots;

  const isReady = (job: Job): boolean => basesOf(job).every(({ id }) => !waiting.has(id) && !running.has(id));
  const isTaken = (job: Job): boolean => performance.now() < (later.get(job.id) ?? 0) || options.isHeld?.(job) === true;

  const run = async (job: Job, slots: number): Promise<void> => {
    try {
      options.onStart?.(job);
      clearFailure(job);
      const ending = await workers.run(job, slots);
      if (ending.type === 'done') await options.onDone?.(job, ending);
      if (ending.type === 'busy') {
        waiting.set(job.id, job);
        later.set(job.id, performance.now() + POLL_MS);
      }
    } catch (error) {
      failures.push(error);
      failure.abort();
      noteFailure(job, error instanceof Error ? error.message : String(error));
    } finally {
      running.delete(job.id);
      free += slots;
    }
  };

  try {
    while (!stop.aborted && waiting.size > 0) {
      const ready = [...waiting.values()].filter(isReady);
      const next = take(ready, free, job => !isTaken(job));
      const share = Math.floor(free / next.length);
      for (const job of next) {
        waiting.delete(job.id);
        free -= share;
        running.set(job.id, run(job, share));
      }
      const poll = free > 0 && ready.length > next.length ? [sleep(POLL_MS, undefined, { signal: stop })] : [];
      await Promise.race([...running.values(), ...poll]).catch(() => {});
    }
    await Promise.all(running.values());
  } finally {
    await workers.close();
  }
  if (failures.length > 0) throw failures[0];
  return !stop.aborted;
}

/** The first items of which a condition holds, `count` at most; it is asked of no more than it needs. */
function take<T>(items: readonly T[], count: number, fits: (item: T) => boolean): readonly T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === count) break;
    if (fits(item)) taken.push(item);
  }
  return taken;
}
