/** The images that ranges are measured on. */
import type { Dataset, View } from '../data/dataset.ts';
import type { NdArray } from '../ndarray.ts';
import type { Rng } from '../rng.ts';

/** Images in memory at a time. */
const BATCH = 64;

/** So many images of a dataset, or all if it has fewer, drawn at random and always the same: what `calibrate` goes through. */
export function randomImages(
  dataset: Dataset,
  { augment }: Pick<View, 'augment'>,
  count: number,
  rng: Rng,
): () => AsyncGenerator<NdArray> {
  const drawn = rng.permutation(dataset.size).subarray(0, count);
  return async function* () {
    for (let first = 0; first < drawn.length; first += BATCH) {
      const { images, shape } = await dataset.batch(drawn.subarray(first, first + BATCH), { augment });
      yield { shape, data: images };
    }
  };
}
