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
import type { Settings } from './scales.ts';

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
  return {
    layer,
    input: shape,
    data: {
      train: sampleSpec(descriptor, 'train', settings.images),
      test: sampleSpec(descriptor, 'test', settings.testImages),
      augment,
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
