/** How the networks are trained: the paper's ImageNet recipes (section 4.1), and ours for CIFAR. */
import { RefoldError } from '@refold/core';
import {
  type Augmentation,
  CIFAR10_NORMALIZATION,
  CIFAR100_NORMALIZATION,
  type DatasetSpec,
  IMAGENET_NORMALIZATION,
} from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import { CIFAR, IMAGENET } from '@refold/core/zoo';
import type { RunConfig, Settings } from '@refold/lab';

/** Settings of a table whose rows are trained. */
export interface TrainingSettings extends Settings {
  readonly data: string;
  readonly epochs: number;
  readonly batch: number;
  /** Test images used; all of them where absent. */
  readonly testImages?: number;
  /** Peak of the cosine. */
  readonly lr: number;
}

type Recipe = Omit<RunConfig, 'layer' | 'input' | 'epochs' | 'batch'>;

/** SGD as in the authors' script: norms and biases without decay but for the identity branch's γ; biases at twice the rate. */
const sgd = (lr: number, warmUp: number, decay: number): RunConfig['optimizer'] => {
  const then = { kind: 'cosine', value: lr, end: 0 } as const;
  return {
    kind: 'sgd',
    lr: warmUp === 0 ? then : { kind: 'linearWarmup', epochs: warmUp, from: 0, then, shift: false },
    momentum: 0.9,
    weightDecay: [
      ['(kernel|identity\\.gamma)$', decay],
      ['', 0],
    ],
    lrScale: [
      ['(bias|beta)$', 2],
      ['', 1],
    ],
  };
};

const imagenet: RunConfig['data'] = {
  train: { name: 'imagenet', split: 'train', size: 224 },
  test: { name: 'imagenet', split: 'test', size: 224, resize: 256 },
  augment: {
    resizedCrop: { area: [0.08, 1], ratio: [3 / 4, 4 / 3] },
    flip: true,
    normalize: IMAGENET_NORMALIZATION,
  },
};

/** The simple recipe of tables 4, 6 and 7: global batch 256, cosine without warm-up, crops and flips. */
export const simple = (lr: number): Recipe => ({ data: imagenet, optimizer: sgd(lr, 0, 1e-4) });

/** Table 5's: warm-up, label smoothing and mixup besides. */
export const heavy = (lr: number): Recipe => ({
  data: imagenet,
  optimizer: sgd(lr, 5, 1e-4),
  loss: { labelSmoothing: 0.1, mixup: 0.2 },
});

const CLASSES: Readonly<Record<string, number>> = { imagenet: 1000, cifar10: 10, cifar100: 100, generated: 10 };

/** Images of the datasets that rows can be trained on. @throws RefoldError for another one */
export function classesOf({ data }: TrainingSettings): number {
  const classes = CLASSES[data];
  if (classes === undefined) {
    throw new RefoldError(`RepVGG's tables train on ${Object.keys(CLASSES).join(', ')}, not on '${data}'`);
  }
  return classes;
}

/** A training of a network on the settings' dataset. */
export const training = (layer: Layer, settings: TrainingSettings, imagenetRecipe = simple): RunConfig => ({
  layer,
  input: settings.data === 'imagenet' ? IMAGENET : CIFAR,
  epochs: settings.epochs,
  batch: settings.batch,
  // One evaluation, at the end: at the small scales more would cost as much as the training.
  evalEvery: settings.epochs,
  ...(settings.data === 'imagenet' ? imagenetRecipe(settings.lr) : cifar(settings)),
});

/** Crops and flips, an epoch of warm-up (the schedule is short), the paper's optimizer. */
function cifar(settings: TrainingSettings): Recipe {
  const { data, images, testImages, lr } = settings;
  const classes = classesOf(settings);
  const augment: Augmentation = {
    crop: { pad: 4 },
    flip: true,
    normalize: data === 'cifar100' ? CIFAR100_NORMALIZATION : CIFAR10_NORMALIZATION,
  };
  const dataset = (split: 'train' | 'test', wanted: number | undefined): DatasetSpec =>
    data === 'generated'
      ? { name: 'generated', split, size: wanted ?? 512 }
      : {
          name: data === 'cifar100' ? 'cifar100' : 'cifar10',
          split,
          ...(wanted !== undefined && { take: Math.floor(wanted / classes) }),
        };
  const [train, test] = [dataset('train', images), dataset('test', testImages)];
  return { data: { train, test, augment }, optimizer: sgd(lr, 1, 5e-4) };
}
