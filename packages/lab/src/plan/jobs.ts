/** A run as the lab hands it out: its configuration, its name, and the folder that it leaves behind. */
import { dirname, join } from 'node:path';
import { baseRuns, configHash } from '@refold/core';
import type { AnyConfig } from '@refold/core/train';
import { indexPath } from './papers.ts';

/** One run of one row with one seed. */
export interface Job {
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
export function jobOf(label: string, config: AnyConfig, { paper, backend, runs, experiments }: JobPlace): Job {
  const id = configHash({ backend, config });
  return { id, label, folder: join(runs, paper, id), index: indexPath(experiments, paper), config, backend };
}

/** The jobs that have to be done before this one, which begins with their parameters. */
export const basesOf = (job: Job): readonly Job[] => baseRuns(job.config).map(config => baseFor(job, config));

/** The job of a run that another one begins with. */
export function baseFor({ label, folder, index, backend }: Job, config: AnyConfig): Job {
  const id = configHash({ backend, config });
  return { id, label: `${label}, its base`, folder: join(dirname(folder), id), index, config, backend };
}

/** These jobs and all their base runs, each once, in dependency order. */
export function withBases(jobs: readonly Job[]): readonly Job[] {
  return [...new Map([...allBasesOf(jobs), ...jobs].map(job => [job.id, job])).values()];
}

/** Base runs, in dependency order. */
function allBasesOf(jobs: readonly Job[]): readonly Job[] {
  const bases = jobs.flatMap(basesOf);
  return bases.length === 0 ? [] : [...allBasesOf(bases), ...bases];
}
