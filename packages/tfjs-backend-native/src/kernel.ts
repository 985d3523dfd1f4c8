/** Registering kernels with tfjs. */
import { type NamedAttrMap, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { addon, type Handle } from './addon.ts';
import { NativeBackend } from './backend.ts';

export const BACKEND = 'native';

/** The backend: one a process (tfjs asks for it when it is first chosen). */
export const backend = new NativeBackend();

/** The native buffer of a tensor. */
export const handle = ({ dataId }: TensorInfo): Handle => backend.handle(dataId);

/** Elements of a tensor. */
export const size = ({ shape }: TensorInfo): number => shape.reduce((product, n) => product * n, 1);

/** Registers a kernel by its tfjs name. Inputs and attributes are as tfjs's op of that name gives them. */
export function kernel<Inputs, Attrs = NamedAttrMap>(
  kernelName: string,
  run: (inputs: Inputs, attrs: Attrs) => TensorInfo | TensorInfo[],
): void {
  registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) => run(inputs as Inputs, attrs as Attrs),
  });
}

/** `x` itself where it is of that type already, or a converted copy: to be given to `backend.free` in either case. */
export function as(x: TensorInfo, dtype: 'float32' | 'int32' | 'bool'): TensorInfo {
  if (x.dtype === dtype) return backend.share(x);
  const values = backend.readInfo(x) as ArrayLike<number>;
  const converted =
    dtype === 'float32'
      ? Float32Array.from(values)
      : dtype === 'int32'
        ? Int32Array.from(values)
        : Uint8Array.from(values, v => (v ? 1 : 0));
  return backend.tensor(x.shape, dtype, converted);
}

export { addon };
