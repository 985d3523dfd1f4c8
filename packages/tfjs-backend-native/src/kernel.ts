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

/** The number of a tensor's elements. */
export const size = ({ shape }: TensorInfo): number => shape.reduce((product, n) => product * n, 1);

/** Whether every operand is numeric. An operand may be a list of tensors, as Concat's is. */
function numeric(inputs: NamedTensorInfoMap): boolean {
  for (const name in inputs) {
    const x = inputs[name] as TensorInfo | TensorInfo[] | undefined | null;
    if (x && !(Array.isArray(x) ? x.every(one => isNumeric(one.dtype)) : isNumeric(x.dtype))) return false;
  }
  return true;
}

/**
 * Registers a kernel under its tfjs name, with inputs and attributes as tfjs passes them. `run` is called for numeric operands only; strings
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

export { addon, BACKEND, backend };
