/** What Slurm wrote into the log of a run: of one that was killed, nobody else can say why. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from '../plan/folders.ts';
import { batchFolder, batchIds, readBatch } from './batch.ts';
import { arraysOf } from './slurm-queue.ts';

/** The last lines of the newest logs of runs that have one, by run. */
export function lastLines(folders: Folders): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const id of batchIds(folders)) {
    const folder = batchFolder(folders, id);
    const { runs } = readBatch(folders, id);
    for (const { first, count } of arraysOf(folder)) {
      for (let i = 0; i < count; i++) {
        const run = runs[first + i]!.id;
        const line = lines.has(run) ? undefined : lastLine(join(folder, `logs/${first}-${i}.log`));
        if (line !== undefined) lines.set(run, line);
      }
    }
  }
  return lines;
}

function lastLine(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return lastLineOf(readFileSync(path, 'utf8'));
}

/** The last line of a text that isn't blank. */
export const lastLineOf = (text: string): string | undefined =>
  text
    .split('\n')
    .map(line => line.trim())
    .findLast(line => line !== '');

/** Whether a log's last line says that its run was ended, and not only to be started again. */
export const saysEnded = (line: string): boolean =>
  /^(error:|slurmstepd(-\S+)?: error:)/.test(line) && !/REQUEUE|PREEMPTION/.test(line);
