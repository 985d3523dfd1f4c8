/**
 * runs/<paper>/<hash>/: what a run leaves behind. The core writes checkpoints, metrics and result.json; the lab adds
 * provenance.json. Files are read once, at the start of a session; what its workers hand back later is kept in memory.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { configHash, RefoldError, writeFileAtomic } from '@refold/core';
import type { RunResult } from '@refold/core/train';
import type { TrainedRun } from '../define/figure.ts';
import type { Job } from '../plan/jobs.ts';
import type { Provenance } from '../results/provenance.ts';
import type { FinishedRun } from './messages.ts';

/** The finished runs of a session, by job. */
export class RunStore {
  readonly #finished = new Map<string, FinishedRun>();

  /** Reads the results of jobs that earlier sessions finished. */
  constructor(jobs: readonly Job[]) {
    for (const job of jobs) {
      const run = readFinished(job);
      if (run !== undefined) this.#finished.set(job.id, run);
    }
  }

  /** The result and provenance of a job; undefined if it is not finished. */
  get({ id }: Job): FinishedRun | undefined {
    return this.#finished.get(id);
  }

  has({ id }: Job): boolean {
    return this.#finished.has(id);
  }

  /** Keeps what a worker handed back. */
  add({ id }: Job, run: FinishedRun): void {
    this.#finished.set(id, run);
  }

  /**
   * A finished run with its parameters, its snapshots and its optimizer's state, which are read from its folder.
   * @throws RefoldError if the job is not finished or its checkpoint is damaged
   */
  async load(job: Job): Promise<TrainedRun> {
    const run = this.get(job);
    if (run === undefined) throw new RefoldError(`${job.label} is not finished`);
    const { playerIn, readCheckpoint, snapshotFiles } = await import('@refold/core/train');
    const snapshots = [...snapshotFiles(job.folder)].map(
      ([epoch, path]) => [epoch, playerIn(readCheckpoint(path)).params] as const,
    );
    const { params, optimizer } = playerIn(readCheckpoint(checkpointOf(job)));
    return { config: job.config, result: run.result, params, state: optimizer, snapshots: new Map(snapshots) };
  }
}

/** What a job's folder says of its end; undefined if it isn't finished, or if its result is damaged or another configuration's. */
export function readFinished({ folder, config, backend }: Job): FinishedRun | undefined {
  const result = readJson<RunResult>(join(folder, 'result.json'));
  if (result?.hash !== configHash(config)) return undefined;
  const provenance = readJson<Provenance>(join(folder, PROVENANCE)) ?? { backend, commit: 'unknown', date: 'unknown' };
  return { result, provenance };
}

/** The path of a job's last checkpoint. */
export const checkpointOf = ({ folder }: Job): string => join(folder, 'checkpoint.safetensors');

/** Whether a job left a checkpoint from which it resumes. */
export const isBegun = (job: Job): boolean => existsSync(checkpointOf(job));

/** Writes into a job's folder which code runs it. */
export const writeProvenance = ({ folder }: Job, provenance: Provenance): void =>
  writeFileAtomic(join(folder, PROVENANCE), `${JSON.stringify(provenance, undefined, 2)}\n`);

/** Deletes what a job left behind, finished or not. */
export const forget = ({ folder }: Job): void => rmSync(folder, { recursive: true, force: true });

const PROVENANCE = 'provenance.json';

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
