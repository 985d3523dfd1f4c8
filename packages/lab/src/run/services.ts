/** The lab's ways to the core's heavy parts, each loaded when it is first needed. */
import { fileURLToPath } from 'node:url';
import { RefoldError } from '@refold/core';
import type { DatasetSpec } from '@refold/core/data';
import type { Reporter } from '../terminal/progress.ts';
import { estimateMacs } from './estimate.ts';
import type { Services } from './reproduce.ts';

export const services = (reporter: Reporter, signal: AbortSignal): Services => ({
  workerEntry: fileURLToPath(new URL('./worker.ts', import.meta.url)),
  estimateMacs,
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
        reporter.line(`${error.message}\nWithout ${name}, training begins with a network of our own.`);
      }
    }
  },
  fetchData: async jobs => {
    const { fetchByName } = await import('../models/fetching.ts');
    const names = new Set<DatasetSpec['name']>(
      jobs.flatMap(({ config: { data } }) => [data.train.name, data.test.name]),
    );
    for (const name of names) await fetchByName(name, reporter, signal);
  },
});
