/** Runs on a Slurm cluster: one job array for each level of runs, and a job after them that collects what came of them. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import type { Executor, OpenRuns } from '../run/executor.ts';
import { type Batch, batchFolder } from './batch.ts';
import { type ClusterOptions, type Levels, levelsOf, prepareBatch, runsInWords, sayHandedOver } from './hand-over.ts';
import { noteArrays, queuedRuns, type SubmittedArray, sbatch } from './slurm-queue.ts';
import { collectScript, runScript } from './slurm-script.ts';

/** Slurm's default limit of an array (MaxArraySize in slurm.conf). */
const MOST = 1000;

/** Submits the open runs that Slurm doesn't have yet. Runs of one level wait until those of the level before have ended. */
export const slurmExecutor = (options: ClusterOptions): Executor => ({
  elsewhere: { backend: options.asked.backend },
  execute: work => submit(work, options),
});

async function submit(work: OpenRuns, options: ClusterOptions): Promise<void> {
  const { folders, asked } = options;
  const queued = await queuedRuns(folders);
  const jobs = work.open.filter(({ id }) => !queued.has(id));
  sayHandedOver(work, jobs.length, work.open.length - jobs.length);
  if (jobs.length === 0) return;
  const levels = levelsOf(jobs);
  const batch = await prepareBatch(levels, options);
  const folder = batchFolder(folders, batch.id);
  const scripts = writeScripts(batch, options);
  const arrays: SubmittedArray[] = [];
  for (const { first, count, after } of arraysFor(levels)) {
    const earlier = arrays.slice(0, after).map(({ job }) => job);
    const throttle = options.settings.atOnce === undefined ? '' : `%${options.settings.atOnce}`;
    const words = [`--array=0-${count - 1}${throttle}`, `--output=${join(folder, `logs/${first}-%a.log`)}`];
    const job = await sbatch([...words, ...afterAny(earlier)], scripts.run, String(first));
    arrays.push({ job, first, count });
    // One by one: what is submitted is known even if the next one is refused.
    noteArrays(folder, arrays);
    work.reporter.line(`${asked.paper}: job array ${job}, ${runsInWords(count)}`);
  }
  const output = `--output=${join(folder, 'logs/collect.log')}`;
  const collect = await sbatch([output, ...afterAny(arrays.map(({ job }) => job))], scripts.collect);
  work.reporter.line(`${asked.paper}: job ${collect} collects them; batch ${batch.id}`);
}

const afterAny = (jobs: readonly string[]): readonly string[] =>
  jobs.length === 0 ? [] : [`--dependency=afterany:${jobs.join(':')}`];

function writeScripts({ id, asked }: Batch, { settings, folders }: ClusterOptions) {
  const folder = batchFolder(folders, id);
  const place = { batch: id, root: folders.root };
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const [run, collect] = [join(folder, 'run.sh'), join(folder, 'collect.sh')];
  writeFileAtomic(run, runScript(settings, { ...place, name: `refold-${asked.paper}` }));
  writeFileAtomic(collect, collectScript(settings, { ...place, name: `refold-collect-${asked.paper}` }));
  return { run, collect };
}

/** The arrays of levels: the first of their runs, their number, and how many arrays are of earlier levels. */
export function arraysFor(levels: Levels): readonly (Omit<SubmittedArray, 'job'> & { readonly after: number })[] {
  const arrays: { first: number; count: number; after: number }[] = [];
  let first = 0;
  for (const level of levels) {
    const after = arrays.length;
    for (let i = 0; i < level.length; i += MOST) {
      const count = Math.min(MOST, level.length - i);
      arrays.push({ first: first + i, count, after });
    }
    first += level.length;
  }
  return arrays;
}
