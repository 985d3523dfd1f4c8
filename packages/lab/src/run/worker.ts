/** A process that trains what it is handed, one run at a time. It ignores Ctrl-C: its parent decides when to stop. */
import { existsSync } from 'node:fs';
import { explainSystemError, RefoldError } from '@refold/core';
import type { Params } from '@refold/core/layers';
import {
  Interrupted,
  playerIn,
  type Registry,
  RunInUse,
  readCheckpoint,
  type TrainEvent,
  type TrainOptions,
  train,
} from '@refold/core/train';
import { baseFor, type Job } from '../plan/jobs.ts';
import { importPaper } from '../plan/papers.ts';
import type { Provenance } from '../results/provenance.ts';
import { descriptionOf, writeDescription } from '../runs/description.ts';
import { tensorBoardOf } from '../tensorboard/observer.ts';
import type { ToWorker } from './messages.ts';
import { nameOf } from './run-name.ts';
import { checkpointOf, readFinished, writeProvenance } from './run-store.ts';
import { WorkerProcess } from './worker-process.ts';

const worker = new WorkerProcess();
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') worker.stop();
  else void run(message.job, message.provenance);
});

async function run(job: Job, provenance: Provenance): Promise<void> {
  const { config, folder, backend } = job;
  try {
    const registry = await registryOf(job);
    const initial: TrainOptions['initial'] = async spec => paramsOf(baseFor(job, spec.training), spec.player);
    const report = reporting();
    const onEvent = (event: TrainEvent) => {
      if (event.kind === 'start') {
        writeProvenance(job, provenance);
        writeDescription(folder, descriptionOf(job));
      }
      report(event);
    };
    // The parent has said what there is to say of the data.
    const fetch = { onNotice: () => {} };
    const logged = { folder, config, name: nameOf(job) };
    const observer = tensorBoardOf(logged, text => worker.tell({ type: 'note', text }));
    const options = { folder, backend, registry, initial, signal: worker.signal, onEvent, fetch };
    const result = await train(config, { ...options, ...(observer && { observer }) });
    // Where another process finished it meanwhile, the provenance is that one's.
    worker.tell({ type: 'done', ...(readFinished(job) ?? { result, provenance }) });
  } catch (error) {
    if (worker.fault !== undefined) worker.tell(worker.failure(worker.fault));
    else if (error instanceof Interrupted) worker.tell({ type: 'stopped' });
    else if (error instanceof RunInUse) worker.tell({ type: 'busy' });
    else worker.tell(worker.failure(explainSystemError(error) ?? error));
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

function reporting() {
  let told = -Infinity;
  return (event: TrainEvent): void => {
    if (event.kind === 'setAside') {
      worker.tell({ type: 'note', text: `${event.reason} It is now ${event.aside}, and the run begins again.` });
    }
    if (event.kind === 'epoch') {
      for (const note of event.notes ?? []) worker.tell({ type: 'note', text: `epoch ${event.epoch}: ${note}` });
    }
    if (event.kind === 'measure') worker.tell({ type: 'progress', fraction: 1, imagesPerSecond: 0, isMeasuring: true });
    if (event.kind !== 'step' || performance.now() - told < PROGRESS_MS) return;
    told = performance.now();
    const { step, totalSteps, imagesPerSecond } = event;
    worker.tell({ type: 'progress', fraction: step / totalSteps, imagesPerSecond });
  };
}
