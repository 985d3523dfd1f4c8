import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { anyShape, repeated, run, someOf, valuesOf } from './elementwise-values.ts';
import { dtypes, expectClose, expectSame } from './same-as-cpu.ts';

const OF_INTEGERS = ['Abs', 'Neg', 'Square', 'Relu', 'Relu6', 'Sign', 'ClipByValue', 'Floor', 'Ceil', 'Round'];
const OF_FLOATS = [
  ...['Step', 'Sqrt', 'Rsqrt', 'Reciprocal', 'LeakyRelu', 'Exp', 'Expm1', 'Log', 'Log1p', 'Sigmoid', 'Tanh', 'Elu'],
  ...[
    'Selu',
    'Softplus',
    'Erf',
    'Sin',
    'Cos',
    'Tan',
    'Asin',
    'Acos',
    'Atan',
    'Sinh',
    'Cosh',
    'Asinh',
    'Acosh',
    'Atanh',
  ],
  ...['IsNan', 'IsInf', 'IsFinite'],
];
const ATTRS: Record<string, object> = {
  ClipByValue: { clipValueMin: -2.5, clipValueMax: 3.5 },
  LeakyRelu: { alpha: 0.2 },
  Step: { alpha: -0.25 },
};

describe('as cpu', () => {
  test.each([...OF_INTEGERS, ...OF_FLOATS])('%s of floats', async name => {
    await fc.assert(
      fc.asyncProperty(anyShape, someOf(valuesOf('float32')), async (shape, values) => {
        await expectClose(() => run(name, { x: repeated(values, shape) }, ATTRS[name]), 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test.each(OF_INTEGERS)('%s of integers', async name => {
    await fc.assert(
      // tfjs computes some of these in floats, which larger integers and squares don't fit.
      fc.asyncProperty(anyShape, someOf(fc.integer({ min: -4000, max: 4000 })), async (shape, values) => {
        await expectSame(() => run(name, { x: repeated(values, shape, 'int32') }, ATTRS[name]));
      }),
      { numRuns: 30 },
    );
  });

  test.each(OF_FLOATS)('%s of small integers', async name => {
    // Not so large that a result nearly is an integer, as tanh(9) is.
    await expectClose(() => run(name, { x: tf.range(-3, 4, 1, 'int32') }, ATTRS[name]), 1e-6);
  });

  test('LogicalNot', () => expectSame(() => tf.logicalNot(tf.tensor1d([1, 0, 0, 1, 1], 'bool'))));
});

test.each(['Relu', 'Sqrt', 'Exp', 'Tanh', 'IsNan'])('%s of enough elements for several threads', async name => {
  await expectClose(() => run(name, { x: tf.linspace(-20, 30, 50_003) }), 1e-6);
});

describe('Cast', () => {
  test('between any two types', async () => {
    await fc.assert(
      fc.asyncProperty(
        dtypes.chain(from => fc.tuple(fc.constant(from), dtypes, anyShape, someOf(valuesOf(from)))),
        async ([from, to, shape, values]) => {
          await expectSame(() => tf.cast(repeated(values, shape, from), to));
        },
      ),
    );
  });

  test('of floats beyond the integers', async () => {
    const values = [2 ** 31, -(2 ** 31), 2 ** 32 + 2 ** 10, -3e9, 1e20, 3e38, NaN, -Infinity, 1.999, -1.999, -0];
    await expectSame(() => tf.cast(repeated(values, [1000]), 'int32'));
  });

  test('to complex numbers and back', async () => {
    await expectSame(() => tf.imag(tf.cast(tf.tensor1d([1, 2], 'int32'), 'complex64')));
    await expectSame(() => tf.cast(tf.complex([1.5, -2], [3, 4]), 'int32'));
  });
});
