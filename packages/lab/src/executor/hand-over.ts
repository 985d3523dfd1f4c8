/** What is common to clusters: which of the open runs are handed over, and the batch that says so. */
import type { Folders } from '../plan/folders.ts';
import { basesOf, type Job } from '../plan/jobs.ts';
import type { OpenRuns } from '../run/executor.ts';
import type { Services } from '../run/services.ts';
import { type Asked, type Batch, toBatchRun, writeBatch } from './batch.ts';
import { type ClusterSettings, coresOf } from './settings.ts';

/** Runs of one level begin with runs of earlier levels only. */
export type Levels = readonly (readonly Job[])[];

/** What an executor of a cluster is told. */
export interface ClusterOptions {
  readonly asked: Asked;
  readonly settings: ClusterSettings;
  readonly folders: Folders;
  /** Fetches data, so that no run needs the network. */
  readonly services: Pick<Services, 'fetchData'>;
}

/** The jobs by how many of them have to be done one after another before each. @param jobs in dependency order */
export function levelsOf(jobs: readonly Job[]): Levels {
  const depths = new Map<string, number>();
  const levels: Job[][] = [];
  for (const job of jobs) {
    const depth = 1 + Math.max(-1, ...basesOf(job).map(({ id }) => depths.get(id) ?? -1));
    depths.set(job.id, depth);
    levels[depth] ??= [];
    levels[depth].push(job);
  }
  return levels;
}

/** Fetches the data of the runs and writes their batch, level by level. */
export async function prepareBatch(levels: Levels, options: ClusterOptions): Promise<Batch> {
  const { asked, settings, folders, services } = options;
  const jobs = levels.flat();
  await services.fetchData(jobs);
  return writeBatch(folders, { asked, cores: coresOf(settings), runs: jobs.map(toBatchRun) });
}

/** '3 runs', '1 run' */
export const runsInWords = (count: number): string => `${count} ${count === 1 ? 'run' : 'runs'}`;

/** What is said of a batch before it is handed over. */
export function sayHandedOver({ reporter, jobs, open }: OpenRuns, handedOver: number, left: number): void {
  const queued = left === 0 ? '' : `, ${left} queued before`;
  reporter.line(
    `${runsInWords(jobs.length)}: ${jobs.length - open.length} done before${queued}, ${handedOver} to hand over`,
  );
}
