/** Pictures of datasets in bytes, and their names: what features are kept by. */
import { createHash } from 'node:crypto';
import {
  type Dataset,
  type DatasetSpec,
  datasetFacts,
  type LoadOptions,
  loadDataset,
  type PixelSource,
} from '@refold/core/data';
import { type Picture, pictureOf } from '../raster/picture.ts';

/** Side of the square pictures that hand-crafted features are extracted from. */
export const PICTURE_SIDE = 256;
/** Pictures read at a time. */
const AT_ONCE = 64;

/** A part of a dataset, scaled to squares. */
export interface Pictures {
  readonly dataset: Dataset;
  /** A name for each picture: a digest of its pixels, the same wherever the picture is. */
  readonly names: readonly string[];
  /** Chunks of places in the dataset, one after another. */
  readonly chunks: readonly Uint32Array[];
  read(places: Uint32Array): Promise<readonly Picture[]>;
}

/** This process's, for a dataset is read once for each of many runs. */
const known = new Map<string, Promise<Pictures>>();

/**
 * The pictures that `spec` describes, at another side.
 * @throws RefoldError as `loadDataset` does
 */
export function picturesOf(spec: DatasetSpec, side: number, fetch: LoadOptions): Promise<Pictures> {
  const scaled = ofSide(spec, side, fetch);
  const key = JSON.stringify(scaled);
  const found = known.get(key) ?? named(scaled, fetch);
  // What failed is tried again: the files may be there by then.
  known.set(key, found);
  found.catch(() => known.delete(key));
  return found;
}

/** The spec with images of that side, where its dataset can be had in several. */
function ofSide(spec: DatasetSpec, side: number, { datasets }: LoadOptions): DatasetSpec {
  const { descriptor } = datasetFacts(spec, datasets);
  return { ...spec, ...descriptor.fit?.({ shape: [side, side, 3], classes: 2 }) } as DatasetSpec;
}

async function named(spec: DatasetSpec, fetch: LoadOptions): Promise<Pictures> {
  const dataset = await loadDataset(spec, fetch);
  const [height, width] = dataset.shape;
  const bytesOf = dataset.pixels ?? roundedOf(dataset);
  const read = async (places: Uint32Array): Promise<readonly Picture[]> =>
    (await bytesOf(places)).map(pixels => pictureOf(width, height, pixels));
  const count = Math.ceil(dataset.size / AT_ONCE);
  const chunks = Array.from({ length: count }, (_, k) =>
    Uint32Array.from({ length: Math.min(AT_ONCE, dataset.size - k * AT_ONCE) }, (_, i) => k * AT_ONCE + i),
  );
  const names: string[] = [];
  for (const places of chunks) names.push(...(await read(places)).map(nameOf));
  return { dataset, names, chunks, read };
}

/** The bytes of a dataset that has floats alone. */
function roundedOf(dataset: Dataset): PixelSource {
  const [height, width, channels] = dataset.shape;
  const size = height * width * channels;
  return async places => {
    const { images } = await dataset.batch(places);
    return Array.from(places, (_, i) =>
      Uint8Array.from(images.subarray(i * size, (i + 1) * size), value => Math.round(255 * value)),
    );
  };
}

/** A digest of a picture's size and pixels. */
export const nameOf = ({ width, height, pixels }: Picture): string =>
  createHash('sha256').update(`${width}×${height}\n`).update(pixels).digest('hex').slice(0, 32);
