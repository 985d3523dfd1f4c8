/** Images with classes, as many as a command asks for, that fit a network. */
import { RefoldError } from '@refold/core';
import {
  type Augmentation,
  DATASETS,
  type Dataset,
  type DatasetDescriptor,
  type DatasetSpec,
  datasetFacts,
  datasetNamed,
  type ImageShape,
  loadDataset,
  type Split,
  sampleSpec,
} from '@refold/core/data';
import { infer, show } from '@refold/core/layers';
import type { Reporter } from '../terminal/progress.ts';
import type { Loaded } from './catalogue.ts';
import { fetchByName } from './fetching.ts';

/** Names of the datasets of classes whose images have a known normalization. */
export const labelledNames = (datasets: readonly DatasetDescriptor[] = DATASETS): readonly string[] =>
  datasets
    .filter(
      descriptor =>
        descriptor.normalization !== undefined &&
        datasetFacts(sampleSpec(descriptor, 'test'), [descriptor]).labelKind.kind === 'class',
    )
    .map(({ name }) => name);

export interface LabelledImages {
  readonly dataset: Dataset;
  /** Normalizes, and nothing else. */
  readonly augment: Augmentation;
}

/**
 * Loads about `images` images of a dataset, as many of each class, fetching it first if need be. A dataset that comes in several
 * shapes is read in the network's. Images are normalized as the network's own were, where that is known.
 * @throws RefoldError when the network takes other images or has another number of classes, or the dataset isn't available
 */
export async function labelledImages(
  name: string,
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
  const descriptor = datasetNamed(name);
  const spec = { ...sampleSpec(descriptor, split, images), ...descriptor.fit?.({ shape, classes }) } as DatasetSpec;
  const own = datasetFacts(spec);
  if (shape.join() !== own.shape.join() || classes !== own.width) {
    throw new RefoldError(
      `--data: ${name} has images of ${own.shape.join('x')} in ${own.width} classes; this network takes ${shape.join('x')} ` +
        `and has ${classes} classes`,
    );
  }
  await fetchByName(name, reporter);
  const dataset = await loadDataset(spec, { onNotice: notice => reporter.line(notice) });
  const normalize = normalization ?? descriptor.normalization;
  return { dataset, augment: normalize?.mean.length === shape[2] ? { normalize } : {} };
}
