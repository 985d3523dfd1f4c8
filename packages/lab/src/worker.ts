/** A process that trains what it is handed, one run at a time. Its parent decides when to stop; so Ctrl-C is left to the parent. */

import { RefoldError } from '@refold/core';
import { Interrupted, type TrainEvent, train } from '@refold/core/train';
import type { FromWorker, Job, ToWorker } from './scheduler.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// The parent is done with this worker, or has died: save what is running, then there is nothing left to wait for.
process.on('disconnect', () => stop.abort());
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') stop.abort();
  else void run(message.job);
});

async function run({ config, folder, backend }: Job): Promise<void> {
  try {
    await train(config, { folder, backend, signal: stop.signal, onEvent: throttled() });
    tell({ type: 'done' });
  } catch (error) {
    if (error instanceof Interrupted) tell({ type: 'stopped' });
    else tell(failure(error));
  }
}

/** Passes on how far a run is, at most this often. */
const PROGRESS_MS = 250;

function throttled() {
  let told = 0;
  return (event: TrainEvent): void => {
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
