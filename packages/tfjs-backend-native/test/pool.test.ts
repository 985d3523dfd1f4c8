import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setThreads, threads } from '../src/index.ts';
import { expectClose, expectSame, numbered, onBoth } from './same-as-cpu.ts';

type Pad = 'same' | 'valid' | number | tf.backend_util.ExplicitPadding;

interface Pooling {
  readonly shape: [number, number, number, number];
  readonly filter: [number, number];
  readonly strides: [number, number];
  readonly pad: Pad;
  /** few different values, so that windows have ties */
  readonly values: readonly number[];
}

const side = fc.integer({ min: 1, max: 3 });
const explicit = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 2 })).map(
  ([top, bottom, left, right]): Pad => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ],
);

const poolings: fc.Arbitrary<Pooling> = fc.record({
  shape: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 3, max: 9 }),
    fc.integer({ min: 3, max: 9 }),
    fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(31, 64, 67, 100)),
  ),
  filter: fc.tuple(side, side),
  strides: fc.tuple(side, side),
  pad: fc.oneof(fc.constantFrom<Pad>('same', 'valid', 1), explicit),
  values: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 7, maxLength: 40 }),
});

const cycle = (values: readonly number[], shape: number[]): tf.Tensor4D =>
  tf.tensor4d(
    Array.from({ length: shape.reduce((n, k) => n * k, 1) }, (_, i) => values[i % values.length]!),
    shape as [number, number, number, number],
  );

/** The gradient of Σ weights · f(x). */
function gradient(f: (x: tf.Tensor4D) => tf.Tensor, x: tf.Tensor4D): tf.Tensor {
  const weights = numbered(f(x).shape);
  return tf.grads((x: tf.Tensor) => f(x as tf.Tensor4D))([x], weights)[0]!;
}

describe.each([
  ['maximum', tf.maxPool],
  ['mean', tf.avgPool],
] as const)('the %s of windows', (name, op) => {
  it('is as on cpu', () =>
    fc.assert(
      fc.asyncProperty(poolings, ({ shape, filter, strides, pad, values }) =>
        expectClose(() =>
          op(cycle(values, shape), filter, strides, pad, typeof pad === 'string' ? undefined : 'floor'),
        ),
      ),
    ));

  it('has the gradient that cpu has', () =>
    fc.assert(
      fc.asyncProperty(poolings, ({ shape, filter, strides, pad, values }) =>
        expectClose(() =>
          gradient(
            x => op(x, filter, strides, pad, typeof pad === 'string' ? undefined : 'floor'),
            cycle(values, shape),
          ),
        ),
      ),
    ));

  it('covers a whole map', async () => {
    const x = () => cycle([1, -4, 2.5, 0, 9, -1.25], [3, 14, 9, 70]);
    await expectClose(() => op(x(), [14, 9], 1, 'valid'));
    await expectClose(() => gradient(y => op(y, [14, 9], 1, 'valid'), x()));
  });

  it('takes infinities and NaN', async () => {
    const values = [NaN, -Infinity, -Infinity, -2, NaN, -Infinity, Infinity, 3, NaN, NaN, NaN];
    await expectSame(() => op(cycle(values, [2, 7, 5, 3]), 2, 1, 'same'));
    await expectSame(() => op(cycle(values, [2, 7, 5, 20]), [1, 3], 2, 'valid'));
    await expectSame(() => op(cycle([-Infinity, NaN], [1, 4, 4, 16]), 2, 2, 'valid'));
    if (name === 'maximum') await expectSame(() => gradient(x => op(x, 2, 1, 'same'), cycle(values, [2, 7, 5, 19])));
  });

  it('rounds sizes up where asked to', () => expectClose(() => op(cycle([3, -1, 2], [2, 7, 6, 5]), 2, 3, 0, 'ceil')));

  it('is x for windows of one pixel', () => expectSame(() => op(cycle([1, 2, 3], [2, 3, 3, 2]), 1, 1, 'valid')));

  it('has nothing to do in an empty batch', () =>
    expectSame(() => op(tf.zeros([0, 4, 4, 3]) as tf.Tensor4D, 2, 2, 'valid')));

  it('is the same on one thread as on three, to the bit', async () => {
    const x = () => cycle([0.1, -0.7, 0.3, 11.3, 2.9, -4.1, 5.3], [2, 61, 33, 21]);
    const run = () => [op(x(), 3, 1, 'same'), gradient(y => op(y, 3, 1, 'same'), x())];
    const before = threads();
    const results = [];
    for (const count of [1, 3]) {
      setThreads(count);
      results.push((await onBoth(run)).native);
    }
    setThreads(before);
    expect(results[1]).toEqual(results[0]);
  });
});

describe('the maximum of windows of integers', () => {
  it('is an integer', () =>
    expectSame(() => tf.maxPool(numbered([1, 4, 5, 3], 'int32') as tf.Tensor4D, 2, 2, 'valid')));
});

describe('the gradient of a maximum', () => {
  it('goes to the first of equal pixels', async () => {
    await tf.setBackend('native');
    const x = tf.tensor4d([2, 5, 5, 1], [1, 2, 2, 1]);
    const dx = tf.grad((x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'))(x);
    expect(Array.from(dx.dataSync())).toEqual([0, 1, 0, 0]);
    tf.dispose([x, dx]);
  });
});
