/** What a session takes from the ledger, and what it adds to it. */
import { type Job, recipeOf } from '../plan/jobs.ts';
import { appendRuns, type Double } from '../results/ledger.ts';
import type { Ledger, RecordedRun } from '../results/recorded-run.ts';
import type { KnownRun } from './messages.ts';
import type { Session } from './session.ts';

/** A finished run as the ledger holds it. */
export function recordOf(job: Job, { result, provenance }: KnownRun): RecordedRun {
  const { table, row, id: hash, config } = job;
  const { metrics, steps, seconds, backend } = result;
  const { commit, date } = provenance;
  return { table, row, seed: config.seed, hash, recipe: recipeOf(job), backend, steps, seconds, commit, date, metrics };
}

/** What the ledger knows of a job. Results name its backend without the instruction set. */
export function recalled({ id, backend }: Job, ledger: Ledger): KnownRun | undefined {
  const run = ledger.get(id);
  return run && { result: run, provenance: { backend, commit: run.commit, date: run.date } };
}

/** Adds finished runs to the session's ledger. @returns those that were in it already */
export function record(
  { results, plan: { scale } }: Session,
  runs: readonly (readonly [Job, KnownRun])[],
): readonly Double[] {
  const records = runs.map(([job, run]) => recordOf(job, run));
  return records.length === 0 ? [] : appendRuns(results.path(scale, ''), records).doubles;
}
