/** The images that a network trains on and is tested on, as a command names them. */
import type { Augmentation, DatasetSpec } from '@refold/core/data';
import type { Model } from '@refold/core/io';
import type { Reporter } from '../terminal/progress.ts';
import { labelledImages } from './labelled-images.ts';

/** What a network trains and is tested on. */
export interface TrainingImages {
  readonly train: DatasetSpec;
  readonly test: DatasetSpec;
  /** Of training images; test images are normalized alone. */
  readonly augment: Augmentation;
  /** Number of training images. */
  readonly trainSize: number;
  /** Number of test images. */
  readonly tested: number;
  /** What the images are normalized by, in words. */
  readonly normalizedBy: string;
  /** In the order of the network's outputs. */
  readonly classNames: readonly string[];
}

/**
 * The images that are asked for: all test images. Their data is let go, since the run loads them itself.
 * @throws RefoldError for images that don't fit the network, and a dataset that isn't available
 */
export async function imagesFor(
  net: Omit<Model, 'params'>,
  { data, images }: { readonly data: string; readonly images?: number },
  reporter: Reporter,
): Promise<TrainingImages> {
  const train = await labelledImages(data, 'train', net, images, reporter);
  const test = await labelledImages(data, 'test', net, undefined, reporter);
  const { labelKind } = train.dataset;
  return {
    train: train.spec,
    test: test.spec,
    augment: { ...train.usual, ...train.augment },
    trainSize: train.dataset.size,
    tested: test.dataset.size,
    normalizedBy: train.normalizedBy,
    classNames: labelKind.kind === 'class' ? labelKind.classes : [],
  };
}
