/** Slurm's commands, and what was submitted of a batch. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RefoldError } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import type { Folders } from '../plan/folders.ts';
import { batchFolder, batchIds, readBatch } from './batch.ts';

const call = promisify(execFile);

/** One job array: runs `first` to `first + count - 1` of a batch. */
export interface SubmittedArray {
  /** Slurm's number of it. */
  readonly job: string;
  readonly first: number;
  readonly count: number;
}

const FILE = 'slurm.json';

export const noteArrays = (folder: string, arrays: readonly SubmittedArray[]): void =>
  writeFileAtomic(join(folder, FILE), `${JSON.stringify(arrays)}\n`);

/** The arrays of a batch; none where it wasn't submitted to Slurm. */
export function arraysOf(folder: string): readonly SubmittedArray[] {
  const path = join(folder, FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly SubmittedArray[]) : [];
}

/**
 * Submits a script. @param options of `sbatch` @returns Slurm's number of the job
 * @throws RefoldError where there is no `sbatch`, and with its own words where it refuses
 */
export async function sbatch(options: readonly string[], script: string, ...words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await call('sbatch', ['--parsable', ...options, script, ...words]);
    return stdout.trim().split(';')[0]!;
  } catch (cause) {
    const { code, stderr = '', message } = cause as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === 'ENOENT') {
      throw new RefoldError('there is no `sbatch` here: run this on a machine that submits to Slurm', { cause });
    }
    throw new RefoldError(`sbatch refused: ${stderr.trim() || message}`, { cause });
  }
}

/** Slurm's names of this user's jobs that are in its queue or run, '12_3' of an array; undefined where Slurm can't be asked. */
async function inQueue(): Promise<ReadonlySet<string> | undefined> {
  try {
    const { stdout } = await call('squeue', ['--me', '--noheader', '--array', '--format=%i']);
    return new Set(stdout.split('\n').map(line => line.trim()));
  } catch {
    return undefined;
  }
}

/** The runs of all batches that Slurm has in its queue or runs, by run: Slurm's name of its job. */
export async function queuedRuns(folders: Folders): Promise<ReadonlyMap<string, string>> {
  const submitted = batchIds(folders).filter(id => arraysOf(batchFolder(folders, id)).length > 0);
  const names = submitted.length === 0 ? undefined : await inQueue();
  if (names === undefined) return new Map();
  return new Map(
    submitted.flatMap(id => {
      const { runs } = readBatch(folders, id);
      return arraysOf(batchFolder(folders, id)).flatMap(({ job, first, count }) =>
        runs.slice(first, first + count).flatMap((run, i) => {
          const name = `${job}_${i}`;
          return names.has(name) ? [[run.id, name] as const] : [];
        }),
      );
    }),
  );
}
