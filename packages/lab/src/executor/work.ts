/** One run of a batch, on a machine of the cluster. */
import { RefoldError } from '@refold/core';
import type { Folders } from '../plan/folders.ts';
import { withBases } from '../plan/jobs.ts';
import { commitOf, today } from '../results/provenance.ts';
import { openJobs } from '../run/needed-runs.ts';
import { RunStore } from '../run/run-store.ts';
import type { Services } from '../run/services.ts';
import { localExecutor } from '../run/train-jobs.ts';
import type { Reporter } from '../terminal/progress.ts';
import { type Batch, jobsIn } from './batch.ts';

export interface WorkOptions {
  readonly folders: Folders;
  readonly services: Services;
  readonly reporter: Reporter;
  /** When it aborts, the run is saved. */
  readonly signal: AbortSignal;
}

/**
 * Trains a run of a batch, and those that it begins with where nobody has. A run that another process trains is waited for.
 * @param number of the run, from 0
 * @returns whether it is finished; false after an abort
 * @throws RefoldError for a number that the batch doesn't have, and naming the run that failed
 */
export async function workOn(batch: Batch, number: number, options: WorkOptions): Promise<boolean> {
  const { folders, services, reporter, signal } = options;
  const job = jobsIn(batch, folders)[number];
  if (job === undefined)
    throw new RefoldError(`batch ${batch.id} has runs 0 to ${batch.runs.length - 1}, and no run ${number}`);
  const all = withBases([job]);
  const runs = new RunStore(all);
  if (runs.has(job)) {
    reporter.line(`${job.label}: finished before`);
    return true;
  }
  const open = await openJobs([job], runs, reporter);
  const { backend } = batch.asked;
  const { workerEntry, estimateMacs, fetchData } = services;
  await localExecutor({ workerEntry, estimateMacs, fetchData, workers: 1, cores: batch.cores }).execute({
    jobs: all,
    open,
    runs,
    reporter,
    signal,
    provenance: { backend, commit: commitOf(folders.root), date: today() },
    onDone: () => {},
  });
  return runs.has(job);
}
