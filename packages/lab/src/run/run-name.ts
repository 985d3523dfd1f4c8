/** What TensorBoard calls a run. */
import { basename, dirname } from 'node:path';
import { type Job, recipeOf } from '../plan/jobs.ts';
import type { RunName } from '../tensorboard/hparams.ts';

/** The name of a job's run. Runs of a row with other seeds are one group; the recipe tells those of other scales apart. */
export function nameOf(job: Job): RunName {
  const { table, row, label, folder, backend } = job;
  const paper = basename(dirname(folder));
  const group = `${row === '' ? table : `${table}: ${row}`} (${recipeOf(job).slice(0, 8)})`;
  return { label, group, about: { paper, table, row, backend } };
}
