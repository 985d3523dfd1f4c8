/** What reaches out of the lab, each part loaded when it is first needed. Tests put their own in its place. */
import { fileURLToPath } from 'node:url';
import { RefoldError } from '@refold/core';
import type { AnyConfig, Registry } from '@refold/core/train';
import type { Job } from '../plan/jobs.ts';
import type { Reporter } from '../terminal/progress.ts';

export interface Services {
  /** Path of the worker's entry: a module that speaks ToWorker and FromWorker. */
  readonly workerEntry: string;
  /** How much work a run is compared with others, in any unit. */
  readonly estimateMacs: (config: AnyConfig) => Promise<number>;
  /** Of that work, how much the active backend does per second in a run that has so many threads; undefined where that can't be told. */
  readonly measureRate?: (config: AnyConfig, threads: number) => Promise<number | undefined>;
  /** Makes a backend the active one. @returns its name */
  readonly selectBackend: (name: string) => Promise<string>;
  /** Fetches published weights that are missing; says so, and goes on, where they can't be fetched. */
  readonly fetchWeights: (names: readonly string[]) => Promise<void>;
  /** Fetches and checks the data of the runs to come, once, before the workers ask for it. */
  readonly fetchData: (jobs: readonly Job[]) => Promise<void>;
}

/**
 * The services of `refold reproduce`: real backends, workers and downloads.
 * @param registry what the names in the runs' configurations mean
 */
export function services(reporter: Reporter, signal: AbortSignal, registry: Registry = {}): Services {
  const definitionOf = async (config: AnyConfig) =>
    (await import('@refold/core/train')).taskDefinition(config, registry);
  return {
    workerEntry: fileURLToPath(new URL('./worker.ts', import.meta.url)),
    estimateMacs: async config => (await definitionOf(config)).estimateMacs(config),
    measureRate: async (config, threads) => (await import('./estimate.ts')).trainingRate(config, threads),
    selectBackend: async name => {
      const { parseBackendChoice, selectBackend } = await import('@refold/core/backend');
      const { passedOver, ...selected } = await selectBackend(parseBackendChoice(name));
      for (const failure of passedOver) reporter.line(failure.message);
      reporter.line(`backend: ${selected.name} (${selected.detail})`);
      return selected.name;
    },
    fetchWeights: async names => {
      if (names.length === 0) return;
      const { fetchByName } = await import('../models/fetching.ts');
      for (const name of names) {
        try {
          await fetchByName(name, reporter, signal);
        } catch (error) {
          if (!(error instanceof RefoldError) || signal.aborted) throw error;
          reporter.line(`${error.message}\nWithout ${name}, runs begin with a network trained here.`);
        }
      }
    },
    fetchData: async jobs => {
      const { fetchByName } = await import('../models/fetching.ts');
      const specs = await Promise.all(jobs.map(async ({ config }) => (await definitionOf(config)).datasets(config)));
      const names = new Set(specs.flat().map(({ name }) => name));
      for (const name of names) await fetchByName(name, reporter, signal);
      const { inspectDataset } = await import('@refold/core/data');
      const different = new Map(specs.flat().map(spec => [JSON.stringify(spec), spec]));
      const notices = new Set<string>();
      for (const spec of different.values()) for (const notice of await inspectDataset(spec)) notices.add(notice);
      for (const notice of notices) reporter.line(notice);
    },
  };
}
