/** How classifiers are trained on a dataset of classes: what the papers' recipes have in common. */
import { RefoldError } from '@refold/core';
import {
  type Augmentation,
  DATASETS,
  type DatasetDescriptor,
  datasetFacts,
  datasetNamed,
  type ImageShape,
  sampleSpec,
} from '@refold/core/data';
import type { Layer } from '@refold/core/layers';
import type { RunConfig } from './cells.ts';
import type { Scale, Settings } from './scales.ts';

/** Settings of a table whose rows are trained classifiers. */
export interface ClassificationSettings extends Settings {
  readonly data: string;
  readonly epochs: number;
  readonly batchSize: number;
  /** Test images used; all of them where absent. */
  readonly testImages?: number;
  /** Zeros added at each border before a random crop; default: the dataset's usual augmentation. */
  readonly pad?: number;
  /** Peak of the schedule. */
  readonly lr: number;
}

/**
 * What most tables of classifiers train on below --scale paper: generated images, a part of CIFAR-10, all of it. A table says besides
 * which network, at what rate, and at quick how long.
 */
export const CIFAR_SCALES = {
  smoke: { data: 'generated', images: 64, testImages: 128, epochs: 1, batchSize: 32, seeds: [0] },
  quick: { data: 'cifar10', images: 10_000, testImages: 5_000, batchSize: 64, seeds: [0, 1, 2] },
  standard: { data: 'cifar10', epochs: 20, batchSize: 128, seeds: [0, 1, 2] },
} satisfies Partial<Record<Scale, Partial<ClassificationSettings>>>;

/** Number of classes of the settings' dataset. @throws RefoldError for one that classifiers can't be trained on */
export const classesOf = (
  { data }: Pick<ClassificationSettings, 'data'>,
  datasets: readonly DatasetDescriptor[] = DATASETS,
): number => classesIn(data, datasets).classes;

/**
 * A run on the settings' dataset: about `images` training and `testImages` test images, augmented and normalized as its descriptor
 * says. What else it takes is the paper's.
 * @throws RefoldError for a dataset that classifiers can't be trained on, or an unknown one (with similar names)
 */
export function classification(
  layer: Layer,
  settings: ClassificationSettings,
  recipe: Pick<RunConfig, 'optimizer' | 'loss'>,
  datasets: readonly DatasetDescriptor[] = DATASETS,
): RunConfig {
  const { descriptor, shape, augment } = classesIn(settings.data, datasets);
  const { pad } = settings;
  return {
    layer,
    input: shape,
    data: {
      train: sampleSpec(descriptor, 'train', settings.images),
      test: sampleSpec(descriptor, 'test', settings.testImages),
      augment: pad === undefined ? augment : { ...augment, crop: { pad } },
    },
    epochs: settings.epochs,
    batchSize: settings.batchSize,
    // One evaluation, at the end: at the small scales more would cost as much as the training.
    evalEvery: settings.epochs,
    ...recipe,
  };
}

interface ClassDataset {
  readonly descriptor: DatasetDescriptor;
  readonly shape: ImageShape;
  readonly classes: number;
  readonly augment: Augmentation;
}

/** A dataset that classifiers are trained on: it has classes, and its descriptor says how its images are augmented and normalized. */
function classesIn(name: string, datasets: readonly DatasetDescriptor[]): ClassDataset {
  const found = withClasses(datasetNamed(name, datasets));
  if (found !== undefined) return found;
  const names = datasets.filter(withClasses).map(descriptor => descriptor.name);
  throw new RefoldError(`these tables train on ${names.join(', ')}, not on '${name}'`);
}

function withClasses(descriptor: DatasetDescriptor): ClassDataset | undefined {
  const { augmentation, normalization: normalize } = descriptor;
  const { labelKind, width, shape } = datasetFacts(sampleSpec(descriptor, 'train'), [descriptor]);
  if (labelKind.kind !== 'class' || width === undefined || !augmentation || !normalize) return undefined;
  return { descriptor, shape, classes: width, augment: { ...augmentation, normalize } };
}
