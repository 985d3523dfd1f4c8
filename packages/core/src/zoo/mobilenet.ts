/** MobileNet (Howard et al. 2017, arXiv 1704.04861): depthwise 3×3 and pointwise layers in turn. */
import { chain } from '../layers/build.ts';
import type { Layer } from '../layers/types.ts';
import { type Catalogue, IMAGENET } from './catalogue.ts';
import { convNormRelu, poolAndClassify } from './parts.ts';

/** Channels that each pair of layers gives, and the stride of its depthwise one. */
const PAIRS: readonly (readonly [out: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];
const STEM = 32;

/** MobileNet of width 1: [224, 224, 3] → [classes]. */
export const mobileNet = (classes = 1000): Layer =>
  chain({
    stem: convNormRelu(STEM, 3, { stride: 2 }),
    body: chain(
      PAIRS.map(([out, stride], i) => {
        const channels = PAIRS[i - 1]?.[0] ?? STEM;
        return chain({
          depthwise: convNormRelu(channels, 3, { stride, groups: channels }),
          pointwise: convNormRelu(out, 1),
        });
      }),
    ),
    head: poolAndClassify(classes),
  });

/** MobileNet by name. */
export const mobileNets: Catalogue = {
  mobilenet: {
    description: 'MobileNet of width 1',
    input: IMAGENET,
    build: ({ classes } = {}) => mobileNet(classes),
  },
};
