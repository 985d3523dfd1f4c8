import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { setThreads, threads } from '../src/index.ts';
import { dtypes, expectSame, numbered, onBoth, shapes } from './same-as-cpu.ts';

beforeAll(() => tf.setBackend('native'));

/** A shape with an order of its axes. */
const orders = shapes({ minLength: 1, maxLength: 6 }, 5).chain(shape =>
  fc.record({
    shape: fc.constant(shape),
    order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
  }),
);

/** A shape with a non-empty block in it. */
const blocks = shapes({ minLength: 1, maxLength: 5 }).chain(shape =>
  fc.record({
    shape: fc.constant(shape),
    begin: fc.tuple(...shape.map(n => fc.integer({ min: 0, max: n - 1 }))),
    fractions: fc.tuple(...shape.map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
  }),
);

const axisOf = fc.nat({ max: 5 });

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

describe('parts', () => {
  it('slices', () =>
    fc.assert(
      fc.asyncProperty(blocks, dtypes, ({ shape, begin, fractions }, dtype) => {
        const size = shape.map((n, axis) => Math.floor((n - begin[axis]!) * fractions[axis]!));
        return expectSame(() => tf.slice(numbered(shape, dtype), begin, size));
      }),
    ));

  it('takes every few elements, backwards too', () =>
    fc.assert(
      fc.asyncProperty(
        blocks,
        fc.array(fc.constantFrom(-3, -2, -1, 1, 1, 1, 2, 3), { minLength: 5, maxLength: 5 }),
        dtypes,
        fc.nat({ max: 31 }),
        ({ shape, begin }, steps, dtype, mask) => {
          const strides = steps.slice(0, shape.length);
          const end = shape.map((n, axis) => (strides[axis]! > 0 ? n : -n - 1));
          // cpu takes the wrong elements where it leaves out an axis and goes in steps along another.
          const single = strides.every(step => step === 1) ? mask >> 2 : 0;
          return expectSame(() => tf.stridedSlice(numbered(shape, dtype), begin, end, strides, mask, 0, 0, 0, single));
        },
      ),
    ));

  it('splits and unstacks', () =>
    fc.assert(
      fc.asyncProperty(shapes({ minLength: 1, maxLength: 4 }), axisOf, dtypes, async (shape, at, dtype) => {
        const axis = at % shape.length;
        const lengths = [Math.floor(shape[axis]! / 2), Math.ceil(shape[axis]! / 2)];
        await expectSame(() => tf.split(numbered(shape, dtype), lengths, axis));
        await expectSame(() => tf.unstack(numbered(shape, dtype), axis));
      }),
    ));
});

describe('joining', () => {
  it('concatenates along any axis, empty tensors among them', () =>
    fc.assert(
      fc.asyncProperty(
        shapes({ minLength: 1, maxLength: 4 }),
        axisOf,
        fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 }),
        dtypes,
        (shape, at, lengths, dtype) => {
          const axis = at % shape.length;
          return expectSame(() =>
            tf.concat(
              lengths.map(n => numbered(shape.with(axis, n), dtype)),
              axis,
            ),
          );
        },
      ),
    ));

  it('stacks', () =>
    fc.assert(
      fc.asyncProperty(shapes({ minLength: 0, maxLength: 4 }), axisOf, fc.integer({ min: 1, max: 3 }), (shape, at, n) =>
        expectSame(() =>
          tf.stack(
            Array.from({ length: n }, () => numbered(shape, 'int32')),
            at % (shape.length + 1),
          ),
        ),
      ),
    ));

  it('tiles', () =>
    fc.assert(
      fc.asyncProperty(
        shapes({ minLength: 1, maxLength: 4 }, 4),
        fc.array(fc.nat({ max: 3 }), { minLength: 4, maxLength: 4 }),
        dtypes,
        (shape, reps, dtype) => expectSame(() => tf.tile(numbered(shape, dtype), reps.slice(0, shape.length))),
      ),
    ));
});

describe('borders', () => {
  const padding = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 4, maxLength: 4 });

  it('pads with a constant', () =>
    fc.assert(
      fc.asyncProperty(
        shapes({ minLength: 1, maxLength: 4 }),
        padding,
        dtypes,
        fc.integer({ min: 0, max: 1 }),
        (shape, sides, dtype, value) =>
          expectSame(() => tf.pad(numbered(shape, dtype), sides.slice(0, shape.length), value)),
      ),
    ));

  it('pads with fractions and numbers below zero', async () => {
    await expectSame(() =>
      tf.pad(
        numbered([2, 3]),
        [
          [1, 0],
          [0, 2],
        ],
        -1.25,
      ),
    );
    await expectSame(() =>
      tf.pad(
        numbered([2, 3], 'int32'),
        [
          [1, 0],
          [0, 2],
        ],
        -9,
      ),
    );
  });

  it('mirrors', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 4, max: 6 }), { minLength: 1, maxLength: 4 }),
        padding,
        fc.constantFrom('reflect' as const, 'symmetric' as const),
        dtypes,
        (shape, sides, mode, dtype) =>
          expectSame(() => tf.mirrorPad(numbered(shape, dtype), sides.slice(0, shape.length), mode)),
      ),
    ));
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

describe('tensors without elements', () => {
  it.each([
    ['transposed', () => tf.transpose(tf.zeros([3, 0, 2]), [2, 0, 1])],
    ['sliced', () => tf.slice(numbered([3, 2]), [1, 0], [0, 2])],
    ['concatenated', () => tf.concat([tf.zeros([0, 2]), tf.zeros([0, 2])], 0)],
    [
      'padded',
      () =>
        tf.pad(
          tf.zeros([0, 2]),
          [
            [1, 2],
            [0, 1],
          ],
          4,
        ),
    ],
    ['gathered', () => tf.gather(tf.zeros([3, 0]), tf.tensor1d([2, 1], 'int32'))],
    ['reversed', () => tf.reverse(tf.zeros([0, 2]))],
    ['tiled', () => tf.tile(numbered([2, 2]), [0, 2])],
  ])('%s', (_, run) => expectSame(run));
});
