import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BINARY } from '../src/kernels/binary-numeric.ts';
import { anyShape, repeated, run, someOf, valuesOf } from './elementwise-values.ts';
import { type Dtype, expectClose, expectSame } from './same-as-cpu.ts';

const ARITHMETIC = BINARY.filter(name => !['LogicalAnd', 'LogicalOr', 'Prelu', 'EluGrad'].includes(name));

/** Two shapes that broadcast to one: each lacks some leading axes, and has some of one element. */
const pairs = anyShape.chain(shape => {
  const operand = fc
    .tuple(fc.nat({ max: shape.length }), fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }))
    .map(([missing, single]) => shape.map((n, axis) => (single[axis] ? 1 : n)).slice(missing));
  return fc.oneof(fc.tuple(operand, operand), fc.tuple(fc.constant(shape), operand), fc.constant([shape, shape]));
});

const operands = (dtype: Dtype) => fc.tuple(pairs, someOf(valuesOf(dtype)), someOf(valuesOf(dtype)));

async function expectAgreement(name: string, dtype: Dtype, runs = 60): Promise<void> {
  await fc.assert(
    fc.asyncProperty(operands(dtype), async ([[a, b], forA, forB]) => {
      await expectClose(() => run(name, { a: repeated(forA, a!, dtype), b: repeated(forB, b!, dtype) }), 1e-6);
    }),
    { numRuns: runs },
  );
}

describe('as cpu, over shapes that broadcast', () => {
  test.each(ARITHMETIC)('%s of floats', name => expectAgreement(name, 'float32'));
  // Powers of large integers differ in doubles' last bits already.
  test.each(ARITHMETIC.filter(name => name !== 'Pow'))('%s of integers', name => expectAgreement(name, 'int32', 40));
  test.each(ARITHMETIC)('%s of truth values', name => expectAgreement(name, 'bool', 25));
  test.each(['LogicalAnd', 'LogicalOr'])('%s', name => expectAgreement(name, 'bool'));

  test.each(['Prelu', 'EluGrad'])('%s', async name => {
    const [first, second] = name === 'Prelu' ? (['x', 'alpha'] as const) : (['dy', 'y'] as const);
    await fc.assert(
      fc.asyncProperty(operands('float32'), async ([[a, b], forA, forB]) => {
        // tfjs's EluGrad does not broadcast.
        const shape = name === 'Prelu' ? b! : a!;
        await expectClose(() => run(name, { [first]: repeated(forA, a!), [second]: repeated(forB, shape) }), 1e-6);
      }),
    );
  });
});

test('powers of small integers', () =>
  expectSame(() => tf.pow(tf.tensor1d([-3, 0, 2, 7, -1, 5], 'int32'), tf.tensor1d([5, 0, 10, 3, -1, -2], 'int32'))));

test('sums and products of integers wrap', async () => {
  await expectSame(() => tf.add(tf.scalar(2 ** 31 - 1, 'int32'), tf.scalar(1, 'int32')));
  await expectSame(() => tf.mul(tf.scalar(2 ** 30 + 1, 'int32'), tf.scalar(12, 'int32')));
  await expectSame(() => run('RealDiv', { a: tf.scalar(-(2 ** 31), 'int32'), b: tf.scalar(-1, 'int32') }));
});

test('the undefined powers of one', () =>
  expectSame(() => tf.pow(tf.tensor1d([1, -1, 1, NaN, 0]), tf.tensor1d([NaN, Infinity, -Infinity, 0, 0]))));

test.each([
  [[50_003], [50_003]],
  [[50_003], []],
  [[], [50_003]],
  [[7001, 7], [7]],
  [
    [301, 167],
    [301, 1],
  ],
  [
    [2, 1, 30_011],
    [3, 1],
  ],
  [
    [11, 13, 17, 19],
    [11, 1, 1, 19],
  ],
])('enough elements for several threads: %j and %j', async (a, b) => {
  const values = Array.from({ length: 1009 }, (_, i) => ((i * 7919) % 1000) / 8 - 60);
  await expectSame(() => tf.sub(repeated(values, a), repeated(values.slice(5), b)));
  await expectSame(() => tf.greater(repeated(values, a), repeated(values.slice(5), b)));
});

test('operands of two types, as a gradient may have them', async () => {
  const [a, b] = [() => tf.tensor1d([1, -2, 3], 'int32'), () => tf.tensor1d([0.5, 1.25, -2])];
  await expectSame(() => run('Multiply', { a: a(), b: b() }));
  await expectSame(() => run('Multiply', { a: b(), b: a() }));
  await expectSame(() => run('Less', { a: b(), b: a() }));
});

test('complex numbers', async () => {
  const [a, b] = [() => tf.complex([1, 2, -3], [0.5, 0, 4]), () => tf.complex([[2], [-1]], [[3], [0.25]])];
  const real = () => tf.tensor1d([2, 3, 4]);
  for (const op of [tf.add, tf.sub, tf.mul]) {
    await expectSame(() => tf.real(op(a(), b())));
    await expectSame(() => tf.imag(op(a(), real())));
  }
  await tf.setBackend('native');
  expect(() => tf.tidy(() => tf.maximum(a(), b()))).toThrow(/Maximum/);
});

test('strings compare', async () => {
  const [a, b] = [() => tf.tensor1d(['b', 'ä', '', 'ab']), () => tf.tensor2d([['b'], ['a']])];
  for (const op of [tf.equal, tf.notEqual]) await expectSame(() => op(a(), b()));
});

test('shapes that do not broadcast are refused', async () => {
  await tf.setBackend('native');
  expect(() => tf.tidy(() => tf.add(tf.zeros([2, 3]), tf.zeros([2])))).toThrow(/broadcast/);
});
