/** Runs of networks: heads on a backbone with ImageNet's weights, which stays as it is. */

import { datasetFacts, imagenet } from '@refold/core/data';
import type { LossSettings } from '@refold/core/train';
import { efficientNetLite0Backbone, PRETRAINED, resnetBackbone, resnetSpecs } from '@refold/core/zoo';
import { plateauRate, type RunConfig, sgd } from '@refold/lab';
import { BACKBONE, DETECTION, HEADS, type HeadSpec, regressor } from 'pdanet';
import { type Label, splitOf } from './recipes.ts';
import { type BenchmarkSettings, GENERATED } from './scales.ts';

/**
 * The heads that are compared, with sums over places as attention usually has: behind the authors' mean of softmax weights, features are so small that
 * eight epochs leave the training loss where it began.
 */
export const CLASSIFIER_HEADS = {
  plain: HEADS.plain,
  local: { ...HEADS.spatial, pool: 'sum' },
  global: HEADS.channel,
  both: { ...HEADS.both, pool: 'sum' },
  wscNet: HEADS.wscNet,
} as const satisfies Readonly<Record<string, HeadSpec>>;

const WEIGHTS = 'efficientnet-lite0-imagenet';
const SIDE = 160;
/** Channels that a learnt 1×1 convolution leaves of the backbone's 1,280. */
const WIDTH = 128;
const EPOCHS = 8;

/** A head on EfficientNet-Lite0, by the usual loss of its labels or another; at smoke, which has no weights, on a narrow ResNet-18 with random ones. */
export const headRun =
  (head: HeadSpec, label: Label, loss?: LossSettings) =>
  (settings: BenchmarkSettings, seed: number): RunConfig => {
    const isSmoke = settings.innerFolds === 0;
    const side = isSmoke ? 64 : SIDE;
    const split = (name: 'train' | 'test') => ({ ...splitOf(name, settings, label, seed), side });
    const [train, test] = [split('train'), split('test')];
    const backbone = isSmoke ? resnetBackbone({ ...resnetSpecs['resnet-18'], width: 8 }) : efficientNetLite0Backbone();
    const normalize = isSmoke
      ? imagenet.normalization
      : PRETRAINED.find(({ name }) => name === WEIGHTS)!.normalization!;
    const epochs = settings.data === GENERATED && isSmoke ? 1 : EPOCHS;
    return {
      layer: regressor({ backbone, input: [side, side, 3], outputs: datasetFacts(train).width!, width: WIDTH, head }),
      input: [side, side, 3],
      data: { train, test, augment: { normalize } },
      epochs,
      evalEvery: epochs,
      batchSize: isSmoke ? 16 : 32,
      optimizer: sgd({ lr: plateauRate(0.02, [(epochs * 5) / 6]), weightDecay: 5e-4 }),
      ...(!isSmoke && { frozen: BACKBONE, initial: { weights: WEIGHTS, part: BACKBONE } }),
      ...(head.kind === 'wscNet' && { loss: { aux: { [DETECTION]: 1 } } }),
      ...(loss !== undefined && { loss }),
    };
  };
