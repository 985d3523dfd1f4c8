/** A run that prunes a network while it trains: one run in this process, taken up again where an earlier one of the same settings stopped. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import type { Augmentation, DatasetSpec } from '@refold/core/data';
import type { Model } from '@refold/core/io';
import type { Network, Params } from '@refold/core/layers';
import type { Target } from '@refold/core/prune';
import { configHash, readResult } from '@refold/core/runs';
import {
  inspectCheckpoint,
  parametersDigest,
  playerIn,
  RUN_FILES,
  type RunResult,
  type TrainConfig,
  type TrainEvent,
  train,
} from '@refold/core/train';
import type { PaperPruner } from '../models/pruners.ts';
import type { Reporter } from '../terminal/progress.ts';

/** What is pruned, by what, and how long it trains. */
export interface PruningOptions {
  readonly net: Model;
  readonly by: PaperPruner;
  readonly keep: number;
  /** The layers that may be narrowed; empty where single weights are pruned. */
  readonly targets: readonly Target[];
  readonly minKept?: number;
  readonly epochs: number;
  /** The learning rate at the start. */
  readonly lr: number;
  readonly seed: number;
  readonly images: PruningImages;
}

/** What a run trains and is tested on. */
export interface PruningImages {
  readonly train: DatasetSpec;
  readonly test: DatasetSpec;
  /** Of training images; test images are normalized alone. */
  readonly augment: Augmentation;
  /** Number of training images. */
  readonly trainSize: number;
}

/** Where it runs. */
export interface PruningPlace {
  /** Folder of all runs: this one is in `prune`, in a folder named by its settings and its backend. */
  readonly runs: string;
  /** The name of the active backend. */
  readonly backend: string;
  readonly reporter: Reporter;
  /** When it aborts, the run is saved and `Interrupted` thrown. */
  readonly signal?: AbortSignal;
}

/** What came of a run. */
export interface PruningOutcome {
  readonly pruned: Network;
  readonly result: RunResult;
  readonly stepsPerEpoch: number;
}

/** Shares of a run's epochs after which the learning rate is divided by ten. */
const DROPS = [0.6, 0.85] as const;

/**
 * Trains and cuts, or takes up what is in the folder of the same settings: a run that is finished isn't trained again.
 * @throws RefoldError where the share can't be reached, the images are fewer than a batch, or the folder of a finished run is damaged
 * @throws Interrupted when the signal aborts, after saving
 */
export async function pruneByTraining(options: PruningOptions, place: PruningPlace): Promise<PruningOutcome> {
  const { net, by } = options;
  const { runs, backend, reporter, signal } = place;
  const stepsPerEpoch = stepsOf(options);
  const { config, advice } = planOf(options, stepsPerEpoch);
  const folder = join(runs, 'prune', configHash({ backend, config }));
  if (readResult(folder, configHash(config)) !== undefined) reporter.line(`trained before: the run in ${folder}`);
  else if (advice !== undefined) reporter.line(advice);
  try {
    const result = await train(config, {
      folder,
      registry: by.paper,
      parameters: net.params,
      onEvent: shownBy(reporter),
      // What there is to say of the images has been said when they were looked up.
      fetch: { onNotice: () => {} },
      ...(signal && { signal }),
    });
    return { pruned: by.pruner.finish(endOf(folder), net, config.method), result, stepsPerEpoch };
  } finally {
    reporter.end();
  }
}

function stepsOf({ by: { name, pruner }, images: { trainSize } }: PruningOptions): number {
  if (trainSize >= pruner.batchSize) return Math.floor(trainSize / pruner.batchSize);
  throw new RefoldError(
    `--by ${name} trains on batches of ${pruner.batchSize} images, and there are only ${trainSize}`,
  );
}

/** The configuration of a run, and what the user should know of it. */
function planOf(options: PruningOptions, stepsPerEpoch: number) {
  const { net, by, keep, targets, minKept, epochs, lr, seed, images } = options;
  const { layer, input, params } = net;
  const [first, second] = DROPS;
  const schedule = {
    lr,
    at: [first * epochs, second * epochs] as const,
    epochs,
    stepsPerEpoch,
  };
  const request = { net: { layer, input, params }, keep, schedule, targets, seed };
  const { method, optimizer, advice } = by.pruner.plan({ ...request, ...(minKept !== undefined && { minKept }) });
  const config = {
    layer,
    input,
    data: { train: images.train, test: images.test, augment: images.augment },
    method,
    optimizer,
    epochs,
    evalEvery: epochs,
    batchSize: by.pruner.batchSize,
    seed,
    initial: { parameters: parametersDigest(params) },
  } satisfies TrainConfig;
  return { config, advice };
}

/** The parameters that a finished run ended with. */
function endOf(folder: string): Params {
  const path = join(folder, RUN_FILES.checkpoint);
  const found = existsSync(path) ? inspectCheckpoint(path) : { damage: `${path} is missing.` };
  if ('damage' in found) throw new RefoldError(`${found.damage} Delete ${folder} to train again.`);
  return playerIn(found).params;
}

function shownBy(reporter: Reporter): (event: TrainEvent) => void {
  let before = 0;
  return event => {
    if (event.kind === 'setAside') {
      reporter.line(`${event.reason} It is now ${event.aside}, and the run begins again.`);
    }
    if (event.kind === 'epoch') for (const note of event.notes ?? []) reporter.line(`epoch ${event.epoch}: ${note}`);
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
