/**
 * runs/<paper>/<hash>/: what a run leaves behind. The core writes checkpoints, metrics and result.json; the lab adds
 * provenance.json. Files are read once, at the start of a session; what its workers hand back later is kept in memory.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { type Lock, setAside, writeFileAtomic } from '@refold/core/io';
import type { Params } from '@refold/core/layers';
import { configHash, lockRun, RunInUse, readResult } from '@refold/core/runs';
import type { Checkpoint, Damage } from '@refold/core/train';
import type { TrainedRun } from '../define/figure.ts';
import type { Job } from '../plan/jobs.ts';
import type { Provenance } from '../results/provenance.ts';
import type { FinishedRun, KnownRun } from './messages.ts';

/** The finished runs of a session, by job: those that this machine keeps, and those that are only recorded. */
export class RunStore {
  readonly #finished = new Map<string, FinishedRun>();
  readonly #recorded: Map<string, KnownRun>;
  readonly #trainMissing: (done: string | undefined) => Promise<void>;

  /**
   * Reads the results of jobs that earlier sessions finished.
   * @param trainMissing trains the jobs that are not finished, given what was done with the folder of one that was
   * @param recorded finished elsewhere, by the job's id: their metrics are known, their parameters aren't here
   */
  constructor(
    jobs: readonly Job[],
    trainMissing: (done: string | undefined) => Promise<void> = async () => {},
    recorded: ReadonlyMap<string, KnownRun> = new Map(),
  ) {
    this.#trainMissing = trainMissing;
    this.#recorded = new Map(recorded);
    for (const job of jobs) {
      const run = readFinished(job);
      if (run !== undefined) this.#finished.set(job.id, run);
    }
  }

  /** The result and provenance of a job; undefined if it is not finished. */
  get({ id }: Job): KnownRun | undefined {
    return this.#finished.get(id) ?? this.#recorded.get(id);
  }

  has({ id }: Job): boolean {
    return this.#finished.has(id) || this.#recorded.has(id);
  }

  /** The result of a job that was finished on this machine, which keeps its parameters. */
  here({ id }: Job): FinishedRun | undefined {
    return this.#finished.get(id);
  }

  /** Has a job that is only recorded trained here, for its parameters. */
  demand({ id }: Job): void {
    this.#recorded.delete(id);
  }

  /** Keeps what a worker handed back. */
  add({ id }: Job, run: FinishedRun): void {
    this.#finished.set(id, run);
  }

  /**
   * Gives the folder of a finished run with a damaged file another name: the job isn't finished any more.
   * @param damageNow what is wrong, asked once no other process can change it
   * @returns what was done, for the user; undefined where nothing was to do, since another process had the same run at the same time
   */
  async setAside(job: Job, damageNow: () => Promise<string | undefined>): Promise<string | undefined> {
    let lock: Lock;
    try {
      lock = lockRun(job.folder);
    } catch (error) {
      if (!(error instanceof RunInUse)) throw error;
      this.#drop(job);
      return undefined;
    }
    try {
      const damage = await damageNow();
      if (damage === undefined) return undefined;
      this.#drop(job);
      if (!existsSync(job.folder)) return undefined;
      return `${job.label}: ${damage} Its folder is now ${setAside(job.folder)}, and the run begins again.`;
    } finally {
      lock.release();
    }
  }

  /**
   * A finished run with its parameters, its snapshots and its optimizer's state, which are read from its folder. If one of these
   * files is damaged, the run is trained again first.
   * @throws RefoldError if the job is not finished
   */
  async load(job: Job): Promise<TrainedRun> {
    const found = await this.#read(job);
    if (!('damage' in found)) return found;
    const done = await this.setAside(job, async () => {
      const now = await this.#read(job);
      return 'damage' in now ? now.damage : undefined;
    });
    await this.#trainMissing(done);
    const again = await this.#read(job);
    if ('damage' in again) throw new RefoldError(`${job.label}: ${again.damage}`);
    return again;
  }

  #drop({ id }: Job): void {
    this.#finished.delete(id);
    this.#recorded.delete(id);
  }

  async #read(job: Job): Promise<TrainedRun | Damage> {
    const run = this.here(job);
    if (run === undefined) throw new RefoldError(`${job.label} is not finished`);
    const { MODEL, snapshotFiles } = await import('@refold/core/train');
    const last = await inspect(checkpointOf(job));
    if ('damage' in last) return last;
    const snapshots = new Map<number, TrainedRun['params']>();
    for (const [epoch, path] of snapshotFiles(job.folder)) {
      const snapshot = await inspect(path);
      if ('damage' in snapshot) return snapshot;
      snapshots.set(epoch, snapshot.players.get(MODEL)?.params ?? new Map());
    }
    const { params, optimizer } = last.players.get(MODEL) ?? { params: new Map(), optimizer: new Map() };
    return { config: job.config, folder: job.folder, result: run.result, params, state: optimizer, snapshots };
  }
}

/** What is wrong with the checkpoint that a finished run ended with; undefined if runs can begin with it. */
export async function damageOf(job: Job): Promise<string | undefined> {
  const found = await inspect(checkpointOf(job));
  return 'damage' in found ? found.damage : undefined;
}

/** The parameters that a finished run's network, or a player of its game, ended with; or what is wrong with its checkpoint. */
export async function lastParams(job: Job, player?: string): Promise<Params | Damage> {
  const last = await inspect(checkpointOf(job));
  return 'damage' in last ? last : (await import('@refold/core/train')).playerIn(last, player).params;
}

async function inspect(path: string): Promise<Checkpoint | Damage> {
  if (!existsSync(path)) return { damage: `${path} is missing.` };
  return (await import('@refold/core/train')).inspectCheckpoint(path);
}

/** What a job's folder says of its end; undefined if it isn't finished, or if its result is damaged or another configuration's. */
export function readFinished({ folder, config, backend }: Job): FinishedRun | undefined {
  const result = readResult(folder, configHash(config));
  if (result === undefined) return undefined;
  return { result, provenance: readProvenance(folder) ?? { backend, commit: 'unknown', date: 'unknown' } };
}

/** The path of a job's last checkpoint. */
export const checkpointOf = ({ folder }: Job): string => join(folder, 'checkpoint.safetensors');

/** Whether a job left a checkpoint from which it resumes. */
export const isBegun = (job: Job): boolean => existsSync(checkpointOf(job));

/** Writes into a job's folder which code runs it. */
export const writeProvenance = ({ folder }: Job, provenance: Provenance): void =>
  writeFileAtomic(join(folder, PROVENANCE), `${JSON.stringify(provenance, undefined, 2)}\n`);

/**
 * Deletes what jobs left behind, finished or not.
 * @throws RunInUse, having deleted nothing, while another process trains one of them
 */
export function forget(jobs: readonly Job[]): void {
  const locks: Lock[] = [];
  try {
    for (const { folder } of jobs) locks.push(lockRun(folder));
    for (const { folder } of jobs) rmSync(folder, { recursive: true, force: true });
  } finally {
    for (const lock of locks) lock.release();
  }
}

const PROVENANCE = 'provenance.json';

/** Undefined where the file is missing or damaged. */
function readProvenance(folder: string): Provenance | undefined {
  try {
    const { backend, commit, date } = JSON.parse(readFileSync(join(folder, PROVENANCE), 'utf8'));
    const isWhole = [backend, commit, date].every(value => typeof value === 'string');
    return isWhole ? { backend, commit, date } : undefined;
  } catch {
    return undefined;
  }
}
