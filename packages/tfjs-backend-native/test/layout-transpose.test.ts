import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setThreads, threads } from '../src/index.ts';
import { dtypes, expectSame, numbered, onBoth, shapes } from './same-as-cpu.ts';

/** A shape with an order of its axes. */
const orders = shapes({ minLength: 1, maxLength: 6 }, 5).chain(shape =>
  fc.record({
    shape: fc.constant(shape),
    order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
  }),
);

describe('transposition', () => {
  it('moves every element where cpu moves it', () =>
    fc.assert(
      fc.asyncProperty(orders, dtypes, ({ shape, order }, dtype) =>
        expectSame(() => tf.transpose(numbered(shape, dtype), order)),
      ),
    ));

  it.each([
    [
      [67, 131],
      [1, 0],
    ],
    [
      [3, 1000],
      [1, 0],
    ],
    [
      [1000, 3],
      [1, 0],
    ],
    [
      [2, 150, 33],
      [0, 2, 1],
    ],
    [
      [33, 5, 40],
      [2, 1, 0],
    ],
    [
      [300, 7, 16],
      [1, 0, 2],
    ],
    [
      [4, 17, 19, 24],
      [0, 3, 1, 2],
    ],
    [
      [4, 24, 17, 19],
      [0, 2, 3, 1],
    ],
  ])('blocks %s in order %s', async (shape, order) => {
    await expectSame(() => tf.transpose(numbered(shape, 'int32'), order));
    await expectSame(() => tf.transpose(numbered(shape, 'bool'), order));
  });

  it('gives the same on one thread as on three', async () => {
    const run = () => tf.transpose(numbered([5, 61, 257]), [2, 0, 1]);
    const { native: many } = await onBoth(run);
    const before = threads();
    setThreads(before === 3 ? 2 : 3);
    const { native: few } = await onBoth(run);
    setThreads(before);
    expect(few).toEqual(many);
  });
});

describe('other orders', () => {
  it('reverses', () =>
    fc.assert(
      fc.asyncProperty(shapes({ minLength: 1, maxLength: 4 }), fc.nat({ max: 15 }), dtypes, (shape, mask, dtype) =>
        expectSame(() =>
          tf.reverse(
            numbered(shape, dtype),
            [...shape.keys()].filter(axis => (mask >> axis) & 1),
          ),
        ),
      ),
    ));

  it('flips images from left to right', () =>
    expectSame(() => tf.image.flipLeftRight(numbered([2, 3, 5, 3]) as tf.Tensor4D)));

  it('turns channels into pixels', () => expectSame(() => tf.depthToSpace(numbered([2, 3, 5, 18]) as tf.Tensor4D, 3)));

  it('turns pixels into images and back', async () => {
    await expectSame(() =>
      tf.spaceToBatchND(
        numbered([2, 4, 5, 3]),
        [2, 3],
        [
          [1, 1],
          [0, 1],
        ],
      ),
    );
    await expectSame(() =>
      tf.batchToSpaceND(
        numbered([12, 3, 2, 3], 'int32'),
        [2, 3],
        [
          [1, 1],
          [0, 1],
        ],
      ),
    );
  });
});
