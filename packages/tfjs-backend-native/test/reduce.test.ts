import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { setThreads, threads } from '../src/index.ts';
import { anyShape, ordinary, repeated, run, someOf, valuesOf } from './elementwise-values.ts';
import { type Dtype, dtypes, expectClose, expectSame, numbered } from './same-as-cpu.ts';

const SUMS = ['Sum', 'Mean', 'Prod'];
const EXTREMA = ['Max', 'Min'];

/** A shape, and some of its axes (none, perhaps: then all). */
const withAxes = anyShape.chain(shape =>
  fc.tuple(fc.constant(shape), fc.option(fc.subarray(shape.map((_, axis) => axis)), { nil: null })),
);

const reduce = (name: string, x: tf.Tensor, axis: number[] | null, keepDims: boolean): tf.Tensor =>
  run(name, { x }, { axis, reductionIndices: axis, keepDims });

async function expectAgreement(name: string, dtype: Dtype, value = valuesOf(dtype), runs = 50): Promise<void> {
  await fc.assert(
    fc.asyncProperty(withAxes, someOf(value), fc.boolean(), async ([shape, axis], values, keep) => {
      await expectClose(() => reduce(name, repeated(values, shape, dtype), axis, keep), 1e-6);
    }),
    { numRuns: runs },
  );
}

describe('as cpu, along any axes', () => {
  test.each(SUMS)('%s of floats', name => expectAgreement(name, 'float32', ordinary, 100));
  test('Sum of integers', () => expectAgreement('Sum', 'int32'));
  // Of none below zero: tfjs rounds every term before it adds them.
  test('Mean of integers', () => expectAgreement('Mean', 'int32', fc.nat({ max: 4000 })));
  test.each(SUMS)('%s of truth values', name => expectAgreement(name, 'bool'));
  test.each(EXTREMA)('%s of floats', name => expectAgreement(name, 'float32', valuesOf('float32'), 100));
  test.each(EXTREMA)('%s of integers', name => expectAgreement(name, 'int32'));
  test.each([...EXTREMA, 'All', 'Any'])('%s of truth values', name => expectAgreement(name, 'bool'));

  test.each(['ArgMax', 'ArgMin'])('%s', async name => {
    const cases = dtypes.chain(dtype => fc.tuple(fc.constant(dtype), someOf(valuesOf(dtype))));
    await fc.assert(
      fc.asyncProperty(anyShape, fc.nat(), cases, async (shape, choice, [dtype, values]) => {
        fc.pre(shape.length > 0);
        await expectSame(() => run(name, { x: repeated(values, shape, dtype) }, { axis: choice % shape.length }));
      }),
    );
  });

  test('Cumsum', async () => {
    await fc.assert(
      fc.asyncProperty(anyShape, fc.nat(), dtypes, fc.boolean(), fc.boolean(), async (shape, choice, dtype, ...how) => {
        fc.pre(shape.length > 0);
        await expectSame(() => tf.cumsum(numbered(shape, dtype), choice % shape.length, ...how));
      }),
    );
  });
});

/** By shape and axes: whole tensors, rows, columns, maps, narrow and wide, and ends that no register fills. */
const LARGE: [number[], number[]][] = [
  [[100_003], [0]],
  [[300, 1001], [1]],
  [[1001, 300], [0]],
  [[40_001, 3], [0]],
  [[70_001, 1], [0]],
  [[5000, 10], [1]],
  [
    [8, 7, 7, 65],
    [1, 2],
  ],
  [
    [6, 30, 30, 5],
    [0, 1, 2],
  ],
  [
    [33, 9, 2050],
    [0, 1],
  ],
  [
    [20, 17, 30, 11],
    [0, 2],
  ],
  [[3, 2100, 40], [1]],
];
const values = Array.from({ length: 4099 }, (_, i) => ((i * 7919) % 2003) / 250 - 4);

describe.each(LARGE)('%j along %j', (shape, axes) => {
  test.each(['Mean', ...EXTREMA])('%s', name =>
    expectClose(() => reduce(name, repeated(values, shape), axes, false), 1e-6),
  );
  // Of positive terms: what cancels leaves the rounding errors of the rest.
  test('Sum', () => expectClose(() => tf.sum(tf.square(repeated(values, shape)), axes), 5e-7));
  test('integers', () => expectSame(() => tf.sum(tf.cast(repeated(values, shape), 'int32'), axes)));
  test('ArgMax', () => expectSame(() => tf.argMax(repeated(values, shape), axes[0])));
});

describe('sums', () => {
  const before = threads();
  afterAll(() => setThreads(before));

  test('do not depend on the number of threads', async () => {
    await tf.setBackend('native');
    for (const [shape, axes] of LARGE) {
      const [one, three] = [1, 3].map(count => {
        setThreads(count);
        return tf.tidy(() => tf.sum(repeated(values, shape), axes).dataSync());
      });
      expect(three).toEqual(one);
    }
  });

  test('of many terms are right to a float', async () => {
    await tf.setBackend('native');
    const [sum, row] = tf.tidy(() => {
      const x = tf.fill([1 << 22], 0.1);
      return [tf.sum(x).dataSync()[0]!, tf.sum(tf.reshape(x, [2, -1]), 1).dataSync()[1]!];
    }) as [number, number];
    const exact = Math.fround(0.1) * 2 ** 22;
    expect(Math.abs(sum / exact - 1)).toBeLessThan(2e-7);
    expect(Math.abs((2 * row) / exact - 1)).toBeLessThan(2e-7);
  });
});
