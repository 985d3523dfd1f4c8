import { RefoldError } from '../error.ts';
import type { Rng } from '../rng.ts';
import type { Batch, Dataset, View } from './dataset.ts';

/** How an epoch is cut into batches. */
export interface BatchOptions extends View {
  readonly batchSize: number;
  /** Shuffles by this stream; without it the order is the dataset's. Fork one for each epoch: `rng.fork('epoch-3')`. */
  readonly order?: Rng | undefined;
  /** The batch to begin with, for a run that resumes in mid-epoch. Default: 0. */
  readonly startBatch?: number;
  /** Leaves out a last batch that isn't full. Default: false. */
  readonly dropLast?: boolean;
}

/** The number of batches in an epoch. */
export function batchCount(
  size: number,
  { batchSize, dropLast = false }: Pick<BatchOptions, 'batchSize' | 'dropLast'>,
): number {
  return dropLast ? Math.floor(size / batchSize) : Math.ceil(size / batchSize);
}

/**
 * One epoch of a dataset, batch by batch. Everything follows from the options, nothing from what was drawn before: the
 * same options give the same batches, and `startBatch: k` gives those from the k-th on. The next batch is read while
 * the caller works on this one.
 */
export async function* batches(dataset: Dataset, options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
  const { batchSize, order, startBatch = 0 } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new RefoldError(`the batch size is ${batchSize}: it must be a whole number above 0.`);
  const count = batchCount(dataset.size, options);
  const sequence =
    order?.fork('order').permutation(dataset.size) ?? Uint32Array.from({ length: dataset.size }, (_, i) => i);
  const read = (k: number): Promise<Batch> | undefined => {
    if (k >= count) return undefined;
    const batch = dataset.batch(sequence.subarray(k * batchSize, (k + 1) * batchSize), options);
    batch.catch(() => {}); // a failure is thrown where the batch is awaited, if it ever is
    return batch;
  };
  let next = read(startBatch);
  for (let k = startBatch; next !== undefined; k++) {
    const batch = await next;
    next = read(k + 1);
    yield batch;
  }
}
