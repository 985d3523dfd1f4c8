/** A run as the lab hands it out: its configuration, its name, and the folder that it leaves behind. */
import { dirname, join } from 'node:path';
import { baseRuns, configHash } from '@refold/core/runs';
import type { AnyConfig } from '@refold/core/train';
import { indexPath } from './papers.ts';

/** What names a run first: a row of a table, or a figure, which has no rows. */
export interface RunOrigin {
  /** Id of the table or figure. */
  readonly table: string;
  /** Name of the row; empty for a figure. */
  readonly row: string;
  /** Shown in place of `row`. */
  readonly heading?: string;
}

/** One run of one row with one seed. */
export interface Job extends RunOrigin {
  /** The hash of its configuration and backend, and the name of its folder. */
  readonly id: string;
  /** For people: 'table-6: identity only, seed 1'. */
  readonly label: string;
  readonly folder: string;
  /** The paper's index, which defines what its configurations name. */
  readonly index: string;
  readonly config: AnyConfig;
  readonly backend: string;
}

/** Whose run it is, and where it is run and kept. */
export interface JobPlace {
  readonly paper: string;
  readonly backend: string;
  /** Folder of all papers' runs. */
  readonly runs: string;
  /** Folder of all papers' experiments. */
  readonly experiments: string;
}

/**
 * The job of a configuration. It is named by the hash of its configuration and backend, so that equal runs of different
 * tables are one, and a changed configuration is a new run.
 */
export function jobOf(origin: RunOrigin, config: AnyConfig, { paper, backend, runs, experiments }: JobPlace): Job {
  const { table, row, heading = row } = origin;
  const id = configHash({ backend, config });
  const label = `${table}: ${heading === '' ? '' : `${heading}, `}seed ${config.seed}`;
  return {
    table,
    row,
    id,
    label,
    folder: join(runs, paper, id),
    index: indexPath(experiments, paper),
    config,
    backend,
  };
}

/** The hash of a job's configuration and backend without its seeds, those of its bases too: equal for the runs of one row. */
export const recipeOf = ({ backend, config }: Pick<Job, 'backend' | 'config'>): string =>
  configHash({ backend, config: withoutSeeds(config) });

function withoutSeeds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSeeds);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => key !== 'seed');
  return Object.fromEntries(members.map(([key, member]) => [key, withoutSeeds(member)]));
}

/** The jobs that have to be done before this one, which begins with their parameters. */
export const basesOf = (job: Job): readonly Job[] => baseRuns(job.config).map(config => baseFor(job, config));

/** The job of a run that another one begins with. */
export function baseFor(job: Job, config: AnyConfig): Job {
  const { table, row, label, folder, index, backend } = job;
  const id = configHash({ backend, config });
  return {
    table,
    row: row === '' ? 'its base' : `${row}, its base`,
    id,
    label: `${label}, its base`,
    folder: join(dirname(folder), id),
    index,
    config,
    backend,
  };
}

/** These jobs and all their base runs, in dependency order; each once, as the first that names it has it: a row, else a base of one, else a figure. */
export function withBases(jobs: readonly Job[]): readonly Job[] {
  const bases = allBasesOf(jobs);
  const named = new Map(
    [...jobs.filter(({ row }) => row !== ''), ...bases, ...jobs].reverse().map(job => [job.id, job]),
  );
  return [...new Set([...bases, ...jobs].map(({ id }) => id))].map(id => named.get(id)!);
}

/** Base runs, in dependency order. */
function allBasesOf(jobs: readonly Job[]): readonly Job[] {
  const bases = jobs.flatMap(basesOf);
  return bases.length === 0 ? [] : [...allBasesOf(bases), ...bases];
}
