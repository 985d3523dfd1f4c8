/** Sums of several tensors. */
import type { AddNInputs, TensorInfo } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { addon, alike, backend, handle, kernel, size } from '../kernel.ts';
import { numericBinary } from './binary-numeric.ts';

interface Functions {
  /** y += x over n floats */
  accumulate(n: number, x: Handle, y: Handle): void;
}

const native = functions<Functions>();
const add = numericBinary('Add');

kernel<AddNInputs>(
  'AddN',
  tensors => {
    const [first, ...others] = tensors as [TensorInfo, ...TensorInfo[]];
    if (first.dtype !== 'float32') {
      return others.reduce((sum, x) => {
        const y = add(sum, x);
        backend.free(sum);
        return y;
      }, backend.share(first));
    }
    const y = backend.output(first.shape);
    addon.copy(handle(first), handle(y), 4 * size(y));
    for (const other of others) native.accumulate(size(y), handle(other), handle(y));
    return y;
  },
  alike,
);
