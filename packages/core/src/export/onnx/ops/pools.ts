/** Pooling. */
import type { AvgPool, MaxPool } from '../../../layers/types.ts';
import { ndarray } from '../../../ndarray.ts';
import { isUnpadded, type Padding } from '../../../shape.ts';
import { poolRescaling } from '../../pool-rescaling.ts';
import { bordered, type Op, sides } from './op.ts';

const NONE: Padding = [0, 0, 0, 0];

/** Whether ONNX Runtime takes the padding as the pool's own: it wants it to be smaller than the window. */
const isOwn = ({ size, pad }: MaxPool | AvgPool): boolean => pad.every((side, i) => side < size[Math.floor(i / 2)]!);

const windowOf = ({ size, stride }: MaxPool | AvgPool, pad: Padding) => ({
  kernel_shape: size,
  strides: stride,
  pads: sides(pad),
});

export const maxPool: Op<'maxPool'> = ({ layer }, x, scope) => {
  if (isOwn(layer)) return scope.add('MaxPool', [x], windowOf(layer, layer.pad));
  const map = bordered(x, layer.pad, scope, { value: Number.NEGATIVE_INFINITY, part: 'padded' });
  return scope.add('MaxPool', [map], windowOf(layer, NONE));
};

export const avgPool: Op<'avgPool'> = ({ layer, input, output }, x, scope) => {
  const countPad = layer.countPad || isUnpadded(layer.pad);
  // ONNX Runtime fuses a Pad with an average pool, and then refuses one that is wider than the window: after one, and for such a padding,
  // the pool is a convolution.
  if (isOwn(layer) && scope.operatorOf(x) !== 'Pad') {
    return scope.add('AveragePool', [x], { ...windowOf(layer, layer.pad), count_include_pad: countPad ? 1 : 0 });
  }
  const [channels, [height, width]] = [input[2]!, layer.size];
  const kernel = ndarray([channels, 1, height, width], () => 1 / (height * width));
  const mean = (part?: string) =>
    scope.add('Conv', [x, scope.floats('mean', kernel)], { ...windowOf(layer, layer.pad), group: channels }, part);
  if (countPad) return mean();
  return scope.add('Mul', [mean('mean'), scope.floats('rescale', poolRescaling(layer, input, output))]);
};

export const globalAvgPool: Op<'globalAvgPool'> = (_, x, { add }) => add('GlobalAveragePool', [x]);
export const globalMaxPool: Op<'globalMaxPool'> = (_, x, { add }) => add('GlobalMaxPool', [x]);
