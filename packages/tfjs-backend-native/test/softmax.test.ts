import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose, onBoth } from './same-as-cpu.ts';
import { normal } from './support/floats.ts';

const logits = fc.record({
  shape: fc.oneof<fc.Arbitrary<number[]>[]>(
    fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
    fc.constantFrom([3, 16], [2, 17], [5, 100], [2, 1025], [2, 3000]),
  ),
  seed: fc.nat(),
  spread: fc.constantFrom(0.1, 1, 30),
});

describe.each([
  ['softmax', tf.softmax],
  ['logSoftmax', tf.logSoftmax],
] as const)('%s', (_, run) => {
  it('agrees with cpu', async () => {
    await fc.assert(
      fc.asyncProperty(logits, async ({ shape, seed, spread }) => {
        const values = normal(seed, tf.util.sizeFromShape(shape), 5, spread);
        await expectClose(() => run(tf.tensor(values, shape)), 2e-6);
      }),
      { numRuns: 60 },
    );
  });

  it('treats NaN and infinities as cpu does', async () => {
    const { native, cpu } = await onBoth(() =>
      run(
        tf.tensor2d(
          [NaN, 0, 1, Infinity, 0, 1, -Infinity, 0, 0, -Infinity, -Infinity, -Infinity, 3e38, -3e38, 3e38],
          [5, 3],
        ),
      ),
    );
    const rounded = native[0]!.values.map(value => (Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : value));
    expect(rounded).toEqual(
      cpu[0]!.values.map(value => (Number.isFinite(value) ? Math.round(value * 1e6) / 1e6 : value)),
    );
  });
});

it('the logarithm of softmax takes integers', () =>
  expectClose(() => tf.logSoftmax(tf.tensor([1, 2, 3, -4], [2, 2], 'int32')), 1e-6));
