import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { augmenter } from '../augment.ts';
import type { Dataset } from '../dataset.ts';
import type { FullSpec } from '../descriptor.ts';
import type { ImageShape } from '../image-shape.ts';
import { gatherLabels } from '../labels.ts';
import { listClasses } from './class-listing.ts';
import { someOf } from './listing.ts';
import { decodeImage } from './picture.ts';
import { sharedPictures } from './shared-pictures.ts';
import { MOST_CHECKED, requireWholePictures } from './whole-pictures.ts';

/** How pictures become images. */
export interface ImageFolderOptions {
  /** Side of the square images. Default: 224. */
  readonly size: number;
  /**
   * Without `resizedCrop`, the short side is scaled to this and the centre is cut out. Default: 256 for each 224 of `size`.
   */
  readonly resize: number | undefined;
}

/** The defaults of datasets of pictures. */
export const IMAGE_FOLDER_DEFAULTS: ImageFolderOptions = { size: 224, resize: undefined };

/**
 * Pictures in folders named by class, ImageNet's layout: `train/<class>/*.JPEG` and `val/<class>/*.JPEG` (or `valid/`, `validation/`,
 * `test/`). Classes are numbered in the order of train's folder names. Hidden entries, stray files, dangling links and formats that
 * can't be read are skipped, which the dataset's notices say. Pictures are decoded when a batch asks for them, on sharp's own threads.
 * @throws RefoldError when the layout is another one, the classes differ from train's, or pictures can't be decoded, naming them; `batch`
 * throws it for one that is damaged in its midst
 */
export async function readClassFolders(
  root: string,
  name: string,
  spec: FullSpec<ImageFolderOptions>,
): Promise<Dataset> {
  const { split, size, resize = Math.round((size * 256) / 224) } = spec;
  if (!(size > 0 && resize >= size)) {
    throw new RefoldError(
      `${name}: can't cut ${size} pixels out of pictures of ${resize}: resize must be at least size.`,
    );
  }
  const { classes, files, labels, notices } = listClasses(root, name, split);
  await requireWholePictures(files);
  const shape: ImageShape = [size, size, 3];
  const pixels = size * size * 3;
  return {
    name,
    split,
    shape,
    labelKind: { kind: 'class', classes },
    size: files.length,
    labels,
    notices,
    async batch(indices, { augment = {}, rng } = {}) {
      const { resizedCrop, ...rest } = augment;
      const finish = augmenter(rest, shape, rng);
      if (resizedCrop && !rng)
        throw new RefoldError(`${name}: resizedCrop is random, so it needs a random stream (rng).`);
      const images = new Float32Array(indices.length * pixels);
      const place = async (index: number, i: number): Promise<void> => {
        const crop = resizedCrop && rng ? { ...resizedCrop, rng: rng.fork(index).fork('resizedCrop') } : { resize };
        finish(await decodeImage(files[index]!, size, crop), images.subarray(i * pixels, (i + 1) * pixels), index);
      };
      await Promise.all(Array.from(indices, place));
      return { images, shape: [indices.length, ...shape], labels: gatherLabels(labels, indices) };
    },
  };
}

/**
 * What a user should know of a split before a run: the notices of `readClassFolders`, and which pictures of the test split are in train too.
 * @throws RefoldError as `readClassFolders`
 */
export async function inspectClassFolders(
  root: string,
  name: string,
  spec: FullSpec<ImageFolderOptions>,
): Promise<readonly string[]> {
  const { files, notices } = listClasses(root, name, spec.split);
  await requireWholePictures(files);
  if (spec.split === 'train' || !existsSync(join(root, 'train'))) return notices;
  const train = listClasses(root, name, 'train').files;
  const shared = files.length + train.length > MOST_CHECKED ? [] : sharedPictures(train, files);
  if (shared.length === 0) return notices;
  return [
    ...notices,
    `test pictures that are in train as well: ${shared.length} of ${files.length} (${someOf(shared)})`,
  ];
}
