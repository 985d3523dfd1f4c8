import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { dtypes, expectSame, numbered, shapes } from './same-as-cpu.ts';

/** A shape with a non-empty block in it. */
const blocks = shapes({ minLength: 1, maxLength: 5 }).chain(shape =>
  fc.record({
    shape: fc.constant(shape),
    begin: fc.tuple(...shape.map(n => fc.integer({ min: 0, max: n - 1 }))),
    fractions: fc.tuple(...shape.map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
  }),
);

const axisOf = fc.nat({ max: 5 });

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
