/** One run in this process, for a command of its own: taken up again where an earlier one of the same settings stopped. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import type { Params } from '@refold/core/layers';
import { configHash, readResult } from '@refold/core/runs';
import {
  type EpochRecord,
  inspectCheckpoint,
  playerIn,
  type Registry,
  RUN_FILES,
  type RunResult,
  type TrainConfig,
  type TrainEvent,
  train,
} from '@refold/core/train';
import { recipeOf } from '../plan/jobs.ts';
import { writeDescription } from '../runs/description.ts';
import { tensorBoardOf } from '../tensorboard/observer.ts';
import type { Reporter } from '../terminal/progress.ts';

/** What is trained. */
export interface SingleRun {
  /** The command that trains: its runs are in a folder of that name. */
  readonly command: 'prune' | 'train';
  /** What is trained, for people: 'resnet-20-cifar on cifar10'. */
  readonly label: string;
  readonly config: TrainConfig;
  /** What the configuration's names mean, beyond core's own. */
  readonly registry?: Registry;
  /** The parameters to begin with, where the configuration names them by their digest. */
  readonly parameters?: Params;
  /** Told before a run that isn't finished. */
  readonly advice?: string;
  /** Whether an earlier run of the same settings is begun anew. */
  readonly fresh?: boolean;
  /** Whether there must be an earlier run of the same settings. */
  readonly resume?: boolean;
  /** What is told of an epoch besides its notes. */
  readonly epochLine?: (record: EpochRecord) => string;
}

/** Where it runs. */
export interface RunPlace {
  /** Folder of all runs: this one is in a folder named by its settings and its backend, in that of its command. */
  readonly runs: string;
  /** The name of the active backend. */
  readonly backend: string;
  readonly reporter: Reporter;
  /** When it aborts, the run is saved and `Interrupted` thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Trains, or takes up what is in the folder of the same settings: a run that is finished isn't trained again.
 * @returns what it measured, and the parameters that it ended with
 * @throws RefoldError where there is nothing to resume though there must be, and where the folder of a finished run is damaged
 * @throws Interrupted when the signal aborts, after saving
 */
export async function trainHere(
  run: SingleRun,
  { runs, backend, reporter, signal }: RunPlace,
): Promise<{ readonly result: RunResult; readonly params: Params }> {
  const { command, label, config, registry, parameters, advice, fresh = false, resume = false, epochLine } = run;
  const folder = join(runs, command, configHash({ backend, config }));
  if (resume && !existsSync(join(folder, RUN_FILES.checkpoint))) {
    throw new RefoldError(
      `--resume: no run with these settings was begun on ${backend}. A run goes on only with all of its settings as they were, the number of epochs too. ` +
        'Without --resume, a new one begins.',
    );
  }
  const isFinished = !fresh && readResult(folder, configHash(config)) !== undefined;
  if (isFinished) reporter.line(`trained before: the run in ${folder}`);
  else if (advice !== undefined) reporter.line(advice);
  const recipe = recipeOf({ backend, config });
  const about = { table: '', row: label, seed: config.seed, label, recipe, backend, epochs: config.epochs, bases: [] };
  const name = { label, group: `${label} (${recipe.slice(0, 8)})`, about: { command, trained: label, backend } };
  const observer = tensorBoardOf({ folder, config, name }, text => reporter.line(text));
  const show = shownBy(reporter, epochLine);
  try {
    const result = await train(config, {
      folder,
      fresh,
      ...(observer && { observer }),
      ...(registry && { registry }),
      ...(parameters && { parameters }),
      onEvent: event => {
        if (event.kind === 'start') writeDescription(folder, about);
        show(event);
      },
      // What there is to say of the images has been said when they were looked up.
      fetch: { onNotice: () => {} },
      ...(signal && { signal }),
    });
    return { result, params: endOf(folder) };
  } finally {
    reporter.end();
  }
}

/** The parameters that a finished run ended with. */
function endOf(folder: string): Params {
  const path = join(folder, RUN_FILES.checkpoint);
  const found = existsSync(path) ? inspectCheckpoint(path) : { damage: `${path} is missing.` };
  if ('damage' in found) throw new RefoldError(`${found.damage} Delete ${folder} to train again.`);
  return playerIn(found).params;
}

function shownBy(reporter: Reporter, epochLine: SingleRun['epochLine']): (event: TrainEvent) => void {
  let before = 0;
  return event => {
    if (event.kind === 'setAside') {
      reporter.line(`${event.reason} It is now ${event.aside}, and the run begins again.`);
    }
    if (event.kind === 'epoch') {
      if (epochLine) reporter.line(epochLine(event));
      for (const note of event.notes ?? []) reporter.line(`epoch ${event.epoch}: ${note}`);
    }
    if (event.kind === 'start') {
      before = event.step;
      if (before > 0) reporter.line(`going on after step ${before} of ${event.totalSteps}`);
      reporter.begin('training', event.totalSteps);
    }
    if (event.kind === 'step') reporter.update(event.step, `${Math.round(event.imagesPerSecond)} images/s`, before);
    if (event.kind === 'measure') {
      reporter.end();
      reporter.line('measuring accuracy ...');
    }
  };
}
