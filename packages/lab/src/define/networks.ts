/** Networks that runs begin with, networks that runs left behind, and what evaluates them in figures and tables. */
import { RefoldError } from '@refold/core';
import { dataFolder, loadDataset } from '@refold/core/data';
import type { Network, Params } from '@refold/core/layers';
import { isSupervised } from '@refold/core/runs';
import type { AnyConfig, Evaluator, InitialSpec, TrainConfig } from '@refold/core/train';
import { hasPretrained, loadPretrained } from '@refold/core/zoo';
import type { FigureContext, TrainedRun } from './figure.ts';
import type { Settings } from './scales.ts';

/** Whether published weights of this name are in the data folder. */
export const isPublished = (weights: string | undefined): weights is string =>
  weights !== undefined && hasPretrained(weights, dataFolder());

/** Where a run begins: at published weights if they are in the data folder, else where a first run of our own ends. */
export const publishedOr = (weights: string | undefined, first: () => TrainConfig): InitialSpec =>
  isPublished(weights) ? { weights } : { training: first() };

/**
 * The settings of a first run: where the data are real all images, or so many, for what begins there may use a part of them.
 * @param count default: all
 */
export function onAllImages<S extends Settings>(
  settings: S,
  count?: number,
): Omit<S, 'images'> & Pick<Settings, 'images'> {
  if (settings.data === 'generated') return settings;
  const { images: _, ...whole } = settings;
  return count === undefined ? whole : { ...whole, images: count };
}

/**
 * The network that a run ended with; where a method makes another network of the configured one, the parameters are that one's.
 * @throws RefoldError for a run of a paper's own task, which has several networks
 */
export function networkOf({ config, params }: Pick<TrainedRun, 'config' | 'params'>): Network {
  const { layer, input } = supervisedConfig(config);
  return { layer, input, params };
}

/** @throws RefoldError for a run of a paper's own task */
export function supervisedConfig(config: AnyConfig): TrainConfig {
  if (isSupervised(config)) return config;
  throw new RefoldError(`a run of the task '${config.task}' has networks of its own`);
}

/**
 * The network that a run began with.
 * @throws RefoldError for a run that began with random parameters or with those of its caller, and for one of a paper's own task
 */
export async function baseNetwork(config: AnyConfig, { trained }: Pick<FigureContext, 'trained'>): Promise<Network> {
  const { initial } = supervisedConfig(config);
  if (initial === undefined) throw new RefoldError('the run begins with random parameters, so it has no base network');
  return networkOf({ config, params: await initialParamsOf(initial, trained) });
}

async function initialParamsOf(initial: InitialSpec, trained: FigureContext['trained']): Promise<Params> {
  if ('training' in initial) return (await trained(initial.training)).params;
  if (!('weights' in initial)) {
    throw new RefoldError('the run begins with parameters that only its caller holds: its base network is not kept');
  }
  if (initial.part === undefined) return await loadPretrained(initial.weights);
  throw new RefoldError(`only '${initial.part}' begins with ${initial.weights}: the run has no base network`);
}

/** What a figure's `runs` need of one run: itself and, if it begins with another run, that. */
export const withBase = (config: TrainConfig): readonly TrainConfig[] =>
  config.initial !== undefined && 'training' in config.initial ? [config, config.initial.training] : [config];

/**
 * Evaluates networks on a run's test images, normalised as in the run.
 * @param perClass images of each class, the first ones; 'all', or by default as many as in the run
 */
export async function testEvaluator({ data, batchSize }: TrainConfig, perClass?: number | 'all'): Promise<Evaluator> {
  const { evaluator } = await import('@refold/core/train');
  const { perClass: _, ...whole } = data.test;
  const wanted = perClass === undefined ? data.test : perClass === 'all' ? whole : { ...whole, perClass };
  const normalize = data.augment?.normalize;
  return evaluator(await loadDataset(wanted), {
    batchSize: Math.max(batchSize, 100),
    augment: normalize ? { normalize } : {},
  });
}

/** The share of a run's test images that a network puts into the right class. */
export async function accuracyOf(evaluator: Evaluator, net: Network): Promise<number> {
  return evaluator.accuracy(await evaluator.predictions(net));
}
