/** Pooling. */
import { isUnpadded } from '../../../shape.ts';
import { poolRescaling } from '../../pool-rescaling.ts';
import { alongMap, padded, type TfjsOp, VALID } from './op.ts';

export const maxPool: TfjsOp<'maxPool'> = ({ layer }, x, scope) => {
  const map = padded(x, layer.pad, Number.NEGATIVE_INFINITY, scope);
  return scope.add('MaxPool', [map], { ...VALID, ksize: alongMap(layer.size), strides: alongMap(layer.stride) });
};

export const avgPool: TfjsOp<'avgPool'> = ({ layer, input, output }, x, scope) => {
  const map = padded(x, layer.pad, 0, scope);
  const attr = { ...VALID, ksize: alongMap(layer.size), strides: alongMap(layer.stride) };
  if (layer.countPad || isUnpadded(layer.pad)) return scope.add('AvgPool', [map], attr);
  const mean = scope.add('AvgPool', [map], attr, 'mean');
  const factors = poolRescaling(layer, input, output);
  return scope.add('Mul', [mean, scope.floats('rescale', { ...factors, shape: [...factors.shape, 1] })]);
};

export const globalAvgPool: TfjsOp<'globalAvgPool'> = (_, x, { add, integers }) =>
  add('Mean', [x, integers('places', [1, 2])], { keep_dims: { b: true } });
export const globalMaxPool: TfjsOp<'globalMaxPool'> = (_, x, { add, integers }) =>
  add('Max', [x, integers('places', [1, 2])], { keep_dims: { b: true } });
