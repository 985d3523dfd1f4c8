/** Arithmetic element by element. */
import type { AddNInputs, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { addon, backend, handle, kernel, size } from '../kernel.ts';

interface Functions {
  /** y += x over n floats */
  accumulate(n: number, x: Handle, y: Handle): void;
}

const native = functions<Functions>();

kernel<AddNInputs>('AddN', tensors => {
  const [first, ...others] = tensors as [TensorInfo, ...TensorInfo[]];
  const y = backend.output(first.shape);
  addon.copy(handle(first), handle(y), 4 * size(y));
  for (const other of others) native.accumulate(size(y), handle(other), handle(y));
  return y;
});
