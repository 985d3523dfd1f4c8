/** Training from a configuration to a result, in as many sessions as it takes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseBackendChoice, selectBackend } from '../backend/select.ts';
import type { LoadOptions } from '../data/registry.ts';
import { RefoldError } from '../error.ts';
import { setAside } from '../io/aside.ts';
import type { Params } from '../layers/types.ts';
import { Rng } from '../rng.ts';
import { loadPretrained } from '../zoo/pretrained.ts';
import { type Checkpoint, resumable } from './checkpoint.ts';
import { type AnyConfig, type InitialSpec, validateRunConfig } from './config.ts';
import { taskDefinition } from './definitions.ts';
import { Interrupted, type RunResult, type TrainEvent } from './events.ts';
import { configHash } from './hash.ts';
import { TrainLoop } from './loop.ts';
import type { Observer } from './observer.ts';
import { parametersDigest } from './parameters-digest.ts';
import { lockRun, RUN_FILES, readResult, removeRun, snapshotName, writeResult } from './run-folder.ts';
import type { Registry } from './task.ts';

/** What a run needs beside its configuration. None of it changes the result, but for the backend’s rounding. */
export interface TrainOptions {
  /** Where checkpoint, metrics and result are kept: one folder per run. */
  readonly folder: string;
  /** What the names in the configuration mean, beyond core's own. */
  readonly registry?: Registry;
  /** Name of a backend or 'auto'. Default: the one that is active. */
  readonly backend?: string;
  readonly onEvent?: (event: TrainEvent) => void;
  /** Writes logs of its own, from metrics, parameters and pictures. */
  readonly observer?: Observer;
  /** When it aborts, the step (or the batch of an evaluation) is finished, the run saved, and `Interrupted` thrown. */
  readonly signal?: AbortSignal;
  /** Seconds from one checkpoint to the next within an epoch. Default 60. An epoch's end is saved too, where the last checkpoint is five seconds old. */
  readonly checkpointEvery?: number;
  /** Begins again, whatever is in the folder. */
  readonly fresh?: boolean;
  /** How datasets are found and fetched. */
  readonly fetch?: LoadOptions;
  /** What another run ended with, where the configuration names one: the parameters of the player that `spec` names. */
  readonly initial?: (spec: Extract<InitialSpec<AnyConfig>, { training: unknown }>) => Promise<Params>;
  /** The parameters to begin with, where the configuration names them by their digest. */
  readonly parameters?: Params;
}

/**
 * Trains and evaluates, and leaves in `folder` the metrics as JSON lines, the final checkpoint and `result.json`. A finished run is
 * returned as it is, an interrupted one goes on from its checkpoint; a damaged checkpoint is given another name, and the run begins again. All randomness derives from the seed, the epoch and the step, so on
 * the same backend a run that was interrupted ends bit for bit as one that was not.
 * @throws BackendUnavailable when `backend` can't be used
 * @throws Interrupted when `signal` aborts, after saving
 * @throws RunInUse while another process, or another call, trains in the same folder
 * @throws RefoldError for a setting that can't be, a name that nobody registered, a network that doesn't fit the data, a loss that
 *   isn't finite, a checkpoint of another configuration or without permission to read it, a disk that is full
 */
export async function train(config: AnyConfig, options: TrainOptions): Promise<RunResult> {
  validateRunConfig(config);
  const { folder, fresh = false } = options;
  const hash = configHash(config);
  const finished = fresh ? undefined : readResult(folder, hash);
  if (finished) return finished;
  const lock = lockRun(folder);
  try {
    if (fresh) removeRun(folder);
    // Another process may have finished it since.
    return readResult(folder, hash) ?? (await trainLocked(config, hash, options));
  } finally {
    lock.release();
  }
}

async function trainLocked(config: AnyConfig, hash: string, options: TrainOptions): Promise<RunResult> {
  const { folder, registry = {}, onEvent = () => {} } = options;
  if (options.backend !== undefined) await selectBackend(parseBackendChoice(options.backend));
  const rng = Rng.seeded(config.seed);
  const context = {
    registry,
    rng,
    fetch: options.fetch ?? {},
    stopIfAsked: () => {
      if (options.signal?.aborted)
        throw new Interrupted('interrupted before the first step. Run the same command again.');
    },
    initial: (spec: InitialSpec<AnyConfig>) => initialFor(spec, options),
  };
  const task = await taskDefinition(config, registry).create(config, context);
  const checkpointPath = join(folder, RUN_FILES.checkpoint);
  const loop = new TrainLoop(task, config, {
    hash,
    rng,
    checkpoint: checkpointIn(checkpointPath, hash, onEvent),
    checkpointPath,
    metricsPath: join(folder, RUN_FILES.metrics),
    snapshotPath: epoch => join(folder, snapshotName(epoch)),
    onEvent,
    observer: options.observer,
    signal: options.signal,
    checkpointEvery: options.checkpointEvery ?? 60,
  });
  try {
    const result = await loop.toEnd();
    writeResult(folder, result);
    return result;
  } finally {
    loop.dispose();
  }
}

/** The checkpoint to go on from; undefined where the run begins. A damaged one makes way. */
function checkpointIn(path: string, hash: string, onEvent: (event: TrainEvent) => void): Checkpoint | undefined {
  if (!existsSync(path)) return undefined;
  const found = resumable(path, hash);
  if ('players' in found) return found;
  onEvent({ kind: 'setAside', path, aside: setAside(path), reason: found.damage });
  return undefined;
}

async function initialFor(spec: InitialSpec<AnyConfig>, options: TrainOptions): Promise<Params> {
  const { initial, fetch, parameters } = options;
  if ('weights' in spec) return await publishedParams(spec, fetch);
  if ('parameters' in spec) return heldParameters(spec.parameters, parameters);
  if (initial !== undefined) return await initial(spec);
  throw new RefoldError('training: `config.initial` names another run, but `options.initial` is missing.');
}

async function publishedParams(
  { weights, part }: Extract<InitialSpec, { weights: string }>,
  fetch: LoadOptions | undefined,
): Promise<Params> {
  const params = await loadPretrained(weights, fetch);
  if (part === undefined) return params;
  const own = [...params].filter(([path]) => path.startsWith(`${part}.`));
  if (own.length === 0) throw new RefoldError(`training: the network of ${weights} has no child '${part}'`);
  return new Map(own);
}

function heldParameters(digest: string, held: Params | undefined): Params {
  if (held === undefined) {
    throw new RefoldError(
      'training: `config.initial` names parameters by their digest, but `options.parameters` is missing.',
    );
  }
  const found = parametersDigest(held);
  if (found === digest) return held;
  throw new RefoldError(
    `training: \`options.parameters\` aren't those that \`config.initial\` names: their digest is ${found}, it should be ${digest}.`,
  );
}
