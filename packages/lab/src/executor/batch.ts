/** runs/batches/<id>/: runs that were handed over together, as a file that every machine of a cluster reads. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { writeFileAtomic } from '@refold/core/io';
import { configHash } from '@refold/core/runs';
import type { AnyConfig } from '@refold/core/train';
import type { Scale } from '../define/scales.ts';
import type { Folders } from '../plan/folders.ts';
import type { Job } from '../plan/jobs.ts';
import type { Selection } from '../plan/paper-plan.ts';
import { indexPath } from '../plan/papers.ts';
import { unknownName } from '../terminal/suggestions.ts';

/** What was asked for: what `refold collect` fills once the runs are done. */
export interface Asked {
  readonly paper: string;
  readonly scale: Scale;
  readonly selection: Selection;
  readonly recorded: boolean;
  readonly backend: string;
}

/** A run, without the paths of the machine that planned it. */
export interface BatchRun extends Pick<Job, 'id' | 'table' | 'row' | 'label'> {
  readonly config: AnyConfig;
}

export interface Batch {
  readonly id: string;
  readonly asked: Asked;
  /** Cores of each run. */
  readonly cores: number;
  /** In dependency order. */
  readonly runs: readonly BatchRun[];
}

const FILE = 'batch.json';

/** The folder of a batch. */
export const batchFolder = ({ runs }: Folders, id: string): string => join(runs, 'batches', id);

/**
 * Writes a batch into a new folder, which is named by time, paper and scale.
 * @param now the time, in its name
 */
export function writeBatch(folders: Folders, batch: Omit<Batch, 'id'>, now = new Date()): Batch {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const name = `${time}-${batch.asked.paper}-${batch.asked.scale}`;
  const written = { ...batch, id: newFolder(folders, name) };
  writeFileAtomic(join(batchFolder(folders, written.id), FILE), `${JSON.stringify(written)}\n`);
  return written;
}

/** Makes the folder of a batch; of two of the same second, the second one gets a number. @returns its name */
function newFolder(folders: Folders, name: string): string {
  mkdirSync(batchFolder(folders, ''), { recursive: true });
  for (let n = 1; ; n++) {
    const id = n === 1 ? name : `${name}-${n}`;
    try {
      mkdirSync(batchFolder(folders, id));
      return id;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}

/** @throws RefoldError for a batch that isn't there, with similar names, and for a damaged file */
export function readBatch(folders: Folders, id: string): Batch {
  const path = join(batchFolder(folders, id), FILE);
  if (!existsSync(path)) throw unknownName('batch', id, batchIds(folders));
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Batch;
  } catch (cause) {
    throw new RefoldError(`${path} is damaged: submit its runs again`, { cause });
  }
}

/** The batches that were written, newest first. */
export function batchIds(folders: Folders): readonly string[] {
  const folder = batchFolder(folders, '');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(id => existsSync(join(folder, id, FILE)))
    .sort()
    .reverse();
}

export const toBatchRun = ({ id, table, row, label, config }: Job): BatchRun => ({ id, table, row, label, config });

/** The runs of a batch as jobs of this machine. @throws RefoldError for one that isn't what its name says */
export function jobsIn({ asked: { paper, backend }, runs }: Batch, folders: Folders): readonly Job[] {
  return runs.map(({ id, table, row, label, config }) => {
    if (configHash({ backend, config }) !== id) {
      throw new RefoldError(`${label}: its configuration isn't the one that its batch names: submit it again`);
    }
    const index = indexPath(folders.experiments, paper);
    return { id, table, row, label, folder: join(folders.runs, paper, id), index, config, backend };
  });
}
