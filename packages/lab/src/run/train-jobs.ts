/** Training of jobs by worker processes, with progress and an estimate of the time. */
import { RefoldError } from '@refold/core';
import { holderInWords } from '@refold/core/io';
import { runHolder } from '@refold/core/runs';
import type { Job } from '../plan/jobs.ts';
import type { Provenance } from '../results/provenance.ts';
import { duration, type Reporter } from '../terminal/progress.ts';
import { estimateTime } from './estimate.ts';
import type { FinishedRun } from './messages.ts';
import { metricsLine } from './metrics-line.ts';
import { isBegun, type RunStore } from './run-store.ts';
import { runJobs } from './scheduler.ts';
import type { Services } from './services.ts';
import { slotsOn, threadsOf, workerEnvironment } from './slots.ts';
import { TrainingProgress } from './training-progress.ts';

export interface TrainerOptions extends Pick<Services, 'workerEntry' | 'estimateMacs' | 'measureRate' | 'fetchData'> {
  /** Runs at a time; default: one per core, or 1 on a backend that uses all cores. */
  readonly workers?: number | undefined;
}

interface TrainJobsOptions extends TrainerOptions {
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** Of what is trained now: its backend is the one that is selected. */
  readonly provenance: Provenance;
  /** Metrics that are shown in percent, beside those that always are. */
  readonly percents?: ReadonlySet<string>;
  /** What follows the estimated time: ', and 3 values to time or measure after it'. */
  readonly afterwards?: string;
  /** Called with each run as it ends. */
  readonly onDone: (job: Job, run: FinishedRun) => void;
}

/**
 * Has workers do the open jobs, and adds what they hand back to the store. When the signal aborts, each worker saves, and those that are
 * still open are left.
 * @param jobs all of the session, for its progress
 * @param open those to do, in dependency order
 * @throws RefoldError naming the run that failed, or whose network is impossible
 */
export async function trainJobs(
  jobs: readonly Job[],
  open: readonly Job[],
  runs: RunStore,
  options: TrainJobsOptions,
): Promise<void> {
  const { reporter, provenance, signal, percents } = options;
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
      return options.measureRate?.(jobs.find(({ id }) => id === longest.id)!.config, threadsOf(1, slots));
    },
  );
  if (takes !== undefined)
    reporter.line(`about ${duration(takes)} of training on this machine${options.afterwards ?? ''}`);
  reporter.begin('training', progress.total);
  try {
    await runJobs(open, {
      slots,
      provenance,
      entry: options.workerEntry,
      env: own => workerEnvironment(own, slots),
      signal,
      isHeld: heldByOthers(reporter),
      onNote: (job, text) => reporter.line(`${job.label}: ${text}`),
      onProgress: (job, news) => reporter.update(progress.note(job, news), progress.detail(), progress.before),
      onDone: (job, run) => {
        runs.add(job, run);
        reporter.update(progress.finish(job), progress.detail(), progress.before);
        reporter.line(`${job.label} · ${metricsLine(run, percents)}`);
        options.onDone(job, run);
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
