import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dtypes, expectSame, numbered, shapes } from './same-as-cpu.ts';

const axisOf = fc.nat({ max: 5 });

describe('choosing', () => {
  it('gathers along any axis', () =>
    fc.assert(
      fc.asyncProperty(
        shapes({ minLength: 1, maxLength: 4 }),
        axisOf,
        fc.array(fc.nat({ max: 100 }), { maxLength: 8 }),
        dtypes,
        (shape, at, chosen, dtype) => {
          const axis = at % shape.length;
          const indices = chosen.map(i => i % shape[axis]!);
          return expectSame(() => tf.gather(numbered(shape, dtype), tf.tensor1d(indices, 'int32'), axis));
        },
      ),
    ));

  it('gathers within batches', () =>
    expectSame(() =>
      tf.gather(
        numbered([2, 4, 5, 3]),
        tf.tensor2d(
          [
            [0, 4, 4],
            [2, 1, 0],
          ],
          [2, 3],
          'int32',
        ),
        2,
        1,
      ),
    ));

  it('refuses an index outside of the tensor', async () => {
    await tf.setBackend('native');
    const before = tf.engine().backend.numDataIds();
    expect(() => tf.tidy(() => tf.gather(numbered([3, 2]), tf.tensor1d([0, 3], 'int32')))).toThrow(
      'GatherV2: the index value 3 is not in [0, 2]',
    );
    expect(tf.engine().backend.numDataIds()).toBe(before);
  });

  it('sums rows by segment, those outside of all left out', () =>
    fc.assert(
      fc.asyncProperty(
        shapes({ minLength: 0, maxLength: 3 }, 9),
        fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 1, maxLength: 20 }),
        (run, segments) =>
          expectSame(() =>
            tf.unsortedSegmentSum(numbered([segments.length, ...run]), tf.tensor1d(segments, 'int32'), 5),
          ),
      ),
    ));

  it('sums wide rows of one segment', () =>
    expectSame(() => tf.unsortedSegmentSum(numbered([40, 200]), tf.fill([40], 1, 'int32') as tf.Tensor1D, 2)));

  it('marks indices, none for those outside', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -1, max: 5 })),
        fc.constantFrom('float32' as const, 'int32' as const),
        (chosen, dtype) => expectSame(() => tf.oneHot(tf.tensor1d(chosen, 'int32'), 4, 3, -2, dtype)),
      ),
    ));

  it('has the gradient of gathering', () =>
    expectSame(() => {
      const indices = tf.tensor1d([2, 0, 2, 2], 'int32');
      return tf.grad(x => tf.mul(tf.gather(x, indices, 1), numbered([3, 4, 5])))(numbered([3, 4, 5]));
    }));
});
