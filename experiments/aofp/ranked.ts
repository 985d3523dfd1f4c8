/** What figure 3 shows: a small trained network, one layer of which loses its filters one by one, in the orders of several measures. */
import { Rng } from '@refold/core';
import { datasetNamed, loadDataset, subset } from '@refold/core/data';
import type { TrainConfig } from '@refold/core/train';
import { CIFAR, plainNet } from '@refold/core/zoo';
import {
  classification,
  type Model,
  networkOf,
  PLAIN_SCALES,
  type PlainSettings,
  plainRecipe,
  type RunConfig,
  type TrainedRun,
} from '@refold/lab';
import { MaskedLayer, type Order } from 'aofp';

/** The orders by the paper's names, in its order. */
export const ORDER_NAMES: Readonly<Record<Order, string>> = {
  oracle: 'Oracle Pruning',
  oracle10: 'Oracle Pruning 10x',
  aofp: 'AOFP',
  degraded: 'Degraded Oracle',
  magnitude: 'Magnitude',
  taylor: 'Taylor',
  apoz: 'APoZ',
  index: 'Index',
};

/** The layer that loses its filters: the second of the plain network. */
const LAYER = 'stage1.0.conv';

export interface RankedSettings extends PlainSettings {
  /** Training images of the oracle's assessment set. */
  readonly assessed: number;
  /** Test images on which accuracy is measured. */
  readonly judged: number;
}

export const RANKED_SCALES = {
  smoke: { ...PLAIN_SCALES.smoke, assessed: 16, judged: 64 },
  quick: { ...PLAIN_SCALES.quick, assessed: 100, judged: 2_000 },
  standard: { ...PLAIN_SCALES.quick, epochs: 8, assessed: 1_000, judged: 10_000 },
} satisfies Record<string, RankedSettings>;

const model = (settings: RankedSettings): Model => ({ input: CIFAR, build: () => plainNet(settings.plain) });

/** The network whose layer is looked at. */
export const rankedRun = (settings: RankedSettings): RunConfig =>
  classification(model(settings).build(), settings, plainRecipe(settings));

/** Accuracy, from 0 to 1, with 0, 1, 2, ... filters of the layer removed in an order; the last one stays. */
export async function curveOf(
  run: TrainedRun,
  by: Order,
  settings: RankedSettings,
  seed: number,
): Promise<readonly number[]> {
  const { data } = run.config as TrainConfig;
  const augment = { normalize: datasetNamed(settings.data).normalization! };
  const [train, test] = [await loadDataset(data.train), await loadDataset(data.test)];
  const judged = subset(test, { first: Math.min(settings.judged, test.size) });
  const layer = new MaskedLayer(networkOf(run), LAYER, { batchSize: 128, augment });
  try {
    const order = await layer.order(by, train, settings.assessed, Rng.seeded(seed).fork(by));
    const curve: number[] = [];
    for (let removed = 0; removed < order.length; removed++) {
      curve.push((await layer.evaluate(order.slice(removed), judged)).top1);
    }
    return curve;
  } finally {
    layer.dispose();
  }
}
