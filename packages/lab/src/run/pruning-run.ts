/** A run that prunes a network while it trains: one run in this process, taken up again where an earlier one of the same settings stopped. */
import { RefoldError } from '@refold/core';
import type { Model } from '@refold/core/io';
import type { Network } from '@refold/core/layers';
import type { Target } from '@refold/core/prune';
import { parametersDigest, type RunResult, type TrainConfig } from '@refold/core/train';
import type { PaperPruner } from '../models/pruners.ts';
import type { TrainingImages } from '../models/training-images.ts';
import { type RunPlace, trainHere } from './single-run.ts';

/** What is pruned, by what, and how long it trains. */
export interface PruningOptions {
  /** What the network is called. */
  readonly name: string;
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
  readonly images: TrainingImages;
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
export async function pruneByTraining(options: PruningOptions, place: RunPlace): Promise<PruningOutcome> {
  const { net, by } = options;
  const stepsPerEpoch = stepsOf(options);
  const { config, advice } = planOf(options, stepsPerEpoch);
  const { result, params } = await trainHere(
    {
      command: 'prune',
      label: `${options.name}, pruned by ${by.name}`,
      config,
      registry: by.paper,
      parameters: net.params,
      ...(advice !== undefined && { advice }),
    },
    place,
  );
  return { pruned: by.pruner.finish(params, net, config.method), result, stepsPerEpoch };
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
