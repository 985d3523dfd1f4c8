/** Training recorded runs again, to see whether they come out as the ledger says. */
import { join } from 'node:path';
import { RefoldError, Rng } from '@refold/core';
import { type Replication, replicationLine, replicationOf } from '../judge/replication.ts';
import { withBases } from '../plan/jobs.ts';
import { commitOf, sameCode, today } from '../results/provenance.ts';
import { type Reporter, silent } from '../terminal/progress.ts';
import { openJobs } from './needed-runs.ts';
import { recordOf } from './recording.ts';
import { jobsWithSeedsOf, ledgerOf, type RunsPlace } from './run-states.ts';
import { forget, RunStore } from './run-store.ts';
import type { Services } from './services.ts';
import { localExecutor } from './train-jobs.ts';

export interface VerifyOptions extends Omit<RunsPlace, 'backend'> {
  /** How many runs; all that can be verified, where there are fewer. */
  readonly runs: number;
  /** Of the choice among them. */
  readonly seed: number;
  /** Default: 'auto'. */
  readonly backend?: string;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly reporter?: Reporter;
  readonly services?: Services;
}

export interface Verified {
  /** Of the runs that have ended. */
  readonly replications: readonly Replication[];
  /** How many were chosen: more than have ended after an abort. */
  readonly chosen: number;
  /** Folder of the runs that failed; those that agree are removed. */
  readonly folder: string;
}

/**
 * Trains recorded runs, chosen at random, anew in runs/verify, with those that they begin with, and compares each with the ledger as it ends. The
 * ledger stays as it is.
 * @throws RefoldError where no recorded run can be trained here, and naming a run that fails
 */
export async function verify(options: VerifyOptions): Promise<Verified> {
  const { paper, scale, folders, seed, reporter = silent, signal = new AbortController().signal } = options;
  const services = options.services ?? (await import('./services.ts')).services(reporter, signal, paper);
  const backend = await services.selectBackend(options.backend ?? 'auto');
  await services.fetchWeights(paper.weights?.(scale) ?? []);
  const apart = { ...folders, runs: join(folders.runs, 'verify') };
  const ledger = ledgerOf(options);
  const all = await jobsWithSeedsOf(ledger, { paper, scale, folders: apart, backend });
  const candidates = all.filter(({ id }) => ledger.has(id));
  if (candidates.length === 0) throw nothingToVerify(options, backend, ledger.runs.length);
  const order = [...Rng.seeded(seed).permutation(candidates.length)];
  const chosen = order.slice(0, options.runs).map(i => candidates[i]!);
  reporter.line(
    `${chosen.length} of ${candidates.length} recorded runs, chosen with --seed ${seed}: ${chosen.map(({ label }) => label).join('; ')}`,
  );

  const provenance = { backend, commit: commitOf(folders.root), date: today() };
  const jobs = withBases(chosen);
  forget(jobs);
  const replications: Replication[] = [];
  const runs = new RunStore(jobs);
  await localExecutor({ ...services, workers: options.workers }).execute({
    jobs,
    open: await openJobs(jobs, runs, reporter),
    runs,
    reporter,
    signal,
    provenance,
    onDone: (job, run) => {
      if (!chosen.some(({ id }) => id === job.id)) return;
      const double = { recorded: ledger.get(job.id)!, found: recordOf(job, run) };
      const isSameCode = () => sameCode(folders.root, paper.paper, double.recorded.commit, double.found.commit);
      const replication = replicationOf(double, ledger.siblingsOf(double.recorded), isSameCode);
      replications.push(replication);
      reporter.line(replicationLine(replication));
    },
  });
  const failed = new Set(replications.filter(({ isFailed }) => isFailed).map(({ recorded }) => recorded.hash));
  forget(jobs.filter(({ id }) => !failed.has(id)));
  return { replications, chosen: chosen.length, folder: join(apart.runs, paper.paper) };
}

function nothingToVerify({ paper, scale }: VerifyOptions, backend: string, recorded: number): RefoldError {
  const reason =
    recorded === 0
      ? 'its ledger is empty'
      : `no table asks for any of its ${recorded} recorded runs as it is now, on the backend ${backend}`;
  return new RefoldError(`nothing to verify of ${paper.paper} at ${scale}: ${reason}`);
}
