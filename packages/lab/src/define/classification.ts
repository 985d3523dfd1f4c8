/** Trainings of classifiers on CIFAR, on ImageNet or on generated images: what the papers' recipes have in common. */
import { RefoldError } from '@refold/core';
import {
  type Augmentation,
  CIFAR10_NORMALIZATION,
  CIFAR100_NORMALIZATION,
  type DatasetSpec,
  IMAGENET_NORMALIZATION,
} from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import type { Sgd } from '@refold/core/optim';
import { CIFAR, IMAGENET } from '@refold/core/zoo';
import type { RunConfig, Settings } from './types.ts';

/** Settings of a table whose rows are trained classifiers. */
export interface ClassificationSettings extends Settings {
  readonly data: string;
  readonly epochs: number;
  readonly batchSize: number;
  /** Test images used; all of them where absent. */
  readonly testImages?: number;
  /** Peak of the schedule. */
  readonly lr: number;
}

/** Of the datasets that classifiers are trained on. */
export const CLASSES: Readonly<Record<string, number>> = { imagenet: 1000, cifar10: 10, cifar100: 100, generated: 10 };

/** Classes of the settings' dataset. @throws RefoldError for one that classifiers can't be trained on */
export function classesOf({ data }: Pick<ClassificationSettings, 'data'>): number {
  const classes = CLASSES[data];
  if (classes === undefined) {
    throw new RefoldError(`these tables train on ${Object.keys(CLASSES).join(', ')}, not on '${data}'`);
  }
  return classes;
}

/** Whether the settings' images are ImageNet's, not small ones. */
export const isImageNet = ({ data }: Pick<ClassificationSettings, 'data'>): boolean => data === 'imagenet';

/** A training on the settings' dataset, with crops and flips; what else it takes is the paper's. */
export const classification = (
  layer: Layer,
  settings: ClassificationSettings,
  recipe: Pick<RunConfig, 'optimizer' | 'loss'>,
): RunConfig => ({
  layer,
  input: isImageNet(settings) ? IMAGENET : CIFAR,
  data: isImageNet(settings) ? imagenet : small(settings),
  epochs: settings.epochs,
  batchSize: settings.batchSize,
  // One evaluation, at the end: at the small scales more would cost as much as the training.
  evalEvery: settings.epochs,
  ...recipe,
});

/**
 * SGD with momentum 0.9, its rate a cosine from `lr` to zero, after a linear warm-up of so many epochs: none unless told. Weight
 * decay and multiples of the rate are the paper's.
 */
export function cosineSgd({ lr, warmUp = 0, ...rules }: CosineSgd): RunConfig['optimizer'] {
  const then = { kind: 'cosine', value: lr, end: 0 } as const;
  return {
    kind: 'sgd',
    lr: warmUp === 0 ? then : { kind: 'linearWarmup', epochs: warmUp, from: 0, then, shift: false },
    momentum: 0.9,
    ...rules,
  };
}

export interface CosineSgd extends Pick<Sgd, 'weightDecay' | 'lrScale'> {
  readonly lr: number;
  readonly warmUp?: number;
}

const imagenet: RunConfig['data'] = {
  train: { name: 'imagenet', split: 'train', size: 224 },
  test: { name: 'imagenet', split: 'test', size: 224, resize: 256 },
  augment: {
    resizedCrop: { area: [0.08, 1], ratio: [3 / 4, 4 / 3] },
    flip: true,
    normalize: IMAGENET_NORMALIZATION,
  },
};

/** 32×32 images: crops after padding by 4, and flips. */
function small(settings: ClassificationSettings): RunConfig['data'] {
  const { data, images, testImages } = settings;
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
          ...(wanted !== undefined && { perClass: Math.floor(wanted / classes) }),
        };
  return { train: dataset('train', images), test: dataset('test', testImages), augment };
}
