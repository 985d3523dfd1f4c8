/** Trained networks as figures need them, and what judges them. */

import { RefoldError } from '@refold/core';
import { loadDataset } from '@refold/core/data';
import type { Network, Params } from '@refold/core/layers';
import { type Evaluator, evaluator, type TrainConfig } from '@refold/core/train';
import { loadPretrained } from '@refold/core/zoo';
import type { FigureContext } from '@refold/lab';

export const networkOf = ({ layer, input }: TrainConfig, params: Params): Network => ({ layer, input, params });

/** The network that a training began with. */
export async function baseNetwork(config: TrainConfig, { trained }: FigureContext): Promise<Network> {
  const { initial } = config;
  if (initial === undefined) throw new RefoldError('the training begins with fresh parameters');
  const params =
    'weights' in initial ? await loadPretrained(initial.weights) : (await trained(initial.training)).params;
  return networkOf(config, params);
}

/** Trainings that a figure needs of one: itself and, where there is one, that which it begins with. */
export const withBase = (config: TrainConfig): readonly TrainConfig[] =>
  config.initial !== undefined && 'training' in config.initial ? [config, config.initial.training] : [config];

/** Judges networks on a training's test images. */
export async function judgeFor({ data, batchSize }: TrainConfig): Promise<Evaluator> {
  const normalize = data.augment?.normalize;
  return evaluator(await loadDataset(data.test), {
    batchSize: Math.max(batchSize, 100),
    augment: normalize ? { normalize } : {},
  });
}
