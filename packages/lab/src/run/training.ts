/** The trained cells: which runs they need, which of those are done already, and the rest. */
import { availableParallelism } from 'node:os';
import { RefoldError, runHolder } from '@refold/core';
import { holderInWords } from '@refold/core/io';
import { basesOf, type Job, withBases } from '../plan/jobs.ts';
import { jobsOf, trainOf } from '../plan/plan.ts';
import { joinProvenances } from '../results/provenance.ts';
import type { Reporter } from '../terminal/progress.ts';
import { duration } from '../terminal/progress.ts';
import { estimateTime } from './estimate.ts';
import { figureJobs } from './figures.ts';
import { needsMachine } from './measuring.ts';
import { metricsLine, percentMetrics } from './metrics-line.ts';
import { damageOf, forget, isBegun, RunStore } from './run-store.ts';
import { runJobs } from './scheduler.ts';
import type { Services } from './services.ts';
import { named, type Place, type Session } from './session.ts';
import { TrainingProgress } from './training-progress.ts';

/** Backends that use one core per process, or can be told to: whole runs side by side never wait for each other. */
const ONE_CORE_PER_PROCESS = ['native', 'wasm', 'cpu'];

export interface TrainingOptions extends Pick<Services, 'workerEntry' | 'estimateMacs' | 'measureRate' | 'fetchData'> {
  /** Runs at a time; default: one per core, or 1 on a backend that uses all cores. */
  readonly workers?: number | undefined;
  /** Train again what is finished or begun. */
  readonly fresh?: boolean | undefined;
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

/** Trains what is missing, and settles each trained cell as soon as the last of its seeds is done. */
export async function fillTrainedCells(session: Session, options: TrainingOptions): Promise<Trained> {
  const needs = await neededRuns(session);
  const jobs = withBases(
    [...needs.values(), ...session.plan.figures.map(figure => figureJobs(figure, session))].flat(),
  );
  if (options.fresh) forget(jobs);
  const onDone = (job: Job) => {
    for (const [place, own] of needs) if (own.some(({ id }) => id === job.id)) settleIfDone(session, runs, place, own);
  };
  const runs: RunStore = new RunStore(jobs, async done => {
    if (done !== undefined) session.reporter.line(done);
    await trainMissing(session, jobs, runs, options, onDone);
  });
  for (const [place, own] of needs) settleIfDone(session, runs, place, own);
  await trainMissing(session, jobs, runs, options, onDone);
  return { runs, tally: { done: jobs.filter(job => runs.has(job)).length, total: jobs.length } };
}

/** The runs of each trained cell. */
async function neededRuns(session: Session): Promise<ReadonlyMap<Place, readonly Job[]>> {
  const { folders, provenance } = session;
  const needs = new Map<Place, readonly Job[]>();
  for (const place of session.places) {
    if (trainOf(place.cell) === undefined) continue;
    needs.set(
      place,
      await named(place, () => jobsOf(place.planned, place.cell, { ...folders, backend: provenance.backend })),
    );
  }
  return needs;
}

/** Has workers do the jobs that are not in the store, and adds what they hand back. */
async function trainMissing(
  session: Session,
  jobs: readonly Job[],
  runs: RunStore,
  options: TrainingOptions,
  onDone: (job: Job) => void,
): Promise<void> {
  const { reporter, provenance, signal } = session;
  const open = await openJobs(jobs, runs, reporter);
  if (open.length === 0) return;
  const percents = percentMetrics(session.plan.tables);
  const resumed = open.filter(isBegun).length;
  reporter.line(
    `${jobs.length} ${jobs.length === 1 ? 'run' : 'runs'}: ${jobs.length - open.length} done before, ${resumed} to resume, ${open.length - resumed} new`,
  );
  const slots = options.workers ?? (ONE_CORE_PER_PROCESS.includes(provenance.backend) ? availableParallelism() : 1);
  const sized = await Promise.all(
    jobs.map(async job => ({ id: job.id, work: await workOf(job, options), finished: runs.get(job) })),
  );
  const progress = new TrainingProgress(sized, ({ id }) => !open.some(job => job.id === id));
  await options.fetchData(open);
  const takes = await estimateTime(sized, slots, async () => {
    const longest = sized.filter(({ finished }) => !finished).reduce((a, b) => (b.work > a.work ? b : a));
    return options.measureRate?.(jobs.find(({ id }) => id === longest.id)!.config, threadsOf(1, slots));
  });
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
        onDone(job);
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

/** The jobs to do. A finished run that others begin with is among them if its checkpoint is damaged. */
async function openJobs(jobs: readonly Job[], runs: RunStore, reporter: Reporter): Promise<readonly Job[]> {
  const open = jobs.filter(job => !runs.has(job));
  const whole = new Set<string>();
  // It grows as it is walked: a base that begins again needs its own base.
  for (const job of open) {
    for (const base of basesOf(job)) {
      if (!runs.has(base) || whole.has(base.id)) continue;
      if ((await damageOf(base)) !== undefined) {
        const done = await runs.setAside(base, () => damageOf(base));
        if (done !== undefined) reporter.line(done);
      }
      if (runs.has(base)) whole.add(base.id);
      else open.push(base);
    }
  }
  return jobs.filter(job => !runs.has(job));
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
  session.settle(planned, new Map([[cell, { kind: 'samples', samples }]]), provenance);
}
