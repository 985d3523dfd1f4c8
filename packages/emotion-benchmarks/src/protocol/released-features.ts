/** Features that are published beside a set's pictures, found by what a picture is. */
import { RefoldError } from '@refold/core';
import { type LoadOptions, picturesIn, readScaled } from '@refold/core/data';
import type { ReleasedExtractor } from '../features/extractor.ts';
import { pictureOf } from '../raster/picture.ts';
import { nameOf, PICTURE_SIDE } from './pictures.ts';

/** Pictures decoded at a time. */
const AT_ONCE = 32;

/** By the extractor's name: what it has of pictures, by theirs. */
const known = new Map<string, Promise<ReadonlyMap<string, Float32Array>>>();

/**
 * The released features of pictures, by their names.
 * @throws RefoldError for a picture of another set, a release of other pictures than those in the data folder, and where either isn't there
 */
export async function releasedFeatures(
  extractor: ReleasedExtractor,
  names: readonly string[],
  fetch: LoadOptions,
): Promise<readonly Float32Array[]> {
  const reading = known.get(extractor.name) ?? byPicture(extractor, fetch);
  known.set(extractor.name, reading);
  reading.catch(() => known.delete(extractor.name));
  const found = await reading;
  return names.map(name => {
    const values = found.get(name);
    if (values !== undefined) return values;
    throw new RefoldError(
      `${extractor.name} has no features of other pictures than those of ${extractor.dataset}. Use another extractor.`,
    );
  });
}

async function byPicture(
  { name, dataset, size, read }: ReleasedExtractor,
  fetch: LoadOptions,
): Promise<ReadonlyMap<string, Float32Array>> {
  const [files, values] = [await picturesIn(fetch)(dataset), await read()];
  if (values.length !== files.length * size) {
    throw new RefoldError(
      `${name} is of ${values.length / size} pictures, but there are ${files.length} of ${dataset}. Put all of its pictures into the data folder.`,
    );
  }
  const found = new Map<string, Float32Array>();
  for (let i = 0; i < files.length; i += AT_ONCE) {
    const some = files.slice(i, i + AT_ONCE);
    const pixels = await Promise.all(some.map(file => readScaled(file, [PICTURE_SIDE, PICTURE_SIDE])));
    pixels.forEach((bytes, k) => {
      const row = (i + k) * size;
      found.set(nameOf(pictureOf(PICTURE_SIDE, PICTURE_SIDE, bytes)), values.subarray(row, row + size));
    });
  }
  return found;
}
