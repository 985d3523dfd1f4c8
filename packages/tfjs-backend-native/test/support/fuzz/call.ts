/** Random calls of kernels, as data: what fast-check can print, shrink and repeat. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import type { Dtype } from '../../same-as-cpu.ts';

/** A tensor of uniform numbers in [low, high), of whole ones where `whole`, the same for the same seed. */
export interface Drawn {
  readonly shape: readonly number[];
  readonly seed: number;
  readonly low: number;
  readonly high: number;
  readonly dtype: Dtype;
  readonly whole: boolean;
}

/** What a kernel is given: a drawn tensor, or what another call returns. */
export type Operand = Drawn | Call;

export interface Call {
  readonly kernel: string;
  /** a list for the kernels that take any number */
  readonly inputs: Readonly<Record<string, Operand | undefined>> | readonly Operand[];
  readonly attrs: Readonly<Record<string, unknown>>;
}

/** A call, and how far from cpu's results its own may be. */
export interface Case extends Call {
  /** absolute; also relative to a value's size */
  readonly tolerance: number;
}

/** The rounding error of one float32 operation, relative. */
export const EPSILON = 2 ** -24;

/**
 * The tolerance for sums of n products of numbers in [-1, 1): partial sums grow like √n, and both backends round each of n
 * additions; `growth` is what a transform (Winograd's) multiplies the terms by.
 */
export const ofSum = (n: number, growth = 1): number =>
  8 * EPSILON * growth * (Math.sqrt(n) * Math.log2(n + 2) + n / 8);

const isCall = (operand: Operand): operand is Call => 'kernel' in operand;

/** Runs a call on the active backend. */
export function run({ kernel, inputs, attrs }: Call): tf.Tensor | tf.Tensor[] {
  const given = Array.isArray(inputs)
    ? inputs.map(evaluate)
    : Object.fromEntries(
        Object.entries(inputs as Record<string, Operand | undefined>).flatMap(([name, operand]) =>
          operand === undefined ? [] : [[name, evaluate(operand)]],
        ),
      );
  return tf.engine().runKernel(kernel, given as tf.NamedTensorMap, attrs as tf.NamedAttrMap);
}

const evaluate = (operand: Operand): tf.Tensor => (isCall(operand) ? (run(operand) as tf.Tensor) : draw(operand));

function draw({ shape, seed, low, high, dtype, whole }: Drawn): tf.Tensor {
  const n = shape.reduce((product, k) => product * k, 1);
  const next = uniform(seed);
  const values = Array.from({ length: n }, () => {
    const value = low + (high - low) * next();
    return whole || dtype !== 'float32' ? Math.floor(value) : value;
  });
  return tf.tensor(values, [...shape], dtype);
}

/** Numbers in [0, 1): mulberry32, a public-domain generator by Tommy Ettinger. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A tensor of that shape. Default: floats in [-1, 1); truth values for 'bool'. */
export const tensor = (
  shape: readonly number[],
  options: Partial<Omit<Drawn, 'shape' | 'seed'>> = {},
): fc.Arbitrary<Drawn> =>
  fc.nat().map(seed => ({
    shape,
    seed,
    low: options.dtype === 'bool' ? 0 : -1,
    high: options.dtype === 'bool' ? 2 : 1,
    dtype: 'float32',
    whole: false,
    ...options,
  }));

/** Sizes of an axis: small, with odd ones and those around the widths of vectors among them. */
export const axis: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 3, arbitrary: fc.integer({ min: 7, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(31, 32, 33, 63, 65) },
);

/** Shapes of `least` to `most` axes and at most 4,000 elements. */
export const shape = (least: number, most: number): fc.Arbitrary<number[]> =>
  fc.array(axis, { minLength: least, maxLength: most }).filter(sizes => sizes.reduce((n, k) => n * k, 1) <= 4000);

/** Cases of one kernel: inputs and attributes drawn for what `parameters` draws. */
export const cases = <P>(
  kernel: string,
  parameters: fc.Arbitrary<P>,
  inputs: (p: P) => Readonly<Record<string, fc.Arbitrary<Operand | undefined>>>,
  attrs: (p: P) => Readonly<Record<string, unknown>> = () => ({}),
  tolerance: number | ((p: P) => number) = 0,
): fc.Arbitrary<Case> =>
  parameters.chain(p =>
    fc.record(inputs(p)).map(drawn => ({
      kernel,
      inputs: drawn,
      attrs: attrs(p),
      tolerance: typeof tolerance === 'number' ? tolerance : tolerance(p),
    })),
  );

export type Table = Readonly<Record<string, fc.Arbitrary<Case>>>;
