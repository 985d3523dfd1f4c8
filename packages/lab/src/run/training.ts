/** The trained cells: which runs they need, which of those are done already, and the rest. */
import { availableParallelism } from 'node:os';
import { RefoldError } from '@refold/core';
import type { TrainConfig } from '@refold/core/train';
import { baseOf, jobsOf } from '../plan/plan.ts';
import { forget, isBegun, noteProvenance, type Provenance, provenanceOf, resultOf } from './runs.ts';
import { type Job, runJobs } from './scheduler.ts';
import { named, type Place, type Session } from './session.ts';
import { TrainingProgress } from './training-progress.ts';

/** Backends that use one core a process, or can be told to: whole runs side by side never wait for each other. */
const ONE_CORE_A_PROCESS = ['native', 'wasm', 'cpu'];

export interface TrainingOptions {
  readonly runs: string;
  readonly experiments: string;
  readonly workerEntry: string;
  readonly workers?: number;
  /** Trains again what is finished or begun. */
  readonly fresh?: boolean;
  /** Trainings that no cell asks for. */
  readonly others?: readonly Job[];
  /** How much work a training is, against others, in any unit. */
  readonly estimateMacs: (config: TrainConfig) => number;
  /** Fetches the data of the runs to come, once, before the workers ask for it. */
  readonly fetchData: (jobs: readonly Job[]) => Promise<void>;
}

/** How many runs there are, and how many are finished. */
export interface Tally {
  readonly done: number;
  readonly total: number;
}

/** Trains what is missing, and settles each trained cell as soon as the last of its seeds is done. */
export async function fillTrainedCells(session: Session, options: TrainingOptions): Promise<Tally> {
  const { reporter, provenance } = session;
  const at = { backend: provenance.backend, runs: options.runs, experiments: options.experiments };
  const needs = new Map<Place, readonly Job[]>();
  for (const place of session.places) {
    if (place.cell.cell.kind !== 'trained') continue;
    needs.set(place, await named(place, () => jobsOf(place.planned, place.cell, at)));
  }
  const wanted = [...needs.values(), options.others ?? []].flat();
  const jobs = distinct([...basesOf(wanted), ...wanted]);
  if (options.fresh) jobs.forEach(forget);
  for (const [place, own] of needs) settleIfDone(session, place, own);

  const open = jobs.filter(job => resultOf(job) === undefined);
  const tally = () => ({ done: jobs.length - open.filter(job => !resultOf(job)).length, total: jobs.length });
  if (open.length === 0) return tally();
  const resumed = open.filter(isBegun).length;
  reporter.line(
    `${jobs.length} trainings: ${tally().done} done before, ${resumed} to be resumed, ${open.length - resumed} new`,
  );
  const cores = availableParallelism();
  const slots = options.workers ?? (ONE_CORE_A_PROCESS.includes(provenance.backend) ? cores : 1);
  const meter = new TrainingProgress(
    jobs.map(job => ({ id: job.id, work: workOf(job, options) })),
    ({ id }) => !open.some(job => job.id === id),
  );
  await options.fetchData(open);
  reporter.begin('training', meter.total);
  try {
    await runJobs(open, {
      slots,
      entry: options.workerEntry,
      env: own => ({
        TFJS_NATIVE_THREADS: String(Math.max(1, Math.floor((cores * own) / slots))),
        // A run that resumes must give the bits of one that never stopped.
        TFJS_NATIVE_DETERMINISTIC: '1',
      }),
      signal: session.signal,
      onStart: job => noteProvenance(job, provenance),
      onProgress: (job, progress) => reporter.update(meter.note(job, progress), meter.detail(), meter.before),
      onDone: job => {
        reporter.update(meter.finish(job), meter.detail(), meter.before);
        reporter.line(`${job.label} · ${metricsLine(job)}`);
        for (const [place, own] of needs) if (own.some(({ id }) => id === job.id)) settleIfDone(session, place, own);
      },
    });
  } finally {
    reporter.end();
  }
  return tally();
}

/** An impossible network is known here, before any is trained. */
function workOf({ label, config }: Job, options: TrainingOptions): number {
  try {
    return options.estimateMacs(config);
  } catch (cause) {
    if (!(cause instanceof RefoldError)) throw cause;
    throw new RefoldError(`${label}: ${cause.message}`, { cause });
  }
}

const distinct = (jobs: readonly Job[]): readonly Job[] => [...new Map(jobs.map(job => [job.id, job])).values()];

/** The trainings that others begin with, and those that these begin with, first ones first. */
function basesOf(jobs: readonly Job[]): readonly Job[] {
  const bases = jobs.flatMap(job => baseOf(job) ?? []);
  return bases.length === 0 ? [] : [...basesOf(bases), ...bases];
}

function settleIfDone(session: Session, { planned, cell }: Place, jobs: readonly Job[]): void {
  if (cell.cell.kind !== 'trained') return;
  const { metric } = cell.cell;
  const samples: number[] = [];
  for (const job of jobs) {
    const result = resultOf(job);
    if (result === undefined) return;
    const value = result.metrics[metric];
    if (value === undefined) {
      throw new RefoldError(`${job.label}: no metric '${metric}'; there is ${Object.keys(result.metrics).join(', ')}`);
    }
    samples.push(value);
  }
  const provenance = jointly(jobs.map(job => provenanceOf(job) ?? session.provenance));
  session.settle(planned, new Map([[cell, { kind: 'samples', samples }]]), provenance);
}

/** Runs of one cell may come from different days and commits: all are named. */
function jointly(all: readonly Provenance[]): Provenance {
  const distinct = (pick: (one: Provenance) => string) => [...new Set(all.map(pick))].sort().join(' ');
  return {
    backend: distinct(({ backend }) => backend),
    commit: distinct(({ commit }) => commit),
    date: distinct(({ date }) => date),
  };
}

const metricsLine = (job: Job): string => {
  const { metrics = {}, imagesPerSecond = 0 } = resultOf(job) ?? {};
  const shown = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [...shown, `${Math.round(imagesPerSecond)} images/s`].join(', ');
};
