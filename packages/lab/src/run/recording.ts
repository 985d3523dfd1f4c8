/** What a session takes from the ledger, and what it adds to it. */
import { replicationOf } from '../judge/replication.ts';
import { type Job, recipeOf } from '../plan/jobs.ts';
import { appendRuns } from '../results/ledger.ts';
import { sameCode } from '../results/provenance.ts';
import type { Ledger, RecordedRun } from '../results/recorded-run.ts';
import type { KnownRun } from './messages.ts';
import type { Session } from './session.ts';

/** A finished run as the ledger holds it. */
export function recordOf(job: Job, { result, provenance }: KnownRun): RecordedRun {
  const { table, row, id: hash, config } = job;
  const { steps, backend } = result;
  // As the file has it.
  const seconds = Math.round(10 * result.seconds) / 10;
  const { commit, date } = provenance;
  // JSON has no NaN: result.json has null in its place.
  const metrics = Object.fromEntries(
    Object.entries(result.metrics).map(([name, value]) => [name, value ?? Number.NaN]),
  );
  return { table, row, seed: config.seed, hash, recipe: recipeOf(job), backend, steps, seconds, commit, date, metrics };
}

/** What the ledger knows of a job. Results name its backend without the instruction set. */
export function recalled({ id, backend }: Job, ledger: Ledger): KnownRun | undefined {
  const run = ledger.get(id);
  return run && { result: run, provenance: { backend, commit: run.commit, date: run.date } };
}

/** Adds finished runs to the session's ledger. Those that are in it already are compared with it, and the session notes how they differ. */
export function record(session: Session, runs: readonly (readonly [Job, KnownRun])[]): void {
  if (runs.length === 0) return;
  const { results, plan, folders } = session;
  const records = runs.map(([job, run]) => recordOf(job, run));
  const { ledger, doubles } = appendRuns(results.path(plan.scale, ''), records);
  for (const double of doubles) {
    const { recorded, found } = double;
    const isSameCode = () => sameCode(folders.root, plan.paper.paper, recorded.commit, found.commit);
    session.noteReplication(replicationOf(double, ledger.siblingsOf(recorded), isSameCode));
  }
}
