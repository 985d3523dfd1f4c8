/** Elementwise choice between two tensors. */
import { type TensorInfo, upcastType } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { as, backend, handle, kernel, type NumericType, numbers, size, typeCode } from '../kernel.ts';

interface Functions {
  /** n conditions, each for `inner` elements */
  select(type: number, n: number, inner: number, condition: Handle, yes: Handle, no: Handle, y: Handle): void;
}

const native = functions<Functions>();

// The condition has the operands' shape, or chooses whole rows: one condition for each index of the first axis.
kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }>(
  'Select',
  ({ condition, t, e }) => {
    const type = upcastType(t.dtype, e.dtype) as NumericType;
    const [yes, no] = [as(t, type), as(e, type)];
    const y = backend.output(t.shape, type);
    const n = size(condition);
    native.select(typeCode(type), n, n > 0 ? size(t) / n : 0, handle(condition), handle(yes), handle(no), handle(y));
    backend.free(yes, no);
    return y;
  },
  (x, condition) => numbers(x, condition) && condition.dtype === 'bool',
);
