/** runs/<paper>/<hash>/: what a training leaves behind. The core writes its files; the lab adds where they come from. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { configHash, writeFileAtomic } from '@refold/core';
import type { RunResult } from '@refold/core/train';
import type { TrainedRun } from '../define/types.ts';
import type { Job } from './scheduler.ts';

/** Which code made a run, and when. */
export interface Provenance {
  readonly backend: string;
  readonly commit: string;
  readonly date: string;
}

/** The result of a job that is finished; undefined for one that has yet to begin or to end, or whose file is damaged. */
export function resultOf({ folder, config }: Job): RunResult | undefined {
  const result = readJson<RunResult>(join(folder, 'result.json'));
  return result?.hash === configHash(config) ? result : undefined;
}

/** Result and parameters of a job that is finished. @throws RefoldError when its checkpoint is damaged */
export async function runOf(job: Job): Promise<TrainedRun | undefined> {
  const result = resultOf(job);
  if (result === undefined) return undefined;
  const { snapshotFiles, readCheckpoint } = await import('@refold/core/train');
  const kept = [...snapshotFiles(job.folder)].map(([epoch, path]) => [epoch, readCheckpoint(path).params] as const);
  const { params, optimizer } = readCheckpoint(join(job.folder, CHECKPOINT));
  return { result, params, state: optimizer, snapshots: new Map(kept) };
}

/** Whether a job left a checkpoint to go on from. */
export const isBegun = ({ folder }: Job): boolean => existsSync(join(folder, CHECKPOINT));

/** Notes, as a job starts, the code that runs it. */
export const noteProvenance = ({ folder }: Job, provenance: Provenance): void =>
  writeFileAtomic(join(folder, PROVENANCE), `${JSON.stringify(provenance, undefined, 2)}\n`);

export const provenanceOf = ({ folder }: Job): Provenance | undefined => readJson(join(folder, PROVENANCE));

/** Forgets a run, finished or not. */
export const forget = ({ folder }: Job): void => rmSync(folder, { recursive: true, force: true });

const PROVENANCE = 'provenance.json';
const CHECKPOINT = 'checkpoint.safetensors';

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
