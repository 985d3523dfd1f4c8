/** Labels of every kind on their way through a dataset: batches, subsets, augmentation. */
import { describe, expect, it } from 'vitest';
import {
  batches,
  type Dataset,
  inMemoryDataset,
  type LabelKind,
  type Labels,
  outputWidth,
  subset,
} from '../src/data/index.ts';
import { Rng } from '../src/rng.ts';
import { valuesOf } from './support/labels.ts';

const SIZE = 4;
const dimensions = ['valence', 'arousal', 'dominance'].map(name => ({ name, range: [1, 9] as const, neutral: 5 }));
const classes = ['joy', 'fear'];

/** Labels of four examples, the kind that they are of, and how wide a network's output is for them. */
const KINDS: readonly (readonly [kind: LabelKind, labels: Labels, width: number])[] = [
  [{ kind: 'class', classes }, { kind: 'class', values: Int32Array.of(1, 0, 1, 1) }, 2],
  [
    { kind: 'distribution', classes },
    { kind: 'distribution', values: Float32Array.of(0.25, 0.75, 1, 0, 0.5, 0.5, 0, 1), width: 2 },
    2,
  ],
  [
    { kind: 'dimensions', dimensions },
    { kind: 'dimensions', values: Float32Array.from({ length: 3 * SIZE }, (_, i) => 1 + i / 2), width: 3 },
    3,
  ],
  [
    { kind: 'map', classes },
    { kind: 'map', values: Uint8Array.from({ length: 6 * SIZE }, (_, i) => i % 2), width: 6 },
    2,
  ],
  [{ kind: 'none' }, { kind: 'none' }, 0],
];
/** Images of 2×3 pixels; the grey level tells the example's number. */
const datasetOf = (labelKind: LabelKind, labels: Labels): Dataset =>
  inMemoryDataset({
    name: labelKind.kind,
    split: 'train',
    shape: [2, 3, 1],
    labelKind,
    labels,
    images: Uint8Array.from({ length: 6 * SIZE }, (_, i) => 10 * (1 + Math.floor(i / 6))),
  });

/** The rows of labels, one per example. */
function rowsOf(labels: Labels): readonly (readonly number[])[] {
  if (labels.kind === 'none') return [];
  const width = labels.kind === 'class' ? 1 : labels.width;
  const values = [...labels.values];
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

describe.each(KINDS)('labels %j', (labelKind, labels, width) => {
  const dataset = datasetOf(labelKind, labels);

  it('tell the width of an output', () => {
    expect(outputWidth(labelKind)).toBe(width);
  });

  it('stay beside their images in shuffled and augmented batches', async () => {
    const rows = rowsOf(labels);
    let count = 0;
    for await (const batch of batches(dataset, {
      batchSize: 3,
      order: Rng.seeded(1),
      rng: Rng.seeded(2),
      augment: { flip: true },
    })) {
      expect(batch.labels.kind).toBe(labelKind.kind);
      const own = rowsOf(batch.labels);
      if (labelKind.kind !== 'none') expect(own).toHaveLength(batch.shape[0]);
      for (const [i, row] of own.entries()) {
        const example = Math.round((batch.images[6 * i]! * 255) / 10) - 1;
        // A map is mirrored with its image; the others are as they were.
        expect([...row].sort()).toEqual([...rows[example]!].sort());
        if (labelKind.kind !== 'map') expect(row).toEqual(rows[example]);
      }
      count += batch.shape[0];
    }
    expect(count).toBe(SIZE);
  });

  it('come along when the first examples are taken', async () => {
    const few = subset(dataset, { first: 2 });
    expect(few.size).toBe(2);
    expect(rowsOf(few.labels)).toEqual(rowsOf(labels).slice(0, 2));
    expect(few.labelKind).toEqual(labelKind);
    const { images } = await few.batch(Uint32Array.of(1));
    expect(Math.round(images[0]! * 255)).toBe(20);
  });

  it.runIf(labelKind.kind !== 'class')('are not taken by class', () => {
    expect(() => subset(dataset, { perClass: 1 })).toThrow(
      `perClass needs labels of kind 'class', but they are of kind '${labelKind.kind}'. Use first: 1.`,
    );
  });
});

describe('subset', () => {
  const dataset = datasetOf(KINDS[0]![0], KINDS[0]![1]);

  it('takes the first of what it took by class', () => {
    expect([...valuesOf(subset(dataset, { perClass: 1 }).labels)]).toEqual([1, 0]);
    expect([...valuesOf(subset(dataset, { perClass: 1, first: 1 }).labels)]).toEqual([1]);
  });

  it.each([
    [0, "can't take the first 0 examples"],
    [2.5, "can't take the first 2.5 examples"],
    [5, 'asked for the first 5 examples, but there are 4'],
  ])('refuses the first %d', (first, message) => {
    expect(() => subset(dataset, { first })).toThrow(message);
  });
});

describe('a dataset refuses labels', () => {
  it('of another kind than it states', () => {
    expect(() => datasetOf({ kind: 'class', classes }, { kind: 'none' })).toThrow(
      "labels of kind 'none' where the dataset states 'class'",
    );
  });

  it('of another width than it has classes or dimensions', () => {
    const labels: Labels = { kind: 'distribution', values: new Float32Array(3 * SIZE), width: 3 };
    expect(() => datasetOf({ kind: 'distribution', classes }, labels)).toThrow('labels have 3 values per example');
  });

  it.each<[LabelKind, Labels, string]>([
    [
      { kind: 'class', classes },
      { kind: 'class', values: Int32Array.of(0, 1, 2, 0) },
      'example 2 is of class 2, but there are 2 classes',
    ],
    [
      { kind: 'distribution', classes },
      { kind: 'distribution', values: Float32Array.of(1, 0, 0.5, 0.25, 1, 0, 1, 0), width: 2 },
      'the distribution of example 1 sums to 0.75, not to 1',
    ],
    [
      { kind: 'dimensions', dimensions },
      { kind: 'dimensions', values: Float32Array.of(1, 9, 5, 1, 9.5, 5, 1, 1, 1, 1, 1, 1), width: 3 },
      'arousal of example 1 is 9.5, outside 1 to 9',
    ],
  ])('that can not be: %j', (labelKind, labels, message) => {
    expect(() => datasetOf(labelKind, labels)).toThrow(message);
  });

  it('or images that are cut off', () => {
    const images = new Uint8Array(13);
    const about = { name: 'cut', split: 'train', shape: [2, 3, 1], labelKind: { kind: 'none' } } as const;
    expect(() => inMemoryDataset({ ...about, images, labels: { kind: 'none' } })).toThrow(
      'dataset cut (train): 13 bytes are not a whole number of images of 2×3×1.',
    );
  });
});
