/** Conversions between types of elements. */
import type { CastAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { as, backend, kernel, type NumericType } from '../kernel.ts';
import { filled } from './fill.ts';
import { reshape } from './reshape.ts';

kernel<{ x: TensorInfo }, CastAttrs>('Cast', ({ x }, { dtype }) => {
  if (dtype === x.dtype) return reshape(x, x.shape);
  if (dtype === 'complex64') return backend.complexTensor(as(x, 'float32'), filled(x.shape, 'float32', 0));
  if (x.dtype === 'string' || dtype === 'string') throw new Error(`Cast: ${x.dtype} can't become ${dtype}`);
  return as(backend.complexParts(x)?.real ?? x, dtype as NumericType);
});
