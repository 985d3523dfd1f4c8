/** Training of jobs by worker processes, with progress and an estimate of the time. */
import { RefoldError } from '@refold/core';
import { holderInWords } from '@refold/core/io';
import { runHolder } from '@refold/core/runs';
import type { Job } from '../plan/jobs.ts';
import { duration, type Reporter } from '../terminal/progress.ts';
import { estimateTime } from './estimate.ts';
import type { Executor, OpenRuns } from './executor.ts';
import { metricsLine } from './metrics-line.ts';
import { isBegun } from './run-store.ts';
import { runJobs } from './scheduler.ts';
import type { Services } from './services.ts';
import { slotsOn, threadsOf, workerEnvironment } from './slots.ts';
import { TrainingProgress } from './training-progress.ts';

export interface TrainerOptions extends Pick<Services, 'workerEntry' | 'estimateMacs' | 'measureRate' | 'fetchData'> {
  /** Runs at a time; default: one per core, or 1 on a backend that uses all cores. */
  readonly workers?: number | undefined;
  /** Cores that they share; default: all of the machine. */
  readonly cores?: number;
}

/**
 * Has worker processes of this machine do the open runs, each on its share of the cores, and adds what they hand back to the store. When the
 * signal aborts, each worker saves, and the runs that are still open are left.
 */
export const localExecutor = (options: TrainerOptions): Executor => ({ execute: work => trainJobs(work, options) });

/** @throws RefoldError naming the run that failed, or whose network is impossible */
async function trainJobs(work: OpenRuns, options: TrainerOptions): Promise<void> {
  const { jobs, open, runs, reporter, provenance, signal, percents, afterwards = '', onDone } = work;
  const resumed = open.filter(isBegun).length;
  reporter.line(
    `${jobs.length} ${jobs.length === 1 ? 'run' : 'runs'}: ${jobs.length - open.length} done before, ${resumed} to resume, ${open.length - resumed} new`,
  );
  const slots = slotsOn(provenance.backend, options.workers);
  const sized = await Promise.all(
    jobs.map(async job => ({
      id: job.id,
      work: await workOf(job, options),
      isOpen: open.includes(job),
      finished: runs.here(job),
    })),
  );
  const progress = new TrainingProgress(sized, ({ id }) => !open.some(job => job.id === id));
  await options.fetchData(open);
  const takes = await estimateTime(
    sized.filter(({ isOpen, finished }) => isOpen || finished !== undefined),
    slots,
    async () => {
      const longest = sized.filter(({ isOpen }) => isOpen).reduce((a, b) => (b.work > a.work ? b : a));
      return options.measureRate?.(
        jobs.find(({ id }) => id === longest.id)!.config,
        threadsOf(1, slots, options.cores),
      );
    },
  );
  if (takes !== undefined) reporter.line(`about ${duration(takes)} of training on this machine${afterwards}`);
  reporter.begin('training', progress.total);
  try {
    await runJobs(open, {
      slots,
      provenance,
      entry: options.workerEntry,
      env: own => workerEnvironment(own, slots, options.cores),
      signal,
      isHeld: heldByOthers(reporter),
      onNote: (job, text) => reporter.line(`${job.label}: ${text}`),
      onProgress: (job, news) => reporter.update(progress.note(job, news), progress.detail(), progress.before),
      onDone: (job, run) => {
        runs.add(job, run);
        reporter.update(progress.finish(job), progress.detail(), progress.before);
        reporter.line(`${job.label} · ${metricsLine(run, percents)}`);
        onDone(job, run);
      },
    });
  } finally {
    reporter.end();
  }
}

/** Whether another process trains a job; says so once. */
function heldByOthers(reporter: Reporter): (job: Job) => boolean {
  const told = new Set<string>();
  return ({ id, label, folder }) => {
    const holder = runHolder(folder);
    if (holder !== undefined && !told.has(id)) {
      told.add(id);
      reporter.line(`${label}: ${holderInWords(holder)} trains it; other runs go first, and its result is taken over`);
    }
    return holder !== undefined;
  };
}

/** The work of a job. An impossible network is found here, before any run starts. */
async function workOf({ label, config }: Job, { estimateMacs }: TrainerOptions): Promise<number> {
  try {
    return await estimateMacs(config);
  } catch (cause) {
    if (!(cause instanceof RefoldError)) throw cause;
    throw new RefoldError(`${label}: ${cause.message}`, { cause });
  }
}
