/** The trained cells: which runs they need, which of those are done already, and the rest. */
import { RefoldError } from '@refold/core';
import { type Job, withBases } from '../plan/jobs.ts';
import { readLedger } from '../results/ledger.ts';
import { joinProvenances } from '../results/provenance.ts';
import type { Ledger } from '../results/recorded-run.ts';
import type { Executor } from './executor.ts';
import { needsMachine } from './measuring.ts';
import type { FinishedRun } from './messages.ts';
import { percentMetrics } from './metrics-line.ts';
import { cellRuns, neededRuns, openJobs } from './needed-runs.ts';
import { record } from './recording.ts';
import { forget, RunStore } from './run-store.ts';
import type { Place, Session } from './session.ts';
import { localExecutor, type TrainerOptions } from './train-jobs.ts';

export interface TrainingOptions extends TrainerOptions {
  /** Default: worker processes of this machine. */
  readonly executor?: Executor | undefined;
  /** Train again what is finished or begun. */
  readonly fresh?: boolean | undefined;
  /** Take the metrics of finished runs from the ledger, and train only what is missing there. */
  readonly recorded?: boolean | undefined;
  /** The seeds 0 to n−1 that were asked for; default: each row's own and, with `recorded`, those after them that the ledger has. */
  readonly seeds?: number | undefined;
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
  const { reporter, provenance, signal, plan } = session;
  const { executor = localExecutor(options) } = options;
  const ledger = options.recorded ? readLedger(session.results.path(plan.scale, '')) : undefined;
  const cells = await cellRuns(session, options.seeds === undefined ? ledger : undefined);
  const { jobs, recorded } = neededRuns(cells, session, ledger);
  const all = new Map(jobs.map(job => [job.id, job]));
  if (options.fresh) forget(jobs);
  const onDone = (job: Job, run: FinishedRun) => {
    record(session, [[job, run]]);
    for (const [place, own] of cells) if (own.some(({ id }) => id === job.id)) settleIfDone(session, runs, place, own);
  };
  const about = {
    reporter,
    provenance,
    signal,
    percents: percentMetrics(plan.tables),
    afterwards: afterwards(session),
  };
  const trainOpen = async () => {
    const open = await openJobs([...all.values()], runs, reporter);
    for (const job of open) all.set(job.id, job);
    if (ledger !== undefined) sayRecorded(open, [...all.values()], ledger, session);
    if (open.length === 0) return;
    await executor.execute({ jobs: [...all.values()], open, runs, ...about, onDone });
  };
  const trainAgain = async (done: string | undefined) => {
    if (done !== undefined) reporter.line(done);
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

/** What comes once no run is open, which takes as long as it takes. */
function afterwards({ places }: Session): string {
  const values = places.filter(needsMachine).length;
  return values === 0 ? '' : `, and ${values} ${values === 1 ? 'value' : 'values'} to time or measure after it`;
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
