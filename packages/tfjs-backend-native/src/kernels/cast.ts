/** Conversions between types of elements. */
import type { CastAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { as, backend, kernel, type NumericType } from '../kernel.ts';
import { filled } from './fill.ts';

kernel<{ x: TensorInfo }, CastAttrs>('Cast', ({ x }, { dtype }) => {
  if (dtype === 'string') throw new Error(`Cast: can't convert ${x.dtype} to ${dtype}`);
  if (dtype === 'complex64') return backend.complexTensor(as(x, 'float32'), filled(x.shape, 'float32', 0));
  return as(x, dtype as NumericType);
});
