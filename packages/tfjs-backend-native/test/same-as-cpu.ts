/** Runs a piece of a program on `native` and on tfjs's cpu backend, for tests that compare them. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import fc from 'fast-check';
import { expect } from 'vitest';
import '../src/index.ts';

export interface Values {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: number[];
}

async function valuesOn(backend: string, run: () => tf.Tensor | tf.Tensor[]): Promise<Values[]> {
  await tf.setBackend(backend);
  const before = tf.engine().backend.numDataIds();
  const results = tf.tidy(() => {
    const outputs = run();
    return (Array.isArray(outputs) ? outputs : [outputs]).map(y => ({
      shape: y.shape,
      dtype: y.dtype,
      values: Array.from(y.dataSync()),
    }));
  });
  expect(tf.engine().backend.numDataIds(), `tensors left behind on ${backend}`).toBe(before);
  return results;
}

/** What a program gives on both backends. It makes its tensors itself, and leaves none behind. */
export const onBoth = async (run: () => tf.Tensor | tf.Tensor[]): Promise<{ native: Values[]; cpu: Values[] }> => ({
  cpu: await valuesOn('cpu', run),
  native: await valuesOn('native', run),
});

/** Expects equal shapes, types and values, bit for bit. */
export async function expectSame(run: () => tf.Tensor | tf.Tensor[]): Promise<void> {
  const { native, cpu } = await onBoth(run);
  expect(native).toEqual(cpu);
}

/** Expects equal shapes and types, and values within `tolerance` of a value's size or of 1. */
export const expectClose = (run: () => tf.Tensor | tf.Tensor[], tolerance = 1e-5): Promise<void> =>
  expectWithin(run, () => value => tolerance * Math.max(1, Math.abs(value)));

/**
 * Expects equal shapes and types, and values within 5e-6 of the output's largest, or of 1. So sums of products err: a small
 * one among large ones may have cancelled, and Winograd's transforms mix neighbours.
 * @param terms how many products in [-1, 1) a sum has, for outputs that don't show its size: those of an activation that saturates
 */
export const expectCloseSums = (run: () => tf.Tensor | tf.Tensor[], terms?: number): Promise<void> =>
  expectWithin(run, values => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const allowed = 5e-6 * (terms === undefined ? largest : Math.max(1, Math.sqrt(terms)));
    return () => allowed;
  });

/** `allowance` is how far each of an output's values may be off. */
async function expectWithin(
  run: () => tf.Tensor | tf.Tensor[],
  allowance: (wanted: readonly number[]) => (value: number) => number,
): Promise<void> {
  const { native, cpu } = await onBoth(run);
  const described = ({ shape, dtype }: Values) => ({ shape, dtype });
  expect(native.map(described)).toEqual(cpu.map(described));
  for (const [i, { values }] of native.entries()) {
    const allowed = allowance(cpu[i]!.values);
    const wrong = values.findIndex((value, j) => {
      const wanted = cpu[i]!.values[j]!;
      return !Object.is(value, wanted) && !(Math.abs(value - wanted) <= allowed(wanted));
    });
    if (wrong >= 0) expect.fail(`output ${i}, value ${wrong}: ${values[wrong]} instead of ${cpu[i]!.values[wrong]}`);
  }
}

export type Dtype = 'float32' | 'int32' | 'bool';

export const dtypes: fc.Arbitrary<Dtype> = fc.constantFrom('float32', 'int32', 'bool');

/** Shapes of that many axes, of up to `most` elements each. */
export const shapes = (axes: { minLength: number; maxLength: number }, most = 6): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: most }), axes);

/** A tensor whose values tell their places apart (truth values: by a hash of the place). */
export function numbered(shape: number[], dtype: Dtype = 'float32'): tf.Tensor {
  const n = shape.reduce((product, k) => product * k, 1);
  const value = (i: number): number =>
    dtype === 'float32' ? i + 0.5 : dtype === 'int32' ? i - 7 : ((i * 2654435761) >>> 16) & 1;
  return tf.tensor(
    Array.from({ length: n }, (_, i) => value(i)),
    shape,
    dtype,
  );
}
