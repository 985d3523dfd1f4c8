/** Images with classes, as many as a command asks for, that fit a network. */
import { RefoldError } from '@refold/core';
import {
  type Augmentation,
  CIFAR10_NORMALIZATION,
  CIFAR100_NORMALIZATION,
  type Dataset,
  type DatasetSpec,
  IMAGENET_NORMALIZATION,
  type ImageShape,
  loadDataset,
  MNIST_NORMALIZATION,
  type Normalization,
  type Split,
} from '@refold/core/data';
import { infer, show } from '@refold/core/layers';
import type { Reporter } from '../terminal/progress.ts';
import type { Loaded } from './catalogue.ts';
import { fetchByName } from './fetching.ts';

/** The datasets of classes that come in one shape. */
export const LABELLED = ['cifar10', 'cifar100', 'mnist', 'imagenet', 'generated'] as const;
export type Labelled = (typeof LABELLED)[number];

export interface LabelledImages {
  readonly dataset: Dataset;
  /** Normalises, and nothing else. */
  readonly augment: Augmentation;
}

interface Form {
  /** Undefined where pictures are scaled to the side that is asked for. */
  readonly side?: number;
  readonly channels: number;
  readonly classes: number;
  readonly normalize: Normalization;
}

const FORMS: Readonly<Record<Exclude<Labelled, 'generated'>, Form>> = {
  cifar10: { side: 32, channels: 3, classes: 10, normalize: CIFAR10_NORMALIZATION },
  cifar100: { side: 32, channels: 3, classes: 100, normalize: CIFAR100_NORMALIZATION },
  mnist: { side: 28, channels: 1, classes: 10, normalize: MNIST_NORMALIZATION },
  imagenet: { channels: 3, classes: 1000, normalize: IMAGENET_NORMALIZATION },
};

/**
 * Loads about `images` images of a dataset, as many of each class, fetching it first where need be. Generated ones are made to fit.
 * They are normalised as the network's own were, where that is known.
 * @throws RefoldError when the network takes other images or tells other classes apart, or the dataset can't be had
 */
export async function labelledImages(
  name: Labelled,
  split: Split,
  { layer, input, normalization }: Pick<Loaded, 'layer' | 'input' | 'normalization'>,
  images: number,
  reporter: Reporter,
): Promise<LabelledImages> {
  const output = infer(layer, input);
  if (input.length !== 3 || output.length !== 1) {
    throw new RefoldError(`--data needs a classifier of images; this network makes ${show(output)} of ${show(input)}`);
  }
  const [shape, classes] = [input as ImageShape, output[0]!];
  if (name === 'generated') {
    const dataset = await loadDataset({ name, split, size: images, classes, shape });
    // Those in colour are normalised as trainings do it.
    return { dataset, augment: shape[2] === 3 ? { normalize: normalization ?? CIFAR10_NORMALIZATION } : {} };
  }
  const { side = shape[0], channels, classes: own, normalize } = FORMS[name];
  if (shape.join() !== [side, side, channels].join() || classes !== own) {
    throw new RefoldError(
      `--data: ${name} has images of ${side}x${side}x${channels} in ${own} classes; this network takes ${shape.join('x')} ` +
        `and tells ${classes} apart`,
    );
  }
  await fetchByName(name, reporter);
  const perClass = Math.max(1, Math.floor(images / own));
  const dataset = await loadDataset({
    name,
    split,
    perClass,
    ...(name === 'imagenet' && { size: side }),
  } as DatasetSpec);
  return { dataset, augment: { normalize: normalization ?? normalize } };
}
