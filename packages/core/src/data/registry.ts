import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { RefoldError } from '../error.ts';
import { suggestions } from '../suggestions.ts';
import { CIFAR10, CIFAR100, MNIST } from './archives.ts';
import type { Dataset, Split } from './dataset.ts';
import { readCamvid, type SceneFolderOptions } from './datasets/camvid.ts';
import { readCifar10, readCifar100 } from './datasets/cifar.ts';
import { type FacesOptions, readFaces } from './datasets/faces.ts';
import { type GeneratedOptions, generatedDataset } from './datasets/generated.ts';
import { type GeneratedScenesOptions, generatedScenes } from './datasets/generated-scenes.ts';
import { type ImageFolderOptions, imageFolder } from './datasets/image-folder.ts';
import { readMnist } from './datasets/mnist.ts';
import { dataFolder } from './fetching/data-folder.ts';
import { type FetchOptions, fetchArchive } from './fetching/fetch.ts';

import { type SubsetOptions, subset } from './subset.ts';

interface Common extends SubsetOptions {
  readonly split: Split;
}

/** A dataset as plain data, so that a run's configuration can be hashed. */
export type DatasetSpec = Common &
  (
    | { readonly name: 'cifar10' | 'mnist' }
    | { readonly name: 'cifar100'; readonly labels?: 'fine' | 'coarse' }
    | ({ readonly name: 'generated' } & GeneratedOptions)
    | ({ readonly name: 'imagenet' } & Omit<ImageFolderOptions, 'name'>)
    | ({ readonly name: 'faces' } & Omit<FacesOptions, 'split'>)
    | ({ readonly name: 'camvid' } & Omit<SceneFolderOptions, 'split'>)
    | ({ readonly name: 'generated-scenes' } & Omit<GeneratedScenesOptions, 'split'>)
    /** `root` is relative to the data folder; its last part names the dataset. */
    | ({ readonly name: 'image-folder'; readonly root: string } & Omit<ImageFolderOptions, 'name'>)
  );

/** The names that `loadDataset` knows. */
export const DATASET_NAMES = [
  'cifar10',
  'cifar100',
  'mnist',
  'generated',
  'imagenet',
  'faces',
  'camvid',
  'generated-scenes',
  'image-folder',
] as const;

/**
 * Loads a dataset, fetching its files first if they aren't in the data folder.
 * @throws RefoldError for an unknown name (with the near ones), files that can't be fetched, or a file that isn't whole
 * (named)
 */
export async function loadDataset(spec: DatasetSpec, options: FetchOptions = {}): Promise<Dataset> {
  return subset(await loadWhole(spec, options), spec);
}

async function loadWhole(spec: DatasetSpec, options: FetchOptions): Promise<Dataset> {
  const folder = options.folder ?? dataFolder();
  const { name } = spec;
  switch (name) {
    case 'cifar10':
      await fetchArchive(CIFAR10, options);
      return readCifar10(folder, spec.split);
    case 'cifar100':
      await fetchArchive(CIFAR100, options);
      return readCifar100(folder, spec.split, spec.labels);
    case 'mnist':
      await fetchArchive(MNIST, options);
      return readMnist(folder, spec.split);
    case 'generated':
      return generatedDataset(spec);
    case 'imagenet':
      return imagenet(resolve(folder, 'imagenet'), spec);
    case 'faces':
      return readFaces(folder, spec);
    case 'camvid':
      return readCamvid(folder, spec);
    case 'generated-scenes':
      return generatedScenes(spec);
    case 'image-folder':
      return imageFolder(resolve(folder, spec.root), { ...spec, name: basename(spec.root) });
    default:
      throw new RefoldError(unknownName(name));
  }
}

function imagenet(root: string, options: ImageFolderOptions): Dataset {
  if (!existsSync(root)) {
    throw new RefoldError(
      `there is no ${root}. ImageNet is given out by its owners only: ask for ILSVRC 2012 at ` +
        'https://image-net.org/download, then unpack it to train/<class>/*.JPEG and val/<class>/*.JPEG in that folder.',
    );
  }
  return imageFolder(root, { ...options, name: 'imagenet' });
}

function unknownName(name: never): string {
  const similar = suggestions(String(name), DATASET_NAMES);
  const hint = similar.length > 0 ? `Did you mean ${similar.join(' or ')}?` : `There are ${DATASET_NAMES.join(', ')}.`;
  return `there is no dataset '${name}'. ${hint}`;
}
