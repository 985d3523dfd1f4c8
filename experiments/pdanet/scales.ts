/** What the tables run with, by scale and set: pictures, backbones, schedules. */

import { affine, type Layer } from '@refold/core/layers';
import {
  efficientNetLite0Backbone,
  mobileNetV2Backbone,
  resnetBackbone,
  resnetSpecs,
  squeezeNetBackbone,
} from '@refold/core/zoo';
import { isHere, type Phase, type Scale, type Settings } from '@refold/lab';

/** What a regressor looks at pictures with. */
export interface Backbone {
  readonly network: string;
  readonly build: () => Layer;
  /** Published weights that it begins with; none: random parameters. */
  readonly weights?: string;
}

/** A backbone with how it is trained. */
export interface Recipe extends Phase {
  readonly backbone: Backbone;
  /** Side of the pictures. */
  readonly side: number;
  /** Whether the backbone stays as it begins. */
  readonly frozen: boolean;
  /** Channels that a learnt 1×1 convolution leaves of the backbone's map; default: all, without one. */
  readonly width?: number;
  readonly batchSize: number;
}

export interface RegressionSettings extends Settings, Omit<Recipe, 'epochs'> {
  readonly data: string;
  readonly epochs: number;
  /** Networks that begin with random parameters. */
  readonly scratch: Omit<Recipe, 'backbone' | 'frozen'>;
  /** Pictures for testing, of the generated set. */
  readonly testImages?: number;
}

/** SqueezeNet's weights are for pixels of 0 to 255: values of its maps are 32, as a root mean square over D-ViSA's pictures; those of the others about 1. */
const unitSqueezeNet = (): Layer => {
  const backbone = squeezeNetBackbone();
  return { ...backbone, children: [...backbone.children, ['unit', affine(1 / 32)]] };
};

/** The backbones by name. */
export const BACKBONES = {
  'EfficientNet-Lite0': {
    network: 'EfficientNet-Lite0',
    build: efficientNetLite0Backbone,
    weights: 'efficientnet-lite0-imagenet',
  },
  MobileNetV2: {
    network: 'MobileNetV2',
    build: () => mobileNetV2Backbone({ folded: true }),
    weights: 'mobilenet-v2-imagenet',
  },
  SqueezeNet: { network: 'SqueezeNet 1.0', build: unitSqueezeNet, weights: 'squeezenet-imagenet' },
  'ResNet-18': {
    network: 'ResNet-18, a quarter as wide',
    build: () => resnetBackbone({ ...resnetSpecs['resnet-18'], width: 16 }),
  },
  'ResNet-101': { network: 'ResNet-101', build: () => resnetBackbone(resnetSpecs['resnet-101-v1.5']) },
} as const satisfies Record<string, Backbone>;

/** A set of rated pictures, with the epochs in which about 400 batches of 32 are seen. */
interface RatedPictures {
  readonly name: string;
  readonly epochs: number;
}

/** The sets that the tables are about. */
export const SETS = {
  dVisa: { name: 'd-visa', epochs: 6 },
  emotion6: { name: 'emotion6', epochs: 8 },
  oasis: { name: 'oasis', epochs: 20 },
} as const satisfies Record<string, RatedPictures>;

/** Pictures that anybody can make: in the place of a set that isn't in the data folder, and to see where networks look. */
const GENERATED = { data: 'generated-affect', images: 1_600, testImages: 400 };
export const GENERATED_SET: RatedPictures = { name: GENERATED.data, epochs: 8 };

const pictures = ({ name, epochs }: RatedPictures) =>
  name !== GENERATED.data && isHere(name) ? { data: name, epochs } : { ...GENERATED, epochs };

/** Seeds of five folds, once each, or three times: `foldOf`. */
const seeds = (folds: number): readonly number[] => [...Array(folds).keys()];

/** The fold that the run of a seed is tested on, and none of its other pictures belongs to. */
export const foldOf = (seed: number): number => seed % 5;

/** The recipe's rate falls to a tenth after five sixths of the run, as the paper's does. */
const falling = <S extends { readonly epochs: number }>(settings: S) => ({
  ...settings,
  at: [(settings.epochs * 5) / 6],
});

/** The settings of the tables about a set. */
export function scalesOf(set: RatedPictures): Readonly<Record<Scale, RegressionSettings>> {
  const own = pictures(set);
  const quick = falling({
    ...own,
    backbone: BACKBONES['EfficientNet-Lite0'],
    network: 'EfficientNet-Lite0',
    side: 160,
    frozen: true,
    width: 128,
    lr: 0.02,
    batchSize: 32,
    seeds: seeds(5),
    scratch: falling({ side: 64, lr: 0.02, batchSize: 32, epochs: own.epochs }),
  });
  const { width: _, ...whole } = quick;
  return {
    smoke: {
      ...quick,
      ...falling({ epochs: 1 }),
      data: 'generated-affect',
      images: 32,
      testImages: 32,
      backbone: BACKBONES['ResNet-18'],
      network: BACKBONES['ResNet-18'].network,
      side: 64,
      width: 8,
      batchSize: 16,
      seeds: [0],
      scratch: { ...quick.scratch, ...falling({ epochs: 1 }) },
    },
    quick,
    standard: {
      ...quick,
      frozen: false,
      lr: 0.005,
      seeds: seeds(15),
      scratch: { ...quick.scratch, side: 128, ...falling({ epochs: 5 * own.epochs }) },
    },
    paper: {
      ...whole,
      ...falling({ epochs: 300 }),
      backbone: BACKBONES['ResNet-101'],
      network: BACKBONES['ResNet-101'].network,
      side: 448,
      frozen: false,
      lr: 1e-3,
      seeds: seeds(15),
    },
  };
}

/** The register of deviations of every table. */
export const DEVIATIONS: readonly string[] = [
  'The paper’s sets (IAPS, NAPS, EMOTIC) are handed out on request, and its own values are not known here: these columns say so, and experiments/pdanet/paper is where a reader who has the paper fills them in. The sets here are free ones; ratings are mapped to scales of 0 to 1 as the paper’s are. Without them in the data folder, generated pictures take their place.',
  'Each seed is tested on one of five folds, seed mod 5, and trained on the other four: pictures of one theme (OASIS) or painting (D-ViSA) are in one fold. Training sets of two folds overlap, so intervals over folds are somewhat narrow.',
  'Below --scale paper the backbone is EfficientNet-Lite0 on 160×160 pictures, and heads have 128 channels behind a learnt 1×1 convolution, where the paper has ResNet-101 on 448×448 and 2,048. At quick the backbone is frozen; at standard it learns. Its weights for ResNet-101 are not among those that Refold fetches: at paper it begins with random parameters.',
  'No validation split: the last epoch counts, where the authors take the best of a validation split. Epochs and rates were chosen on folds of training pictures. All layers have one rate, where the authors’ last layer has ten times that of the others.',
];

/** The published weights that runs at a scale begin with. */
export const weightsAt = (scale: Scale): readonly string[] =>
  scale === 'quick' || scale === 'standard' ? [BACKBONES['EfficientNet-Lite0'].weights] : [];
