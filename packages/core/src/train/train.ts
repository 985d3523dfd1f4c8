/** Training from a configuration to a result, in as many sessions as it takes. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseBackendChoice, selectBackend } from '../backend/select.ts';
import type { LoadOptions } from '../data/registry.ts';
import { RefoldError } from '../error.ts';
import { writeFileAtomic } from '../io/atomic.ts';
import type { Params } from '../layers/types.ts';
import { Rng } from '../rng.ts';
import { loadPretrained } from '../zoo/pretrained.ts';
import { resumable } from './checkpoint.ts';
import { type AnyConfig, type InitialSpec, validateRunConfig } from './config.ts';
import { taskDefinition } from './definitions.ts';
import type { RunResult, TrainEvent } from './events.ts';
import { configHash } from './hash.ts';
import { TrainLoop } from './loop.ts';
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
  /** When it aborts, the step (or the batch of an evaluation) is finished, the run saved, and `Interrupted` thrown. */
  readonly signal?: AbortSignal;
  /** Seconds from one checkpoint to the next. Default 60. */
  readonly checkpointEvery?: number;
  /** Begins again, whatever is in the folder. */
  readonly fresh?: boolean;
  /** How datasets are found and fetched. */
  readonly fetch?: LoadOptions;
  /** What another run ended with, where the configuration names one: the parameters of the player that `spec` names. */
  readonly initial?: (spec: Extract<InitialSpec<AnyConfig>, { training: unknown }>) => Promise<Params>;
}

/** Names of a run's files in its folder. */
export const RUN_FILES = {
  checkpoint: 'checkpoint.safetensors',
  metrics: 'metrics.jsonl',
  result: 'result.json',
} as const;

const SNAPSHOT = /^epoch-(\d+)\.safetensors$/;
const snapshotName = (epoch: number): string => `epoch-${String(epoch).padStart(4, '0')}.safetensors`;

/** The snapshots that a run kept in its folder, by the epochs done: checkpoints without the optimizers' state. */
export function snapshotFiles(folder: string): ReadonlyMap<number, string> {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(
    names.flatMap(name => (SNAPSHOT.test(name) ? [[Number(SNAPSHOT.exec(name)![1]), join(folder, name)]] : [])),
  );
}

/**
 * Trains and evaluates, and leaves in `folder` the metrics as JSON lines, the final checkpoint and `result.json`. A finished run is
 * returned as it is, an interrupted one goes on from its checkpoint. All randomness derives from the seed, the epoch and the step, so on
 * the same backend a run that was interrupted ends bit for bit as one that was not.
 * @throws BackendUnavailable when `backend` can't be used
 * @throws Interrupted when `signal` aborts, after saving
 * @throws RefoldError for a setting that can't be, a name that nobody registered, a network that doesn't fit the data, a loss that
 *   isn't finite, a checkpoint that is damaged or of another configuration, a disk that is full
 */
export async function train(config: AnyConfig, options: TrainOptions): Promise<RunResult> {
  validateRunConfig(config);
  const { folder, registry = {} } = options;
  const hash = configHash(config);
  const resultPath = join(folder, RUN_FILES.result);
  if (options.fresh) removeRun(folder);
  const finished = readResult(resultPath, hash);
  if (finished) return finished;

  if (options.backend !== undefined) await selectBackend(parseBackendChoice(options.backend));
  const rng = Rng.seeded(config.seed);
  const context = {
    registry,
    rng,
    fetch: options.fetch ?? {},
    initial: (spec: InitialSpec<AnyConfig>) => initialFor(spec, options),
  };
  const task = await taskDefinition(config, registry).create(config, context);
  const checkpointPath = join(folder, RUN_FILES.checkpoint);
  const loop = new TrainLoop(task, config, {
    hash,
    rng,
    checkpoint: existsSync(checkpointPath) ? resumable(checkpointPath, hash) : undefined,
    checkpointPath,
    metricsPath: join(folder, RUN_FILES.metrics),
    snapshotPath: epoch => join(folder, snapshotName(epoch)),
    onEvent: options.onEvent ?? (() => {}),
    signal: options.signal,
    checkpointEvery: options.checkpointEvery ?? 60,
  });
  try {
    const result = await loop.toEnd();
    writeFileAtomic(resultPath, `${JSON.stringify(result, undefined, 2)}\n`);
    return result;
  } finally {
    loop.dispose();
  }
}

async function initialFor(spec: InitialSpec<AnyConfig>, { initial, fetch }: TrainOptions): Promise<Params> {
  if ('weights' in spec) return await loadPretrained(spec.weights, fetch);
  if (initial !== undefined) return await initial(spec);
  throw new RefoldError('training: `config.initial` names another run, but `options.initial` is missing.');
}

function removeRun(folder: string): void {
  const files = Object.values(RUN_FILES).map(file => join(folder, file));
  for (const path of [...files, ...snapshotFiles(folder).values()]) rmSync(path, { force: true });
}

/** The result of a finished run of this configuration, if that is what the file holds. */
function readResult(path: string, hash: string): RunResult | undefined {
  try {
    const result = JSON.parse(readFileSync(path, 'utf8')) as RunResult;
    return result.hash === hash ? result : undefined;
  } catch {
    return undefined; // missing or damaged: it is made again from the checkpoint
  }
}
