/** A run of adaptation that takes no time: pictures of 12 pixels, networks of a few channels and layers. */
import type { DatasetSpec } from '@refold/core/data';
import { batchNorm, chain, conv, instanceNorm, leakyRelu, linear, relu, tanh } from '@refold/core/layers';
import { constant } from '@refold/core/optim';
import type { AdaptationConfig, FeatureSettings, PixelSettings } from '../../src/config.ts';
import { classifierOn } from '../../src/networks.ts';

/** MS-SSIM needs 11. */
const SIDE = 12;

/** Pictures with one of Mikels' emotions. */
const pictures = (split: 'train' | 'test', seed: number, size = 4): DatasetSpec =>
  ({ name: 'generated-affect', split, side: SIDE, label: 'class', size, seed }) as DatasetSpec;

const WIDTH = 4;
const CLASSIFIER = classifierOn(chain({ conv: conv(WIDTH, 3, { stride: 2 }), norm: batchNorm(), relu: relu() }), 8);

export const PIXELS: PixelSettings = {
  directions: 'both',
  generator: chain({
    conv: conv(4, 3),
    norm: instanceNorm(),
    relu: relu(),
    colours: conv(3, 1, { bias: true }),
    tanh: tanh(),
  }),
  critic: chain({ conv: conv(2, 4, { stride: 2, pad: 1 }), relu: leakyRelu(0.2), scores: conv(1, 1, { bias: true }) }),
  // Full after two steps, so that most steps draw.
  pool: 2,
  lr: constant(2e-3),
};

export const FEATURES: FeatureSettings = {
  critic: chain({ score: linear(1) }),
  width: WIDTH,
  like: 'adapted',
  lr: constant(1e-2),
};

export const TINY: AdaptationConfig = {
  task: 'adaptation',
  source: pictures('train', 0),
  target: pictures('train', 1, 3),
  test: pictures('test', 1),
  input: [SIDE, SIDE, 3],
  batchSize: 1,
  epochs: 2,
  seed: 3,
  logEvery: 1,
  classifier: { layer: CLASSIFIER, lr: constant(1e-3) },
};
