/** A process that trains what it is handed, one run at a time. It ignores Ctrl-C: its parent decides when to stop. */
import { existsSync } from 'node:fs';
import { RefoldError } from '@refold/core';
import type { Params } from '@refold/core/layers';
import {
  Interrupted,
  playerIn,
  type Registry,
  readCheckpoint,
  type TrainEvent,
  type TrainOptions,
  train,
} from '@refold/core/train';
import { baseFor, type Job } from '../plan/jobs.ts';
import { importPaper } from '../plan/papers.ts';
import type { Provenance } from '../results/provenance.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { checkpointOf, readFinished, writeProvenance } from './run-store.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// The parent needs this worker no more, or has died: save what is running, then the process ends.
process.on('disconnect', () => stop.abort());
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') stop.abort();
  else void run(message.job, message.provenance);
});

async function run(job: Job, provenance: Provenance): Promise<void> {
  const { config, folder, backend } = job;
  try {
    const registry = await registryOf(job);
    const initial: TrainOptions['initial'] = async spec => paramsOf(baseFor(job, spec.training), spec.player);
    writeProvenance(job, provenance);
    // The parent has said what there is to say of the data.
    const fetch = { onNotice: () => {} };
    const options = { folder, backend, registry, initial, signal: stop.signal, onEvent: throttled(), fetch };
    const result = await train(config, options);
    tell({ type: 'done', result, provenance });
  } catch (error) {
    if (error instanceof Interrupted) tell({ type: 'stopped' });
    else tell(failure(error));
  }
}

/** What the names in the paper's configurations mean: its index says so. */
const registryOf = async ({ index }: Job): Promise<Registry> =>
  existsSync(index) ? ((await importPaper(index)) ?? {}) : {};

/** What a base run ended with. */
function paramsOf(base: Job, player?: string): Params {
  if (readFinished(base) === undefined) throw new RefoldError(`${base.label} is not finished`);
  return playerIn(readCheckpoint(checkpointOf(base)), player).params;
}

/** Progress is reported at most this often. */
const PROGRESS_MS = 250;

function throttled() {
  let told = 0;
  return (event: TrainEvent): void => {
    if (event.kind === 'measure') tell({ type: 'progress', fraction: 1, imagesPerSecond: 0, isMeasuring: true });
    if (event.kind !== 'step' || Date.now() - told < PROGRESS_MS) return;
    told = Date.now();
    tell({ type: 'progress', fraction: event.step / event.totalSteps, imagesPerSecond: event.imagesPerSecond });
  };
}

const failure = (error: unknown): FromWorker => {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { type: 'failed', message, stack: error instanceof RefoldError ? undefined : stack };
};

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
