/** A tensor's data as the backend keeps it: a native buffer, or values in JavaScript. */
import type { BackendValues, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { addon, type Handle, type TypedArray } from './addon.ts';

/** tfjs's key of a tensor's data. */
export type DataId = TensorInfo['dataId'];

/** The two halves of a complex tensor. */
export interface Complex {
  readonly real: TensorInfo;
  readonly imag: TensorInfo;
}

/**
 * A tensor's data: a native buffer or, for types without native kernels, values in JavaScript. The object is the DataId itself, because a
 * training step makes hundreds of tensors, and a table of them would take longer than making them.
 */
export class Stored {
  /** Number of references; at 0 the data is freed, or another backend has it. */
  refCount = 0;
  dtype: DataType = 'float32';
  handle: Handle | undefined = undefined;
  /** Strings, as bytes, or a complex tensor. */
  values: Uint8Array[] | Complex | undefined = undefined;
  /** Buffers that kernels made of constant values, by what they hold; undefined where values may change. */
  derived: Map<string, Handle> | undefined = undefined;
}

export const BYTES = { float32: 4, int32: 4, bool: 1 } as const;
export type NumericType = keyof typeof BYTES;

/** Whether native kernels take this type; strings and complex numbers stay in JavaScript. */
export const isNumeric = (dtype: DataType): dtype is NumericType => dtype in BYTES;

/** A new array for n values of this type. */
export function typedArray(dtype: NumericType, n: number): TypedArray {
  if (dtype === 'float32') return new Float32Array(n);
  return dtype === 'int32' ? new Int32Array(n) : new Uint8Array(n);
}

/** Frees the native buffers of tensors that were never disposed, once the garbage collector collects their DataId. */
export const safetyNet = new FinalizationRegistry<Handle>(handle => addon.free(handle));

/** Frees what was kept of constant data. */
export function freeDerived({ derived }: Stored): void {
  if (derived === undefined || derived.size === 0) return;
  for (const handle of derived.values()) addon.free(handle);
  safetyNet.unregister(derived);
  derived.clear();
}

/** The values as a typed array of this type; kernels of other backends also return plain or longer arrays. @throws Error for too few values */
export function asTyped(values: BackendValues, dtype: NumericType, n: number): TypedArray {
  const array = values as TypedArray;
  if (array.length < n)
    throw new Error(`native: a tensor of ${n} elements needs ${n} values, but ${array.length} were given`);
  const own = typedArray(dtype, 0).constructor;
  if (array.constructor === own && array.length === n) return array;
  const copy = typedArray(dtype, n);
  copy.set(array.length === n ? array : array.subarray(0, n));
  return copy;
}
