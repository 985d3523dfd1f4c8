/** MobileNet (Howard et al. 2017, arXiv 1704.04861): depthwise 3×3 and pointwise layers in turn. */
import { chain } from '../layers/build.ts';
import type { Layer } from '../layers/types.ts';
import { type Catalogue, IMAGENET } from './catalogue.ts';
import { convNormRelu, poolAndClassify } from './parts.ts';

/** A network of such pairs: its stem and what they are. */
export interface MobileNetSpec {
  /** Channels of the stem, a 3×3 convolution, and its stride. */
  readonly stem: number;
  readonly stride: number;
  /** Channels that each pair of a depthwise 3×3 and a pointwise layer gives, and the stride of the former. */
  readonly pairs: readonly (readonly [out: number, stride: number])[];
}

const PAIRS: MobileNetSpec['pairs'] = [
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

/** The classifier of a specification, [h, w, 3] to [classes]. Its children are named stem, body and head. */
export const mobileNetOf = ({ stem, stride, pairs }: MobileNetSpec, classes = 1000): Layer =>
  chain({
    stem: convNormRelu(stem, 3, { stride }),
    body: chain(
      pairs.map(([out, stride], i) => {
        const channels = pairs[i - 1]?.[0] ?? stem;
        return chain({
          depthwise: convNormRelu(channels, 3, { stride, groups: channels }),
          pointwise: convNormRelu(out, 1),
        });
      }),
    ),
    head: poolAndClassify(classes),
  });

/** MobileNet of width 1: [224, 224, 3] → [classes]. */
export const mobileNet = (classes = 1000): Layer => mobileNetOf({ stem: 32, stride: 2, pairs: PAIRS }, classes);

/** MobileNet by name. */
export const mobileNets: Catalogue = {
  mobilenet: {
    description: 'MobileNet of width 1',
    input: IMAGENET,
    build: ({ classes } = {}) => mobileNet(classes),
  },
};
