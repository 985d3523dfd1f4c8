/** Random tensors for tests of elementwise kernels and reductions: any small shape, and the values at which functions turn. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { Dtype } from './same-as-cpu.ts';

const SPECIAL = [
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1e-40,
  -1e-45,
  3e38,
  -3e38,
  1,
  -1,
  0.5,
  -0.5,
  2.5,
  -3.5,
  6,
  88.7,
  -103.5,
];

/** Floats, one in three of them special: not a number, infinite, zero, denormal, huge, or halfway between integers. */
export const floats: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: fc.integer({ min: -12_000, max: 12_000 }).map(i => Math.fround(i / 1000)), weight: 2 },
  { arbitrary: fc.constantFrom(...SPECIAL), weight: 1 },
);

/** Floats of ordinary size, sums of which are exact: what cancels leaves no rounding errors. */
export const ordinary: fc.Arbitrary<number> = fc.integer({ min: -256, max: 256 }).map(i => i / 64);

/** Integers that are exact in a float, and whose products are exact in a double. */
export const integers: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -10, max: 10 }),
  fc.integer({ min: -(2 ** 24), max: 2 ** 24 }),
);

/** Values of that type. */
export const valuesOf = (dtype: Dtype): fc.Arbitrary<number> =>
  dtype === 'float32' ? floats : dtype === 'int32' ? integers : fc.constantFrom(0, 1);

/** Shapes of up to five axes, one in eight of them empty. */
export const anyShape: fc.Arbitrary<number[]> = fc.array(
  fc.oneof({ arbitrary: fc.integer({ min: 1, max: 5 }), weight: 7 }, { arbitrary: fc.constant(0), weight: 1 }),
  { maxLength: 5 },
);

/** The values again and again until the shape is full. */
export function repeated(values: readonly number[], shape: number[], dtype: Dtype = 'float32'): tf.Tensor {
  const n = shape.reduce((product, k) => product * k, 1);
  return tf.tensor(
    Array.from({ length: n }, (_, i) => values[i % values.length]!),
    shape,
    dtype,
  );
}

/** Enough values to fill a small tensor without a regular pattern. */
export const someOf = (value: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.array(value, { minLength: 17, maxLength: 61 });

/** Runs a kernel of the backend in use. */
export const run = (name: string, inputs: Record<string, tf.Tensor>, attrs: object = {}): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attrs as Record<string, number>) as tf.Tensor;
