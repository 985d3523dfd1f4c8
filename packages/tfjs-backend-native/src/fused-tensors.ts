/** What the fused kernels share: tensors in and out of native calls. */
import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Handle } from './addon.ts';
import { addon, backend } from './kernel.ts';

/** In the place of a handle: none. */
export const NONE: Handle = -1;

/** A tensor for the caller, tracked by `tf.tidy` as any operation's result. */
export const tensor = <T extends Tensor>(info: TensorInfo): T => engine().makeTensorFromTensorInfo(info) as T;

/** A new tensor of floats, its values not yet set. */
export const output = <T extends Tensor>(shape: readonly number[]): T => tensor<T>(backend.output(shape));

/** The native buffer of a tensor of floats. @throws Error for another type */
export function floats({ dataId, dtype }: TensorInfo): Handle {
  if (dtype !== 'float32') throw new Error(`native: a float32 tensor is wanted, not one of type ${dtype}; use tf.cast`);
  return backend.handle(dataId);
}

/** A copy of a tensor of floats, with storage of its own. */
export function copy<T extends Tensor>(x: T): T {
  const y = output<T>(x.shape);
  addon.copy(floats(x), floats(y), 4 * x.size);
  return y;
}

/** A tensor of floats whose storage no other handle shares: `x` itself, or a copy. Consumes `x`. */
export function unshared<T extends Tensor>(x: T): T {
  if (backend.isSoleOwner(x.dataId)) return x;
  const own = copy(x);
  x.dispose();
  return own;
}

/** Channels: the length of the last axis. */
export const channels = ({ shape }: TensorInfo): number => shape[shape.length - 1]!;

/** @throws Error unless all have the same number of elements, where a kernel would read or write past one of them */
export function sameSize(what: string, first: Tensor, ...others: readonly Tensor[]): void {
  for (const other of others) {
    if (other.size !== first.size) {
      throw new Error(`native: ${what}: tensors of one shape are wanted, not [${first.shape}] and [${other.shape}]`);
    }
  }
}
