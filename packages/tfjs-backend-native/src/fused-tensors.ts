/** What the fused kernels share: tensors in and out of native calls. */
import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Handle } from './addon.ts';
import { addon, backend, floats } from './kernel.ts';

export { floats };

/** Stands for no buffer in native calls. */
export const NONE: Handle = -1;

/** The tensor for a caller, tracked by `tf.tidy` like any operation's result. */
export const tensor = <T extends Tensor>(info: TensorInfo): T => engine().makeTensorFromTensorInfo(info) as T;

/** A new float32 tensor with uninitialised values. */
export const output = <T extends Tensor>(shape: readonly number[]): T => tensor<T>(backend.output(shape));

/** A copy of a float32 tensor with its own storage. */
export function copy<T extends Tensor>(x: T): T {
  const y = output<T>(x.shape);
  addon.copy(floats(x), floats(y), 4 * x.size);
  return y;
}

/** A float32 tensor to write into, whose storage no other tensor shares: `x` itself, or a copy. Consumes `x`. */
export function unshared<T extends Tensor>(x: T): T {
  if (backend.isSoleOwner(x.dataId)) {
    backend.willWrite(x.dataId);
    return x;
  }
  const own = copy(x);
  x.dispose();
  return own;
}

/** The number of channels: the length of the last axis. */
export const channels = ({ shape }: TensorInfo): number => shape[shape.length - 1]!;

/** @throws Error unless all have the same number of elements, where a kernel would read or write past one of them */
export function sameSize(what: string, first: Tensor, ...others: readonly Tensor[]): void {
  for (const other of others) {
    if (other.size !== first.size) {
      throw new Error(`native: ${what}: expected tensors of one shape, not [${first.shape}] and [${other.shape}]`);
    }
  }
}
