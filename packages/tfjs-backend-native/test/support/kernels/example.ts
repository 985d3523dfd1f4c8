/** Small calls of kernels, for tests that vary the types of their operands, the sizes of their axes, and their values. */
import * as tf from '@tensorflow/tfjs-core';

/** A type that an operand may have. */
export type Type = 'float32' | 'int32' | 'bool' | 'complex64' | 'string';

/** An operand. Without `values`, it gets numbers that tell its places apart. */
export interface Given {
  readonly shape: readonly number[];
  readonly dtype: Type;
  /** Numbers from 0 to `below` − 1, where they are indices or the like: in any type. */
  readonly below?: number;
  readonly values?: readonly (number | string)[];
}

/** What a kernel is called with; a list of operands for the kernels that take any number of them. */
export interface Call {
  readonly inputs: Readonly<Record<string, Given | readonly Given[]>> | readonly Given[];
  readonly attrs?: Readonly<Record<string, unknown>>;
}

/** A call, given the sizes of its axes by name. */
export interface Example {
  readonly sizes: Readonly<Record<string, number>>;
  readonly call: (sizes: Readonly<Record<string, number>>) => Call;
}

/** Examples of each kernel, by its name in tfjs. */
export type Examples = Readonly<Record<string, readonly Example[]>>;

/** An example whose axes have these sizes by default. */
export const example = <Name extends string>(
  sizes: Readonly<Record<Name, number>>,
  call: (sizes: Readonly<Record<Name, number>>) => Call,
): Example => ({ sizes, call: call as Example['call'] });

/** An example without axes to vary. */
export const fixed = (call: Call): Example => ({ sizes: {}, call: () => call });

export const floats = (...shape: number[]): Given => ({ shape, dtype: 'float32' });
export const bools = (...shape: number[]): Given => ({ shape, dtype: 'bool' });
export const indices = (below: number, ...shape: number[]): Given => ({ shape, dtype: 'int32', below });
export const given = (dtype: Type, ...values: (number | string)[]): Given => ({
  shape: [values.length],
  dtype,
  values,
});

/** The operands of a call in order. */
export const operands = ({ inputs }: Call): readonly Given[] => Object.values(inputs as Record<string, Given>).flat();

/** The call's inputs with `change` applied to each operand and its number, under the same names. */
export function mapOperands<T>(
  call: Call,
  change: (operand: Given, number: number) => T,
): Record<string, T | T[]> | T[] {
  let number = 0;
  const next = (operand: Given): T => change(operand, number++);
  if (Array.isArray(call.inputs)) return call.inputs.map(next);
  const entries = Object.entries(call.inputs as Record<string, Given | Given[]>);
  return Object.fromEntries(entries.map(([name, one]) => [name, Array.isArray(one) ? one.map(next) : next(one)]));
}

/** The call with operands of these types. */
export const withTypes = (call: Call, types: readonly Type[]): Call => ({
  ...call,
  inputs: mapOperands(call, (operand, i) => ({ ...operand, dtype: types[i]! })),
});

/** Gives the i-th element of an operand; `seed` tells operands apart. */
export type Values = (operand: Given, seed: number, i: number) => number;

/** Numbers that float32 sums and products of a few are exact of, positive and negative; integers and truth values in those types. */
export const smallValues: Values = ({ dtype, below }, seed, i) => {
  const hash = Math.imul(i * 31 + seed * 17 + 7, 0x9e3779b1) >>> 8;
  if (below !== undefined) return hash % Math.max(1, Math.min(below, dtype === 'bool' ? 2 : Infinity));
  if (dtype === 'bool') return hash & 1;
  return dtype === 'int32' ? (hash % 9) - 4 : ((hash % 33) - 16) / 4;
};

/** Runs a kernel on the active backend. */
export function run(kernel: string, call: Call, values: Values = smallValues): tf.Tensor[] {
  const inputs = mapOperands(call, (operand, i) => tensor(operand, i, values));
  const result = tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, (call.attrs ?? {}) as tf.NamedAttrMap);
  return [result].flat() as tf.Tensor[];
}

function tensor(operand: Given, seed: number, values: Values): tf.Tensor {
  const { dtype } = operand;
  const shape = [...operand.shape];
  const n = tf.util.sizeFromShape(shape);
  if (dtype === 'string') {
    return tf.tensor(
      Array.from({ length: n }, (_, i) => String(operand.values?.[i] ?? `s${i % 3}`)),
      shape,
      dtype,
    );
  }
  const numbers = (salt: number): Float32Array =>
    Float32Array.from({ length: n }, (_, i) => Number(operand.values?.[i] ?? values(operand, seed + salt, i)));
  if (dtype !== 'complex64') {
    const all = Array.from({ length: n }, (_, i) => Number(operand.values?.[i] ?? values(operand, seed, i)));
    return tf.tensor(dtype === 'bool' ? all.map(value => (value ? 1 : 0)) : all, shape, dtype);
  }
  return tf.complex(tf.tensor(numbers(0), shape), tf.tensor(numbers(5), shape));
}
