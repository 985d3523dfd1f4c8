/** Learning a class for each pixel: the loss, the metrics, a whole training, and what does not go together. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IGNORE_LABEL } from '../src/data/index.ts';
import { chain, conv, flatten, globalAvgPool, linear } from '../src/layers/build.ts';
import { Rng } from '../src/rng.ts';
import {
  ConfusionMatrix,
  pixelCrossEntropy,
  softmaxCrossEntropy,
  type TrainConfig,
  train,
} from '../src/train/index.ts';
import { convNormRelu } from '../src/zoo/index.ts';
import { activate } from './support/backends.ts';

const folder = mkdtempSync(join(tmpdir(), 'refold-segmentation-'));
beforeAll(() => activate('wasm'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('cross-entropy by pixel', () => {
  const rng = Rng.seeded(1);
  const logits = () =>
    tf.tensor4d(
      Float32Array.from({ length: 2 * 2 * 3 * 4 }, () => rng.normal()),
      [2, 2, 3, 4],
    );
  const labels = [0, 1, IGNORE_LABEL, 3, 2, IGNORE_LABEL, 1, 1, 0, 2, IGNORE_LABEL, 3];

  it('is the mean over the pixels that have a class, and void pixels have no gradient', () => {
    tf.tidy(() => {
      const output = logits();
      const { value, gradient } = pixelCrossEntropy(output, tf.tensor2d(labels, [2, 6]));
      const known = labels.flatMap((label, i) => (label === IGNORE_LABEL ? [] : [i]));
      const rows = tf.gather(tf.reshape(output, [12, 4]), tf.tensor1d(known, 'int32')) as tf.Tensor2D;
      const classes = known.map(i => labels[i]!);
      const wanted = tf.tensor2d(
        classes.flatMap(label => [0, 1, 2, 3].map(k => Number(k === label))),
        [known.length, 4],
      );
      const alone = softmaxCrossEntropy(rows, wanted);
      expect(value.dataSync()[0]).toBeCloseTo(alone.value.dataSync()[0]!, 5);
      const own = gradient.dataSync();
      const expected = alone.gradient.dataSync();
      for (const [k, i] of known.entries()) {
        for (let c = 0; c < 4; c++) expect(own[4 * i + c]).toBeCloseTo(expected[4 * k + c]!, 6);
      }
      for (const [i, label] of labels.entries()) {
        if (label === IGNORE_LABEL) expect([...own.subarray(4 * i, 4 * i + 4)].every(value => value === 0)).toBe(true);
      }
      expect(gradient.shape).toEqual(output.shape);
    });
  });

  it('is zero, not NaN, where nothing has a class', () => {
    tf.tidy(() => {
      const { value, gradient } = pixelCrossEntropy(logits(), tf.fill([2, 6], IGNORE_LABEL));
      expect(value.dataSync()[0]).toBeCloseTo(0, 12);
      expect(gradient.dataSync().every(value => value === 0)).toBe(true);
    });
  });
});

describe('intersection over union', () => {
  it('by hand: 2 of 4 for one class, 1 of 3 for the other; a class that occurs nowhere does not count', () => {
    const confusion = new ConfusionMatrix(3);
    confusion.add(Uint8Array.of(0, 0, 0, 1, 1, IGNORE_LABEL), Int32Array.of(0, 0, 1, 1, 0, 2));
    expect(confusion.intersectionOverUnion()).toEqual([2 / 4, 1 / 3, Number.NaN]);
    expect(confusion.accuracy()).toBeCloseTo(3 / 5, 12);
    expect(confusion.accuracyPerClass()).toEqual([2 / 3, 1 / 2, Number.NaN]);
  });
});

describe('a training', () => {
  const config: TrainConfig = {
    layer: chain({ body: convNormRelu(8, 3), classify: conv(3, 1, { bias: true }) }),
    input: [16, 16, 3],
    data: {
      train: { name: 'generated-scenes', split: 'train', shape: [16, 16, 3], classes: 3, size: 32 },
      test: { name: 'generated-scenes', split: 'test', shape: [16, 16, 3], classes: 3, size: 16 },
      augment: { flip: true },
    },
    loss: { kind: 'pixelCrossEntropy' },
    optimizer: { kind: 'sgd', lr: { kind: 'constant', value: 0.1 }, momentum: 0.9 },
    epochs: 8,
    batchSize: 8,
    seed: 0,
  };

  it('learns scenes', async () => {
    const { metrics, epochs } = await train(config, { folder: join(folder, 'scenes') });
    expect(metrics.n).toBe(16);
    expect(metrics.miou).toBeGreaterThan(epochs[0]!.test!.miou!);
    expect(metrics.pixelAccuracy).toBeGreaterThan(0.8);
  });

  it.each<[string, Partial<TrainConfig>, string]>([
    [
      'another loss',
      { loss: { kind: 'crossEntropy' } },
      "'crossEntropy' is for labels of kind class, distribution, but the dataset's are of kind 'map'. Available: pixelCrossEntropy.",
    ],
    ['mixup', { loss: { kind: 'pixelCrossEntropy', mixup: 0.2 } }, "label maps can't be mixed up"],
    [
      'a classifier',
      { layer: chain([globalAvgPool(), flatten(), linear(3)]) },
      "has 3 classes per pixel, but the network's output is [3]",
    ],
  ])('refuses %s', async (name, other, message) => {
    await expect(train({ ...config, ...other }, { folder: join(folder, name) })).rejects.toThrow(message);
  });
});
