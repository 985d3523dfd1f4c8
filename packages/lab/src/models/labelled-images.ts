/** Images with classes, as many as a command asks for, that fit a network. */
import { resolve } from 'node:path';
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
  outputWidth,
  type Split,
  sampleSpec,
} from '@refold/core/data';
import type { Model } from '@refold/core/io';
import { infer, show } from '@refold/core/layers';
import type { Reporter } from '../terminal/progress.ts';
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
  readonly spec: DatasetSpec;
  readonly dataset: Dataset;
  /** Normalizes, and nothing else. */
  readonly augment: Augmentation;
  /** What is usually done to the dataset's images when a classifier is trained, besides normalization; `{}` where it doesn't say. */
  readonly usual: Augmentation;
  /** What the images are normalized by, in words. */
  readonly normalizedBy: string;
}

/**
 * Loads about `images` images of a dataset, as many of each class, or all of them where that is undefined, fetching it first if need be. A
 * dataset that comes in several shapes is read in the network's. Images are normalized as the network's own were, where that is known, or
 * else by the dataset's constants.
 * @param folder where the pictures of a dataset of class folders lie, in the place of the data folder
 * @throws RefoldError when the network takes other images, has another number of classes or the same ones in another order, or the
 *   dataset isn't available
 */
export async function labelledImages(
  name: string,
  split: Split,
  net: Omit<Model, 'params'>,
  images: number | undefined,
  reporter: Reporter,
  folder?: string,
): Promise<LabelledImages> {
  const descriptor = datasetNamed(name);
  const spec = specFor(descriptor, split, net, images, folder);
  if (folder === undefined) await fetchByName(name, reporter);
  const dataset = await loadDataset(spec, { onNotice: notice => reporter.line(notice) });
  requireClasses(dataset, net);
  if (dataset.labelKind.kind === 'class') checkOrder(name, dataset.labelKind.classes, net.classNames);
  return { spec, dataset, usual: descriptor.augmentation ?? {}, ...normalizationFor(descriptor, net) };
}

/** The spec of about so many pictures in a folder of one's own, in ImageNet's layout. @throws RefoldError for another dataset */
function inFolder(folder: string, { name }: DatasetDescriptor, split: Split, classes: number, images?: number) {
  if (name !== 'imagenet') {
    throw new RefoldError(`${name} isn't read from a folder of classes, so '${folder}' can't be it. Leave it out.`);
  }
  const perClass = images === undefined ? {} : { perClass: Math.max(1, Math.floor(images / classes)) };
  return { name: 'image-folder', root: resolve(folder), split, ...perClass } as const;
}

/** Where only the folder tells how many classes there are. @throws RefoldError when the network has others */
function requireClasses({ name, labelKind }: Dataset, { layer, input }: Pick<Model, 'layer' | 'input'>): void {
  const [own, classes] = [outputWidth(labelKind), infer(layer, input)[0]];
  if (own === classes) return;
  throw new RefoldError(`--data: ${name} has ${own} classes; this network has ${classes}`);
}

/** The spec of images that a network takes, in its classes. */
function specFor(
  descriptor: DatasetDescriptor,
  split: Split,
  { layer, input }: Pick<Model, 'layer' | 'input'>,
  images: number | undefined,
  folder: string | undefined,
): DatasetSpec {
  const output = infer(layer, input);
  if (input.length !== 3 || output.length !== 1) {
    throw new RefoldError(`--data needs a classifier of images; this network makes ${show(output)} of ${show(input)}`);
  }
  const [shape, classes] = [input as ImageShape, output[0]!];
  const sample =
    folder === undefined ? sampleSpec(descriptor, split, images) : inFolder(folder, descriptor, split, classes, images);
  const spec = { ...sample, ...descriptor.fit?.({ shape, classes }) } as DatasetSpec;
  const own = datasetFacts(spec);
  if (shape.join() !== own.shape.join() || (own.width !== undefined && classes !== own.width)) {
    throw new RefoldError(
      `--data: ${descriptor.name} has images of ${own.shape.join('x')} in ${own.width} classes; this network takes ` +
        `${shape.join('x')} and has ${classes} classes`,
    );
  }
  return spec;
}

function normalizationFor(
  { name, normalization: theirs }: DatasetDescriptor,
  { input, normalization: own }: Pick<Model, 'input' | 'normalization'>,
): Pick<LabelledImages, 'augment' | 'normalizedBy'> {
  if (own !== undefined) return { augment: { normalize: own }, normalizedBy: "the model's own mean and std" };
  if (theirs !== undefined && theirs.mean.length === input[2]) {
    return {
      augment: { normalize: theirs },
      normalizedBy: `${name}'s mean and std, since the model has none of its own`,
    };
  }
  return { augment: {}, normalizedBy: 'nothing but the range from 0 to 1, since neither model nor dataset says more' };
}

/** Names that are spelled differently may still mean the same classes; the same names in another order do not. */
function checkOrder(name: string, theirs: readonly string[], ours: readonly string[] | undefined): void {
  const at = ours?.findIndex((one, i) => one !== theirs[i]) ?? -1;
  if (ours === undefined || at < 0 || ours.some(one => !theirs.includes(one))) return;
  throw new RefoldError(
    `--data: the model has the classes of ${name} in another order: its class ${at} is '${ours[at]}', ${name}'s is '${theirs[at]}'. ` +
      "--class-names corrects the model's names, if they are wrong",
  );
}
