import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { setThreads, threads } from '../src/index.ts';
import { expectClose, expectSame } from './same-as-cpu.ts';

beforeEach(() => tf.setBackend('native'));

/** A tensor of values in ±1, which follow from the seed. */
const uniform = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);

const sizes = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 80 }));

const products = fc.record({
  m: sizes,
  n: sizes,
  k: sizes,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  outer: fc.constantFrom<[number[], number[]]>([[], []], [[3], [3]], [[4], [1]], [[], [2, 3]]),
});

const operand = (outer: number[], rows: number, columns: number, transposed: boolean, seed: number): tf.Tensor =>
  uniform([...outer, ...(transposed ? [columns, rows] : [rows, columns])], seed);

describe('matrix products', () => {
  it('are those of cpu, for any sizes, transposed or not, with leading axes that broadcast', () =>
    fc.assert(
      fc.asyncProperty(products, ({ m, n, k, transposeA, transposeB, outer: [a, b] }) =>
        expectClose(() =>
          tf.matMul(operand(a, m, k, transposeA, 1), operand(b, k, n, transposeB, 2), transposeA, transposeB),
        ),
      ),
    ));

  it.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
    'fuse bias and %s',
    activation =>
      fc.assert(
        fc.asyncProperty(sizes, sizes, fc.boolean(), (m, n, scalar) =>
          expectClose(() =>
            tf.fused.matMul({
              a: uniform([m, 5], 1) as tf.Tensor2D,
              b: uniform([5, n], 2) as tf.Tensor2D,
              bias: uniform(scalar ? [] : [n], 3),
              activation,
              ...(activation === 'prelu' && { preluActivationWeights: uniform([n], 4) }),
              leakyreluAlpha: 0.1,
            }),
          ),
        ),
        { numRuns: 15 },
      ),
  );

  it('multiply integers exactly', () =>
    expectSame(() =>
      tf.matMul(tf.range(0, 12, 1, 'int32').reshape([3, 4]), tf.range(-6, 2, 1, 'int32').reshape([4, 2])),
    ));

  it('broadcast leading axes of both operands, where cpu does not', () => {
    const [a, b] = [uniform([2, 1, 3, 4], 1), uniform([1, 5, 4, 2], 2)];
    const [spread, wanted] = tf.tidy(() => [
      tf.matMul(a, b).dataSync(),
      tf.matMul(a.tile([1, 5, 1, 1]), b.tile([2, 1, 1, 1])).dataSync(),
    ]);
    tf.dispose([a, b]);
    expect(spread).toEqual(wanted);
  });

  it('sum thousands of terms to within a millionth', () => {
    const sums = tf.tidy(() => tf.matMul(tf.ones([1, 100_000]), tf.fill([100_000, 3], 0.1)).dataSync());
    for (const sum of sums) expect(sum / (100_000 * Math.fround(0.1))).toBeCloseTo(1, 6);
  });

  it('have gradients', () =>
    expectClose(() => {
      const [da, db] = tf.grads((a, b) => tf.matMul(a, b, true, false).square().sum())([
        uniform([7, 5], 1),
        uniform([7, 3], 2),
      ]);
      return [da!, db!];
    }));

  it('are the same bits from any number of threads', () => {
    const [a, b] = [uniform([300, 2100], 1), uniform([2100, 70], 2)];
    const before = threads();
    const results = [1, 2, 3].map(count => {
      setThreads(count);
      return tf.tidy(() => tf.matMul(a, b).dataSync());
    });
    setThreads(before);
    tf.dispose([a, b]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('of no rows are empty, and of no terms zero', async () => {
    await expectSame(() => tf.matMul(tf.zeros([0, 3]), tf.zeros([3, 2])));
    await expectSame(() => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])));
    const bias = () => tf.tensor1d([1, -2, 3]);
    await expectSame(() =>
      tf.fused.matMul({ a: tf.zeros([2, 0]), b: tf.zeros([0, 3]), bias: bias(), activation: 'relu' }),
    );
  });
});
