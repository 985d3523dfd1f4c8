/** Registering kernels with tfjs. */
import {
  type DataType,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { addon, functions, type Handle } from './addon.ts';
import { BACKEND, backend } from './backend.ts';
import { runOnCpu } from './fallback.ts';
import { isNumeric } from './stored.ts';

/** The native buffer of a tensor. */
export const handle = ({ dataId }: TensorInfo): Handle => backend.handle(dataId);

/** The number of a tensor's elements. */
export const size = ({ shape }: TensorInfo): number => shape.reduce((product, n) => product * n, 1);

/** Whether a kernel has a native form for an operand, given the call's first one. The cpu backend runs calls with any other operand. */
export type Takes = (x: TensorInfo, first: TensorInfo) => boolean;

/** Numbers and truth values, of different types too. */
export const numbers: Takes = x => isNumeric(x.dtype);
/** Operands of one type. */
export const alike: Takes = (x, first) => isNumeric(x.dtype) && x.dtype === first.dtype;
export const floatsOnly: Takes = x => x.dtype === 'float32';
export const boolsOnly: Takes = x => x.dtype === 'bool';
/** Numbers and truth values, one at least. */
export const someNumbers: Takes = x => isNumeric(x.dtype) && size(x) > 0;
/** Floats, one at least. */
export const someFloats: Takes = x => x.dtype === 'float32' && size(x) > 0;

function fits(inputs: NamedTensorInfoMap, takes: Takes): boolean {
  let first: TensorInfo | undefined;
  for (const name in inputs) {
    const x = inputs[name];
    if (!x) continue;
    first ??= x;
    if (!takes(x, first)) return false;
  }
  return true;
}

/**
 * Registers a kernel under its tfjs name, with inputs and attributes as tfjs passes them. `run` is called where `takes` holds for every
 * operand (default: all are numeric); the cpu backend runs the other calls, so that no kernel reads one type as another.
 */
export function kernel<Inputs, Attrs = NamedAttrMap>(
  kernelName: string,
  run: (inputs: Inputs, attrs: Attrs) => TensorInfo | TensorInfo[],
  takes: Takes = numbers,
): void {
  registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) =>
      fits(inputs, takes) ? run(inputs as Inputs, attrs as Attrs) : runOnCpu(kernelName, inputs, attrs),
  });
}

/** Element types of native kernels, in the order of their codes (enum Type of elementwise.h). */
const TYPES = ['float32', 'int32', 'bool'] as const;
/** A type of elements that native kernels take. */
export type NumericType = (typeof TYPES)[number];

/** The code of a type, or −1, which the addon rejects, for other types. */
export const typeCode = (dtype: DataType): number => TYPES.indexOf(dtype as NumericType);

const native = functions<{ cast(from: number, to: number, n: number, x: Handle, y: Handle): void }>();

/** `x` converted to this type: a reference to `x` itself if it already has it, else a copy. The caller must free either with `backend.free`. */
export function as(x: TensorInfo, dtype: NumericType): TensorInfo {
  if (x.dtype === dtype) return backend.share(x);
  const from = handle(x);
  const y = backend.output(x.shape, dtype);
  native.cast(typeCode(x.dtype), typeCode(dtype), size(x), from, handle(y));
  return y;
}

/** The native buffer of a float32 tensor. @throws Error for another type */
export function floats({ dataId, dtype }: TensorInfo): Handle {
  if (dtype !== 'float32') throw new Error(`native: expected a float32 tensor, not one of type ${dtype}; use tf.cast`);
  return backend.handle(dataId);
}

export { addon, BACKEND, backend };
