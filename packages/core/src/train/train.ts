/** Training from a configuration to a result, in as many sessions as it takes. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseBackendChoice, selectBackend } from '../backend/select.ts';
import { loadDataset } from '../data/registry.ts';
import { RefoldError } from '../error.ts';
import { writeFileAtomic } from '../io/atomic.ts';
import type { Params } from '../layers/types.ts';
import { loadPretrained } from '../zoo/pretrained.ts';
import { checkConfig, type RunResult, type TrainConfig, type TrainOptions } from './config.ts';
import { configHash } from './hash.ts';
import { Run } from './run.ts';

/** Names of a run's files in its folder. */
export const RUN_FILES = {
  checkpoint: 'checkpoint.safetensors',
  metrics: 'metrics.jsonl',
  result: 'result.json',
} as const;

const KEPT = /^epoch-(\d+)\.safetensors$/;
const keptName = (epoch: number): string => `epoch-${String(epoch).padStart(4, '0')}.safetensors`;

/** The copies of its parameters that a run kept in its folder, by the epochs done: checkpoints without an optimizer's state. */
export function snapshotFiles(folder: string): ReadonlyMap<number, string> {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.flatMap(name => (KEPT.test(name) ? [[Number(KEPT.exec(name)![1]), join(folder, name)]] : [])));
}

/**
 * Trains and evaluates, and leaves in `folder` the metrics as JSON lines, the final checkpoint and `result.json`. A finished run is
 * returned as it is, an interrupted one goes on from its checkpoint. All randomness derives from the seed, the epoch and the step, so on
 * the same backend a run that was interrupted ends bit for bit as one that was not.
 * @throws BackendUnavailable when `backend` can't be used
 * @throws Interrupted when `signal` aborts, after saving
 * @throws RefoldError for a setting that can't be, a network that doesn't fit the data, a loss that isn't finite, a checkpoint
 *   that is damaged or of another configuration, a disk that is full
 */
export async function train(config: TrainConfig, options: TrainOptions): Promise<RunResult> {
  checkConfig(config);
  const hash = configHash(config);
  const resultPath = join(options.folder, RUN_FILES.result);
  if (options.fresh) {
    const kept = snapshotFiles(options.folder).values();
    const files = Object.values(RUN_FILES).map(file => join(options.folder, file));
    for (const path of [...files, ...kept]) rmSync(path, { force: true });
  }
  const finished = readResult(resultPath, hash);
  if (finished) return finished;

  if (options.backend !== undefined) await selectBackend(parseBackendChoice(options.backend));
  const run = new Run(config, options, {
    hash,
    initial: await startingParameters(config, options),
    trainSet: await loadDataset(config.data.train, options.fetch),
    testSet: await loadDataset(config.data.test, options.fetch),
    unseenSet: config.verification && (await loadDataset(config.verification.data, options.fetch)),
    checkpointPath: join(options.folder, RUN_FILES.checkpoint),
    metricsPath: join(options.folder, RUN_FILES.metrics),
    keptPath: epoch => join(options.folder, keptName(epoch)),
  });
  try {
    const result = await run.toEnd();
    writeFileAtomic(resultPath, `${JSON.stringify(result, undefined, 2)}\n`);
    return result;
  } finally {
    run.dispose();
  }
}

async function startingParameters(
  { initial, method }: TrainConfig,
  options: TrainOptions,
): Promise<Params | undefined> {
  if (method !== undefined && options.method === undefined) {
    throw new RefoldError(`training: the configuration asks for the method '${method.name}', and none was given`);
  }
  if (options.initial !== undefined || initial === undefined) return options.initial;
  if ('weights' in initial) return await loadPretrained(initial.weights, options.fetch);
  throw new RefoldError(
    'training: the configuration begins with what another training ended with, and it was not given',
  );
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
