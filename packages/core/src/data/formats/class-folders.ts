import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '../../error.ts';
import { augmenter } from '../augment.ts';
import type { Dataset, Split } from '../dataset.ts';
import type { FullSpec } from '../descriptor.ts';
import type { ImageShape } from '../image-shape.ts';
import { gatherLabels, type Labels } from '../labels.ts';
import { decodeImage } from './picture.ts';

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

const PICTURE = /\.(jpe?g|png|webp|gif|tiff?)$/i;

/**
 * Pictures in folders named by class, ImageNet's layout: `train/<class>/*.JPEG` and `val/<class>/*.JPEG` (or `test/`).
 * Classes are numbered in the order of train's folder names. Pictures are decoded when a batch asks for them, on
 * sharp's own threads.
 * @throws RefoldError when the layout is another one; `batch` throws it for a picture that can't be decoded, naming the
 * file
 */
export function readClassFolders(root: string, name: string, spec: FullSpec<ImageFolderOptions>): Dataset {
  const { split, size, resize = Math.round((size * 256) / 224) } = spec;
  if (!(size > 0 && resize >= size)) {
    throw new RefoldError(
      `${name}: can't cut ${size} pixels out of pictures of ${resize}: resize must be at least size.`,
    );
  }
  const { classes, files, labels } = scan(root, split);
  const shape: ImageShape = [size, size, 3];
  const pixels = size * size * 3;
  return {
    name,
    split,
    shape,
    labelKind: { kind: 'class', classes },
    size: files.length,
    labels,
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

interface Listing {
  readonly classes: readonly string[];
  readonly files: readonly string[];
  readonly labels: Labels;
}

function scan(root: string, split: Split): Listing {
  const folder = splitFolder(root, split);
  const trainFolder = join(root, 'train');
  const classes = classFolders(existsSync(trainFolder) ? trainFolder : folder);
  const files: string[] = [];
  const labels: number[] = [];
  for (const name of classFolders(folder)) {
    const label = classes.indexOf(name);
    if (label < 0) throw new RefoldError(`${join(folder, name)}: there is no class '${name}' in ${trainFolder}.`);
    const pictures = readdirSync(join(folder, name))
      .filter(file => PICTURE.test(file))
      .sort();
    if (pictures.length === 0) throw new RefoldError(`${join(folder, name)} holds no pictures: remove it or fill it.`);
    for (const picture of pictures) {
      files.push(join(folder, name, picture));
      labels.push(label);
    }
  }
  return { classes, files, labels: { kind: 'class', values: Int32Array.from(labels) } };
}

function splitFolder(root: string, split: Split): string {
  const names = split === 'train' ? ['train'] : ['val', 'test'];
  const found = names.map(name => join(root, name)).find(existsSync);
  if (found === undefined) {
    throw new RefoldError(
      `there is no folder ${join(root, names[0]!)}: pictures are expected in ${names[0]}/<class>/.`,
    );
  }
  return found;
}

function classFolders(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = entries.filter(entry => entry.isDirectory() || entry.isSymbolicLink()).map(entry => entry.name);
  if (names.length === 0) {
    throw new RefoldError(`${folder} holds no class folders: sort its pictures into one folder for each class.`);
  }
  return names.sort();
}
