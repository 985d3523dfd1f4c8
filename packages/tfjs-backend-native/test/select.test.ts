import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyShape, repeated, run, someOf, valuesOf } from './elementwise-values.ts';
import { dtypes, expectSame, numbered } from './same-as-cpu.ts';

test('Select takes elements of two tensors, of two types perhaps', async () => {
  await fc.assert(
    fc.asyncProperty(dtypes, dtypes, anyShape, someOf(valuesOf('bool')), async (yes, no, shape, conditions) => {
      const condition = () => repeated(conditions, shape, 'bool');
      await expectSame(() => tf.where(condition(), numbered(shape, yes), numbered(shape, no)));
    }),
  );
});

test('Select takes whole rows', async () => {
  await tf.setBackend('native');
  const rows = tf.tidy(() =>
    run('Select', { condition: tf.tensor1d([1, 0], 'bool'), t: tf.ones([2, 3]), e: tf.zeros([2, 3]) }).arraySync(),
  );
  expect(rows).toEqual([
    [1, 1, 1],
    [0, 0, 0],
  ]);
});

test('Fill, ZerosLike, OnesLike', async () => {
  await fc.assert(
    fc.asyncProperty(dtypes, anyShape, async (dtype, shape) => {
      await expectSame(() => tf.fill(shape, 1, dtype));
      await expectSame(() => tf.zerosLike(numbered(shape, dtype)));
      await expectSame(() => tf.onesLike(numbered(shape, dtype)));
    }),
  );
  await expectSame(() => tf.fill([50_003], -2.25));
  await expectSame(() => tf.real(tf.onesLike(tf.complex([1, 2], [3, 4]))));
});

test('AddN', async () => {
  for (const dtype of ['float32', 'int32'] as const) {
    await expectSame(() => tf.addN([numbered([3, 5], dtype), numbered([3, 5], dtype), numbered([3, 5], dtype)]));
    await expectSame(() => tf.addN([numbered([2], dtype)]));
  }
});

describe('other shapes of the same data', () => {
  test('are as cpu gives them', async () => {
    await expectSame(() => tf.reshape(numbered([4, 6]), [3, -1, 2]));
    await expectSame(() => tf.expandDims(numbered([4, 6]), -1));
    await expectSame(() => tf.squeeze(numbered([1, 4, 1])));
    await expectSame(() => tf.imag(tf.reshape(tf.complex([1, 2, 3, 4], [5, 6, 7, 8]), [2, 2])));
  });

  test('cost no memory', async () => {
    await tf.setBackend('native');
    const x = tf.zeros([4, 6]);
    const before = tf.engine().backend.numDataIds();
    const views = [tf.reshape(x, [24]), tf.expandDims(x, 0), tf.clone(x)];
    expect(tf.engine().backend.numDataIds()).toBe(before);
    x.dispose();
    expect(views.map(view => view.dataSync().length)).toEqual([24, 24, 24]);
    tf.dispose(views);
    expect(tf.engine().backend.numDataIds()).toBe(before - 1);
  });

  test('have as many elements', async () => {
    await tf.setBackend('native');
    expect(() => tf.tidy(() => run('Reshape', { x: tf.zeros([4]) }, { shape: [3] }))).toThrow(/must match/);
  });
});
