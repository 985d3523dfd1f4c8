/** run.json: what the run of a folder is. Without it, a folder says only the hash of a configuration. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@refold/core/io';
import { basesOf, type Job, recipeOf } from '../plan/jobs.ts';

/** What a run is, in words. */
export interface RunDescription {
  /** Id of the table or figure that it was begun for; empty for a run of a command of its own. */
  readonly table: string;
  /** Name of the row; of a command's run, what it trains. */
  readonly row: string;
  readonly seed: number;
  /** For people: 'table-6: identity only, seed 1'. */
  readonly label: string;
  /** Equal for the runs of a row, with all seeds. */
  readonly recipe: string;
  readonly backend: string;
  readonly epochs: number;
  /** Ids of the runs that it begins with. */
  readonly bases: readonly string[];
}

const DESCRIPTION = 'run.json';

/** What a job's run is. */
export const descriptionOf = (job: Job): RunDescription => {
  const { table, row, label, backend, config } = job;
  const bases = basesOf(job).map(({ id }) => id);
  return { table, row, seed: config.seed, label, recipe: recipeOf(job), backend, epochs: config.epochs, bases };
};

/** Writes into a run's folder what it is. */
export const writeDescription = (folder: string, description: RunDescription): void =>
  writeFileAtomic(join(folder, DESCRIPTION), `${JSON.stringify(description, undefined, 2)}\n`);

/** What the run of a folder is; undefined for one of an earlier version, or where the file is damaged. */
export function readDescription(folder: string): RunDescription | undefined {
  try {
    const found = JSON.parse(readFileSync(join(folder, DESCRIPTION), 'utf8')) as Record<string, unknown>;
    const isWhole =
      ['table', 'row', 'label', 'recipe', 'backend'].every(name => typeof found[name] === 'string') &&
      ['seed', 'epochs'].every(name => typeof found[name] === 'number') &&
      Array.isArray(found.bases);
    return isWhole ? (found as unknown as RunDescription) : undefined;
  } catch {
    return undefined;
  }
}
