/** A run as the lab hands it out: its configuration, its name, and the folder that it leaves behind. */
import { dirname, join } from 'node:path';
import { configHash } from '@refold/core';
import type { TrainConfig } from '@refold/core/train';
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
  readonly config: TrainConfig;
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
export function jobOf(label: string, config: TrainConfig, { paper, backend, runs, experiments }: JobPlace): Job {
  const id = configHash({ backend, config });
  return { id, label, folder: join(runs, paper, id), index: indexPath(experiments, paper), config, backend };
}

/** The job that has to be done before this one, which begins with its parameters; undefined if there is none. */
export function baseOf({ label, folder, index, config, backend }: Job): Job | undefined {
  const { initial } = config;
  if (initial === undefined || !('training' in initial)) return undefined;
  const id = configHash({ backend, config: initial.training });
  return {
    id,
    label: `${label}, its base`,
    folder: join(dirname(folder), id),
    index,
    config: initial.training,
    backend,
  };
}

/** These jobs and all their base runs, each once, in dependency order. */
export function withBases(jobs: readonly Job[]): readonly Job[] {
  return [...new Map([...basesOf(jobs), ...jobs].map(job => [job.id, job])).values()];
}

/** Base runs, in dependency order. */
function basesOf(jobs: readonly Job[]): readonly Job[] {
  const bases = jobs.flatMap(job => baseOf(job) ?? []);
  return bases.length === 0 ? [] : [...basesOf(bases), ...bases];
}
