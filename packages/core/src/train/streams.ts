/** Streams: the batches that a task learns from. Where a run was stopped decides nothing: a batch follows from seed and step. */
import type { Augmentation } from '../data/augment.ts';
import { batchCount, batches } from '../data/batches.ts';
import type { Batch, Dataset } from '../data/dataset.ts';
import { RefoldError } from '../error.ts';
import type { Rng } from '../rng.ts';

/** Examples that a task learns from, in an order of the stream's own. */
export interface Stream {
  /** Labels may be of any kind, or none. */
  readonly dataset: Dataset;
  /** Examples per step. Those left over at the end of an epoch are not used in it. */
  readonly batchSize: number;
  readonly augment?: Augmentation | undefined;
}

/** Steps per epoch of a stream: its full batches. @throws RefoldError when there are fewer examples than a batch takes */
export function stepsPerEpoch({ dataset, batchSize }: Stream): number {
  const count = batchCount(dataset.size, { batchSize, dropLast: true });
  if (count > 0) return count;
  throw new RefoldError(
    `${dataset.name} has ${dataset.size} training examples, fewer than the batch size of ${batchSize}.`,
  );
}

/**
 * A stream's batches from step `start` on, epoch after epoch, without end. The next one is read while the caller works.
 * @param rng epochs are shuffled by its fork 'order' and augmented by its fork 'augment', each forked by the epoch's number
 */
export async function* endless(stream: Stream, start: number, rng: Streams): AsyncGenerator<Batch, never, undefined> {
  const count = stepsPerEpoch(stream);
  for (let epoch = Math.floor(start / count), first = start % count; ; epoch++, first = 0) {
    yield* batches(stream.dataset, {
      batchSize: stream.batchSize,
      dropLast: true,
      startBatch: first,
      order: rng.order.fork(epoch),
      augment: stream.augment,
      rng: rng.augment.fork(epoch),
    });
  }
}

/** The random streams of one stream of examples. */
export interface Streams {
  readonly order: Rng;
  readonly augment: Rng;
}

/** All streams of a task, read together: one batch of each per step. */
export class StreamReader {
  readonly #generators: ReadonlyMap<string, AsyncGenerator<Batch, never, undefined>>;

  /** @param start the step to begin with */
  constructor(streams: Readonly<Record<string, Stream>>, start: number, rng: Rng) {
    const entries = Object.entries(streams);
    this.#generators = new Map(
      entries.map(([name, stream], i) => {
        // The first stream's forks bear no name: a classifier's runs are named so since before there were others.
        const fork = (what: string) => (i === 0 ? rng.fork(what) : rng.fork(what).fork(name));
        return [name, endless(stream, start, { order: fork('order'), augment: fork('augment') })];
      }),
    );
  }

  /** The next batch of every stream, by the stream's name. */
  async next(): Promise<Readonly<Record<string, Batch>>> {
    const read = [...this.#generators].map(
      async ([name, generator]) => [name, (await generator.next()).value] as const,
    );
    return Object.fromEntries(await Promise.all(read));
  }

  /** Ends the streams. */
  async close(): Promise<void> {
    for (const generator of this.#generators.values()) await generator.return(undefined as never);
  }
}
