/** What two networks are given so that their stages can be compared. */
import { type NdArray, ndarray, Rng } from '@refold/core';
import type { Model } from '@refold/core/io';
import { reporterFor } from '../terminal/progress.ts';
import { labelledImages } from './labelled-images.ts';

/** What both networks are given, in words, and that. */
export interface Inputs {
  readonly says: string;
  readonly batch: NdArray;
}

/** Images, or samples of noise. */
const GIVEN = 8;

/**
 * The first test images of a dataset or, where none is named, noise.
 * @throws RefoldError for images that don't fit the network
 */
export async function reportInputs(net: Model, data: string | undefined, seed: number): Promise<Inputs> {
  if (data === undefined) {
    const rng = Rng.seeded(seed).fork('report');
    return { says: `${GIVEN} samples of noise`, batch: ndarray([GIVEN, ...net.input], () => rng.normal()) };
  }
  const { dataset, augment } = await labelledImages(data, 'test', net, GIVEN, reporterFor());
  const indices = Uint32Array.from({ length: Math.min(GIVEN, dataset.size) }, (_, i) => i);
  const { images, shape } = await dataset.batch(indices, { augment });
  return { says: `${indices.length} test images of ${data}`, batch: { shape, data: images } };
}
