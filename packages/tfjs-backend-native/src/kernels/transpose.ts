/** Changes of the axes' order and direction. */
import {
  type BatchToSpaceNDAttrs,
  backend_util,
  type DepthToSpaceAttrs,
  type ReverseAttrs,
  type SpaceToBatchNDAttrs,
  type TensorInfo,
  type TransposeAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { backend, kernel, someNumbers } from '../kernel.ts';
import { dense, move, part, permuted } from './layout.ts';
import { pad } from './pad.ts';
import { slice } from './slice.ts';

/** x with its axes in another order. */
function transpose(x: TensorInfo, order: readonly number[]): TensorInfo {
  const from = permuted(dense(x.shape), order);
  const y = backend.output(from.shape, x.dtype);
  move(x, from, y, dense(y.shape));
  return y;
}

/** x, read under another shape, with its axes in another order, under a third shape. */
function rearrange(
  x: TensorInfo,
  shape: readonly number[],
  order: readonly number[],
  outShape: readonly number[],
): TensorInfo {
  const y = transpose({ ...x, shape: [...shape] }, order);
  return { ...y, shape: [...outShape] };
}

function reverse(x: TensorInfo, axes: readonly number[]): TensorInfo {
  const turned = (axis: number): boolean => axes.includes(axis);
  const y = backend.output(x.shape, x.dtype);
  const begin = x.shape.map((n, axis) => (turned(axis) ? Math.max(n - 1, 0) : 0));
  const steps = x.shape.map((_, axis) => (turned(axis) ? -1 : 1));
  move(x, part(dense(x.shape), begin, x.shape, steps), y, dense(y.shape));
  return y;
}

kernel<{ x: TensorInfo }, TransposeAttrs>('Transpose', ({ x }, { perm }) => transpose(x, perm));

kernel<{ x: TensorInfo }, ReverseAttrs>('Reverse', ({ x }, { dims }) => reverse(x, util.parseAxisParam(dims, x.shape)));

kernel<{ image: TensorInfo }>('FlipLeftRight', ({ image }) => reverse(image, [2]));

kernel<{ x: TensorInfo }, DepthToSpaceAttrs>('DepthToSpace', ({ x }, { blockSize, dataFormat }) => {
  util.assert(dataFormat === 'NHWC', () => `native: depthToSpace: expected maps in NHWC order, not ${dataFormat}`);
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const depth = channels / blockSize ** 2;
  const shape = [batch, height, width, blockSize, blockSize, depth];
  return rearrange(x, shape, [0, 1, 3, 2, 4, 5], [batch, height * blockSize, width * blockSize, depth]);
});

kernel<{ x: TensorInfo }, SpaceToBatchNDAttrs>('SpaceToBatchND', ({ x }, { blockShape, paddings }) => {
  const blocks = util.sizeFromShape(blockShape);
  const padding = x.shape.map((_, axis) => (paddings[axis - 1] ?? [0, 0]) as [number, number]);
  const padded = pad(x, padding, 0);
  const shape = backend_util.getReshaped(padded.shape, blockShape, blocks, false);
  const order = backend_util.getPermuted(shape.length, blockShape.length, false);
  const y = rearrange(padded, shape, order, backend_util.getReshapedPermuted(padded.shape, blockShape, blocks, false));
  backend.free(padded);
  return y;
});

kernel<{ x: TensorInfo }, BatchToSpaceNDAttrs>(
  'BatchToSpaceND',
  ({ x }, { blockShape, crops }) => {
    const blocks = util.sizeFromShape(blockShape);
    const shape = backend_util.getReshaped(x.shape, blockShape, blocks);
    const order = backend_util.getPermuted(shape.length, blockShape.length);
    const outShape = backend_util.getReshapedPermuted(x.shape, blockShape, blocks);
    const whole = rearrange(x, shape, order, outShape);
    const cropped = (axis: number): number[] => crops[axis - 1] ?? [0, 0];
    const begin = outShape.map((_, axis) => cropped(axis)[0]!);
    const size = outShape.map((n, axis) => n - cropped(axis)[0]! - cropped(axis)[1]!);
    const y = slice(whole, begin, size);
    backend.free(whole);
    return y;
  },
  someNumbers,
);
