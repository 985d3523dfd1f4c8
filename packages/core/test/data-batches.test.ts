import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchOptions, batchCount, batches } from '../src/data/batches.ts';
import { type Batch, type Dataset, inMemoryDataset } from '../src/data/dataset.ts';
import { Rng } from '../src/rng.ts';
import { numberedClasses, valuesOf } from './support/labels.ts';

/** n images of one pixel, whose value and label are their number. */
const numbered = (n: number): Dataset =>
  inMemoryDataset({
    name: 'numbered',
    split: 'train',
    shape: [1, 1, 1],
    labelKind: numberedClasses(n),
    images: Uint8Array.from({ length: n }, (_, i) => i),
    labels: { kind: 'class', values: Int32Array.from({ length: n }, (_, i) => i) },
  });

async function collect(dataset: Dataset, options: BatchOptions): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches(dataset, options)) all.push(batch);
  return all;
}
const labelsOf = (all: readonly Batch[]): number[] => all.flatMap(batch => [...valuesOf(batch.labels)]);

describe('batches', () => {
  it('visits every example once, images beside their labels', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 17 }),
        fc.nat(),
        async (n, batchSize, seed) => {
          const all = await collect(numbered(n), { batchSize, order: Rng.seeded(seed) });
          expect(all).toHaveLength(batchCount(n, { batchSize }));
          expect(labelsOf(all).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
          for (const { images, labels, shape } of all) {
            expect(shape).toEqual([images.length, 1, 1, 1]);
            expect([...images].map(v => Math.round(v * 255))).toEqual([...valuesOf(labels)]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps the order of the dataset without a stream, and shuffles differently each epoch', async () => {
    const epoch = (order: Rng | undefined): Promise<Batch[]> => collect(numbered(50), { batchSize: 8, order });
    const rng = Rng.seeded(3);
    expect(labelsOf(await epoch(undefined))).toEqual(Array.from({ length: 50 }, (_, i) => i));
    const first = labelsOf(await epoch(rng.fork('epoch-0')));
    expect(labelsOf(await epoch(rng.fork('epoch-1')))).not.toEqual(first);
    expect(labelsOf(await epoch(rng.fork('epoch-0')))).toEqual(first);
  });

  it('resumes at any batch exactly', async () => {
    const options = {
      batchSize: 8,
      order: Rng.seeded(3),
      rng: Rng.seeded(4),
      augment: { crop: { pad: 1 }, flip: true },
    };
    const whole = await collect(numbered(50), options);
    for (let startBatch = 0; startBatch <= whole.length; startBatch++) {
      expect(await collect(numbered(50), { ...options, startBatch })).toEqual(whole.slice(startBatch));
    }
  });

  it('drops a last batch that is not full, when asked', async () => {
    expect(await collect(numbered(10), { batchSize: 4, dropLast: true })).toHaveLength(2);
    expect(await collect(numbered(10), { batchSize: 4 })).toHaveLength(3);
    expect(batchCount(10, { batchSize: 4, dropLast: true })).toBe(2);
  });

  it('passes on a failure to read, and not before the batch is asked for', async () => {
    const good = numbered(4);
    const failing: Dataset = {
      ...good,
      batch: indices => (indices[0] === 2 ? Promise.reject(new Error('unreadable')) : good.batch(indices)),
    };
    const iterator = batches(failing, { batchSize: 2 });
    expect((await iterator.next()).done).toBe(false);
    await new Promise(resolve => setTimeout(resolve, 5)); // a failure nobody awaits yet must not end the process
    await expect(iterator.next()).rejects.toThrow('unreadable');
  });

  it('refuses a batch size that is none', async () => {
    await expect(collect(numbered(4), { batchSize: 0 })).rejects.toThrow(/batch size is 0/);
  });

  it('gathers labels of width above one', async () => {
    const dataset = inMemoryDataset({
      name: 'pairs',
      split: 'test',
      shape: [1, 1, 1],
      labelKind: {
        kind: 'dimensions',
        dimensions: ['valence', 'arousal'].map(name => ({ name, range: [1, 9], neutral: 5 })),
      },
      images: new Uint8Array(3),
      labels: { kind: 'dimensions', values: Float32Array.of(1, 2, 3, 4, 5, 6), width: 2 },
    });
    const { labels } = await dataset.batch(Uint32Array.of(2, 0));
    expect([...valuesOf(labels)]).toEqual([5, 6, 1, 2]);
  });

  it('refuses images and labels that differ in number', () => {
    const wrong = { ...numbered(3), images: new Uint8Array(4) };
    expect(() => inMemoryDataset(wrong)).toThrow(/4 images.*3 labels/);
  });
});
