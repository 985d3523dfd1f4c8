/** The trained cells: which runs they need, which of those are done already, and the rest. */
import { availableParallelism } from 'node:os';
import { RefoldError, runHolder } from '@refold/core';
import { holderInWords } from '@refold/core/io';
import { type Job, withBases } from '../plan/jobs.ts';
import { readLedger } from '../results/ledger.ts';
import { joinProvenances } from '../results/provenance.ts';
import type { Ledger } from '../results/recorded-run.ts';
import type { Reporter } from '../terminal/progress.ts';
import { duration } from '../terminal/progress.ts';
import { estimateTime } from './estimate.ts';
import { needsMachine } from './measuring.ts';
import type { FinishedRun } from './messages.ts';
import { metricsLine, percentMetrics } from './metrics-line.ts';
import { cellRuns, neededRuns, openJobs } from './needed-runs.ts';
import { record } from './recording.ts';
import { forget, isBegun, RunStore } from './run-store.ts';
import { runJobs } from './scheduler.ts';
import type { Services } from './services.ts';
import type { Place, Session } from './session.ts';
import { TrainingProgress } from './training-progress.ts';

/** Backends that use one core per process, or can be told to: whole runs side by side never wait for each other. */
const ONE_CORE_PER_PROCESS = ['native', 'wasm', 'cpu'];

export interface TrainingOptions extends Pick<Services, 'workerEntry' | 'estimateMacs' | 'measureRate' | 'fetchData'> {
  /** Runs at a time; default: one per core, or 1 on a backend that uses all cores. */
  readonly workers?: number | undefined;
  /** Train again what is finished or begun. */
  readonly fresh?: boolean | undefined;
  /** Take the metrics of finished runs from the ledger, and train only what is missing there. */
  readonly recorded?: boolean | undefined;
}

/** How many runs there are, and how many are finished. */
export interface Tally {
  readonly done: number;
  readonly total: number;
}

/** What came of the runs of a session. */
export interface Trained {
  readonly runs: RunStore;
  readonly tally: Tally;
}

/** Trains what is missing, and settles each trained cell as soon as the last of its seeds is done. Every finished run is in the ledger then. */
export async function fillTrainedCells(session: Session, options: TrainingOptions): Promise<Trained> {
  const cells = await cellRuns(session);
  const ledger = options.recorded ? readLedger(session.results.path(session.plan.scale, '')) : undefined;
  const { jobs, recorded } = neededRuns(cells, session, ledger);
  const all = new Map(jobs.map(job => [job.id, job]));
  if (options.fresh) forget(jobs);
  const onDone = (job: Job, run: FinishedRun) => {
    record(session, [[job, run]]);
    for (const [place, own] of cells) if (own.some(({ id }) => id === job.id)) settleIfDone(session, runs, place, own);
  };
  const trainOpen = async () => {
    const open = await openJobs([...all.values()], runs, session.reporter);
    for (const job of open) all.set(job.id, job);
    if (ledger !== undefined) sayRecorded(open, [...all.values()], ledger, session);
    if (open.length > 0) await trainJobs(session, open, [...all.values()], runs, options, onDone);
  };
  const trainAgain = async (done: string | undefined) => {
    if (done !== undefined) session.reporter.line(done);
    await trainOpen();
  };
  const runs: RunStore = new RunStore(withBases(jobs), trainAgain, recorded);
  record(session, finishedHere(withBases(jobs), runs));
  for (const [place, own] of cells) settleIfDone(session, runs, place, own);
  await trainOpen();
  const known = [...all.values()];
  return { runs, tally: { done: known.filter(job => runs.has(job)).length, total: known.length } };
}

const finishedHere = (jobs: readonly Job[], runs: RunStore): readonly (readonly [Job, FinishedRun])[] =>
  jobs.flatMap(job => {
    const run = runs.here(job);
    return run === undefined ? [] : [[job, run] as const];
  });

/** What the ledger spares, and which recorded runs are trained again all the same. */
function sayRecorded(open: readonly Job[], jobs: readonly Job[], ledger: Ledger, { reporter }: Session): void {
  const again = open.filter(({ id }) => ledger.has(id));
  const [count, spared] = [jobs.length, jobs.filter(job => !open.includes(job) && ledger.has(job.id)).length];
  reporter.line(`${spared} of ${count} ${count === 1 ? 'run' : 'runs'} recorded`);
  if (again.length === 0) return;
  reporter.line(
    `the ledger holds no parameters, which figures, measurements and later runs need: trained again ${again.length === 1 ? 'is' : 'are'} ${again.map(({ label }) => label).join('; ')}`,
  );
}

/** Has workers do the open jobs, and adds what they hand back to the store. */
async function trainJobs(
  session: Session,
  open: readonly Job[],
  jobs: readonly Job[],
  runs: RunStore,
  options: TrainingOptions,
  onDone: (job: Job, run: FinishedRun) => void,
): Promise<void> {
  const { reporter, provenance, signal } = session;
  const percents = percentMetrics(session.plan.tables);
  const resumed = open.filter(isBegun).length;
  reporter.line(
    `${jobs.length} ${jobs.length === 1 ? 'run' : 'runs'}: ${jobs.length - open.length} done before, ${resumed} to resume, ${open.length - resumed} new`,
  );
  const slots = options.workers ?? (ONE_CORE_PER_PROCESS.includes(provenance.backend) ? availableParallelism() : 1);
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
  if (takes !== undefined) reporter.line(`about ${duration(takes)} of training on this machine${afterwards(session)}`);
  reporter.begin('training', progress.total);
  try {
    await runJobs(open, {
      slots,
      provenance,
      entry: options.workerEntry,
      env: own => ({
        TFJS_NATIVE_THREADS: String(threadsOf(own, slots)),
        // A run that resumes must give the bits of one that never stopped.
        TFJS_NATIVE_DETERMINISTIC: '1',
      }),
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

/** The share of the machine's cores of a run that has so many of the slots. */
const threadsOf = (own: number, slots: number): number =>
  Math.max(1, Math.floor((availableParallelism() * own) / slots));

/** What comes once no run is open, which takes as long as it takes. */
function afterwards({ places }: Session): string {
  const values = places.filter(needsMachine).length;
  return values === 0 ? '' : `, and ${values} ${values === 1 ? 'value' : 'values'} to time or measure after it`;
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
async function workOf({ label, config }: Job, { estimateMacs }: TrainingOptions): Promise<number> {
  try {
    return await estimateMacs(config);
  } catch (cause) {
    if (!(cause instanceof RefoldError)) throw cause;
    throw new RefoldError(`${label}: ${cause.message}`, { cause });
  }
}

function settleIfDone(session: Session, runs: RunStore, { planned, cell }: Place, jobs: readonly Job[]): void {
  if (cell.cell.kind !== 'trained') return;
  const { metric } = cell.cell;
  const finished = jobs.flatMap(job => runs.get(job) ?? []);
  if (finished.length < jobs.length) return;
  const samples = finished.map(({ result: { metrics } }, i) => {
    const value = metrics[metric];
    if (value === undefined) {
      const names = Object.keys(metrics).join(', ');
      throw new RefoldError(`${jobs[i]!.label}: there is no metric '${metric}'. Available: ${names}.`);
    }
    return value;
  });
  const provenance = joinProvenances(finished.map(run => run.provenance));
  const isHere = jobs.every(job => runs.here(job) !== undefined);
  session.settle(planned, new Map([[cell, { kind: 'samples', samples }]]), provenance, isHere);
}
