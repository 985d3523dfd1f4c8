/** What an evaluator makes of a dataset's images. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Dataset, inMemoryDataset, loadDataset } from '../src/data/index.ts';
import * as L from '../src/layers/index.ts';
import { evaluator } from '../src/train/index.ts';
import { activate } from './support/backends.ts';

beforeAll(() => activate('cpu'));

describe('an evaluator', () => {
  /** Says class k of an image whose k-th pixel is the brightest. */
  const reader: L.Network = {
    layer: L.chain({ flat: L.flatten(), fc: L.linear(3, { bias: false }) }),
    input: [1, 1, 3],
    params: new Map([['fc.kernel', { shape: [3, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) }]]),
  };
  const brightest = [2, 0, 1, 1, 0];
  const dataset: Dataset = inMemoryDataset({
    name: 'pixels',
    split: 'test',
    shape: [1, 1, 3],
    labelKind: { kind: 'class', classes: ['a', 'b', 'c'] },
    images: Uint8Array.from(brightest.flatMap(k => [0, 1, 2].map(i => (i === k ? 255 : 0)))),
    labels: { kind: 'class', values: Int32Array.of(2, 0, 1, 0, 1) },
  });

  test.each([1, 2, 3, 5, 8])('predicts every image in order, in batches of %i', async batchSize => {
    const evaluate = evaluator(dataset, { batchSize });
    const before = tf.memory().numTensors;
    const predictions = await evaluate.predictions(reader);
    expect([...predictions]).toEqual(brightest);
    expect(evaluate.accuracy(predictions)).toBe(3 / 5);
    const first = await evaluate.predictions(reader, 4);
    expect([...first]).toEqual(brightest.slice(0, 4));
    expect(evaluate.accuracy(first)).toBe(3 / 4);
    expect([...(await evaluate.predictions(reader, 50))]).toEqual(brightest);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('has no accuracy where labels are no classes', async () => {
    const scenes = await loadDataset({ name: 'generated-scenes', split: 'test', size: 2 });
    expect(() => evaluator(scenes, { batchSize: 1 }).accuracy(new Int32Array(1))).toThrow(
      /its labels aren't classes but of kind 'map'/,
    );
  });
});
