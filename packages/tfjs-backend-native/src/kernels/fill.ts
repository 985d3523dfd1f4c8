/** Tensors of one value. */
import { type DataType, type FillAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { backend, handle, kernel, size, typeCode } from '../kernel.ts';

const native = functions<{ fill(type: number, n: number, value: number, y: Handle): void }>();

/** A new tensor of this shape with all elements equal to `value`. */
export function filled(shape: readonly number[], dtype: DataType, value: number): TensorInfo {
  const y = backend.output(shape, dtype);
  native.fill(typeCode(dtype), size(y), value, handle(y));
  return y;
}

kernel<object, FillAttrs>('Fill', (_, { shape, value, dtype }) => {
  if (typeof value === 'number') return filled(shape, dtype, value);
  return backend.tensor(shape, 'string', Array(util.sizeFromShape(shape)).fill(util.encodeString(value)));
});

for (const [name, value] of [
  ['ZerosLike', 0],
  ['OnesLike', 1],
] as const) {
  kernel<{ x: TensorInfo }>(name, ({ x }) => filled(x.shape, x.dtype, value));
}
