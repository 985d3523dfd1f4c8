import { RefoldError } from '../error.ts';
import type { Rng } from '../rng.ts';
import { type Augmentation, augmenter } from './augment.ts';
import type { ImageShape } from './image-shape.ts';
import { checkLabels, gatherLabels, type LabelKind, type Labels } from './labels.ts';

/** Examples to learn from, or examples to evaluate on. */
export type Split = 'train' | 'test';

/** Some examples, ready for a network. `images` is NHWC, of shape `shape`. */
export interface Batch {
  readonly images: Float32Array;
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  readonly labels: Labels;
}

/** How examples are looked at. Without `augment`, pixels are only scaled to [0, 1]. */
export interface View {
  readonly augment?: Augmentation | undefined;
  /** Needed by random augmentation. What an image gets depends on this stream's name and the image's index alone. */
  readonly rng?: Rng | undefined;
}

/** One split of a dataset. */
export interface Dataset {
  readonly name: string;
  readonly split: Split;
  readonly shape: ImageShape;
  /** What the labels say, with the names of the classes or dimensions. */
  readonly labelKind: LabelKind;
  readonly size: number;
  readonly labels: Labels;
  /** What a user should know of its files before a run: classes found in them, files that were skipped. */
  readonly notices?: readonly string[];
  /**
   * The examples at `indices` (each in 0..size-1), in that order.
   * @throws RefoldError naming the file, when an image can't be read
   */
  batch(indices: Uint32Array, view?: View): Promise<Batch>;
  /** The same examples as bytes, where its images are bytes as they come. */
  readonly pixels?: PixelSource;
}

/** A dataset without its `batch`, and its pixels: uint8 [size, height, width, channels]. */
export type InMemory = Omit<Dataset, 'batch' | 'size'> & { readonly images: Uint8Array };

/**
 * A dataset whose pixels are all in memory, as bytes.
 * @throws RefoldError naming the dataset, when images and labels differ in number, or a label is not of the stated kind
 */
export function inMemoryDataset({ images, ...about }: InMemory): Dataset {
  const [height, width, channels] = about.shape;
  const pixels = height * width * channels;
  const size = images.length / pixels;
  const read = (indices: Uint32Array) =>
    Array.from(indices, index => images.subarray(index * pixels, (index + 1) * pixels));
  const dataset = pixelDataset({ ...about, size }, read);
  if (!Number.isInteger(size)) {
    throw new RefoldError(
      `${titleOf(about)}: ${images.length} bytes are not a whole number of images of ${about.shape.join('×')}.`,
    );
  }
  return dataset;
}

/** The pixels of the examples at `indices`, each uint8 [height, width, channels]. */
export type PixelSource = (indices: Uint32Array) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;

/**
 * A dataset whose pixels come as bytes, from wherever they lie.
 * @throws RefoldError naming the dataset, when images and labels differ in number, or a label is not of the stated kind
 */
export function pixelDataset(about: Omit<Dataset, 'batch'>, read: PixelSource): Dataset {
  checkLabels(titleOf(about), about.labels, about.labelKind, about.size);
  const [height, width, channels] = about.shape;
  const pixels = height * width * channels;
  return {
    ...about,
    pixels: read,
    async batch(indices, view = {}) {
      const augment = augmenter(view.augment ?? {}, about.shape, view.rng);
      const out = new Float32Array(indices.length * pixels);
      const labels = gatherLabels(about.labels, indices);
      const images = await read(indices);
      indices.forEach((index, i) => {
        const map =
          labels.kind === 'map' ? labels.values.subarray(i * labels.width, (i + 1) * labels.width) : undefined;
        augment(images[i]!, out.subarray(i * pixels, (i + 1) * pixels), index, map);
      });
      return { images: out, shape: [indices.length, height, width, channels], labels };
    },
  };
}

const titleOf = ({ name, split }: Pick<Dataset, 'name' | 'split'>): string => `dataset ${name} (${split})`;
