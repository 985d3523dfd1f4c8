import { RefoldError } from '../error.ts';
import type { Rng } from '../rng.ts';
import { type Augmentation, augmenter } from './augment.ts';

export type Split = 'train' | 'test';

/** [height, width, channels] */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** In a label map: a pixel of no class, which counts neither in a loss nor in a metric. */
export const IGNORE_LABEL = 255;

/**
 * What is known of each example: its class; a class for each pixel, or VOID ([n, width], width = h·w of the image); a
 * distribution over the dataset's classes ([n, width], rows sum to 1); or a point in named dimensions, such as valence,
 * arousal and dominance ([n, width]).
 */
export type Labels =
  | { readonly kind: 'class'; readonly values: Int32Array }
  | { readonly kind: 'map'; readonly values: Uint8Array; readonly width: number }
  | { readonly kind: 'distribution' | 'dimensions'; readonly values: Float32Array; readonly width: number };

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
  /** Names of the classes or, for labels of kind 'dimensions', of the dimensions. */
  readonly classes: readonly string[];
  readonly size: number;
  readonly labels: Labels;
  /**
   * The examples at `indices` (each in 0..size-1), in that order.
   * @throws RefoldError naming the file, when an image can't be read
   */
  batch(indices: Uint32Array, view?: View): Promise<Batch>;
}

/** The labels at `indices`. */
export function gatherLabels(labels: Labels, indices: Uint32Array): Labels {
  if (labels.kind === 'class') return { kind: 'class', values: Int32Array.from(indices, i => labels.values[i]!) };
  const { width } = labels;
  if (labels.kind === 'map') {
    const values = new Uint8Array(indices.length * width);
    copyRows(labels.values, values, indices, width);
    return { ...labels, values };
  }
  const values = new Float32Array(indices.length * width);
  copyRows(labels.values, values, indices, width);
  return { ...labels, values };
}

function copyRows<T extends Uint8Array | Float32Array>(from: T, to: T, indices: Uint32Array, width: number): void {
  indices.forEach((index, i) => {
    to.set(from.subarray(index * width, (index + 1) * width), i * width);
  });
}

/** A dataset without its `batch`, and its pixels: uint8 [size, height, width, channels]. */
export type InMemory = Omit<Dataset, 'batch' | 'size'> & { readonly images: Uint8Array };

/** A dataset whose pixels are all in memory, as bytes. */
export function inMemoryDataset({ images, ...about }: InMemory): Dataset {
  const [height, width, channels] = about.shape;
  const pixels = height * width * channels;
  const size = images.length / pixels;
  const rows = about.labels.values.length / (about.labels.kind === 'class' ? 1 : about.labels.width);
  if (rows !== size) {
    throw new RefoldError(
      `dataset ${about.name}: ${images.length} bytes of images are ${size} images of ${pixels} bytes, but there are ${rows} labels.`,
    );
  }
  return {
    ...about,
    size,
    async batch(indices, view = {}) {
      const augment = augmenter(view.augment ?? {}, about.shape, view.rng);
      const out = new Float32Array(indices.length * pixels);
      const labels = gatherLabels(about.labels, indices);
      indices.forEach((index, i) => {
        augment(
          images.subarray(index * pixels, (index + 1) * pixels),
          out.subarray(i * pixels, (i + 1) * pixels),
          index,
          labels.kind === 'map' ? labels.values.subarray(i * labels.width, (i + 1) * labels.width) : undefined,
        );
      });
      return { images: out, shape: [indices.length, height, width, channels], labels };
    },
  };
}
