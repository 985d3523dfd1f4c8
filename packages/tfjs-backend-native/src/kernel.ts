/** Registering kernels with tfjs. */
import {
  type DataType,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { addon, functions, type Handle } from './addon.ts';
import { BACKEND, backend, isNumeric } from './backend.ts';
import { runOnCpu } from './fallback.ts';

/** The native buffer of a tensor. */
export const handle = ({ dataId }: TensorInfo): Handle => backend.handle(dataId);

/** Elements of a tensor. */
export const size = ({ shape }: TensorInfo): number => shape.reduce((product, n) => product * n, 1);

/** Whether every operand is of numbers. A list of operands, as Concat has, counts as one. */
function numeric(inputs: NamedTensorInfoMap): boolean {
  for (const name in inputs) {
    const x = inputs[name] as TensorInfo | TensorInfo[] | undefined | null;
    if (x && !(Array.isArray(x) ? x.every(one => isNumeric(one.dtype)) : isNumeric(x.dtype))) return false;
  }
  return true;
}

/**
 * Registers a kernel by its tfjs name. Inputs and attributes are as tfjs's op of that name gives them; `run` sees numbers only: strings
 * and complex numbers go to the cpu backend.
 */
export function kernel<Inputs, Attrs = NamedAttrMap>(
  kernelName: string,
  run: (inputs: Inputs, attrs: Attrs) => TensorInfo | TensorInfo[],
): void {
  registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) =>
      numeric(inputs) ? run(inputs as Inputs, attrs as Attrs) : runOnCpu(kernelName, inputs, attrs),
  });
}

/** Types of elements that native kernels take, in the order of their codes (enum Type of elementwise.h). */
const TYPES = ['float32', 'int32', 'bool'] as const;
export type NumericType = (typeof TYPES)[number];

/** A type's code; -1, which the addon rejects, of any that has none. */
export const typeCode = (dtype: DataType): number => TYPES.indexOf(dtype as NumericType);

const native = functions<{ cast(from: number, to: number, n: number, x: Handle, y: Handle): void }>();

/** `x` itself where it is of that type already, or a converted copy: to be given to `backend.free` in either case. */
export function as(x: TensorInfo, dtype: NumericType): TensorInfo {
  if (x.dtype === dtype) return backend.share(x);
  const from = handle(x);
  const y = backend.output(x.shape, dtype);
  native.cast(typeCode(x.dtype), typeCode(dtype), size(x), from, handle(y));
  return y;
}

export { addon, BACKEND, backend };
