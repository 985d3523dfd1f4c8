/** Parts of a tensor. */
import {
  backend_util,
  type SliceAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  slice_util,
  type TensorInfo,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { backend, kernel } from '../kernel.ts';
import { dense, move, part } from './layout.ts';

/** The block of x that begins at `begin` and has this shape; the whole of x is not copied. */
export function slice(x: TensorInfo, begin: readonly number[], shape: readonly number[]): TensorInfo {
  if (util.arraysEqual([...shape], x.shape)) return backend.share(x);
  const y = backend.output(shape, x.dtype);
  move(x, part(dense(x.shape), begin, shape), y, dense(shape));
  return y;
}

/** x cut along an axis into pieces of these lengths. */
function split(x: TensorInfo, axis: number, lengths: readonly number[]): TensorInfo[] {
  const begin = x.shape.map(() => 0);
  return lengths.map(length => {
    const piece = slice(x, begin, x.shape.with(axis, length));
    begin[axis]! += length;
    return piece;
  });
}

kernel<{ x: TensorInfo }, SliceAttrs>('Slice', ({ x }, { begin, size }) => {
  const [from, shape] = slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
  slice_util.assertParamsValid(x, from, shape);
  return slice(x, from, shape);
});

kernel<{ x: TensorInfo }, StridedSliceAttrs>('StridedSlice', ({ x }, attrs) => {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const info = slice_util.sliceInfo(
    x.shape,
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  if (info.isIdentity) return backend.share(x, info.finalShape);
  const y = backend.output(info.finalShape, x.dtype);
  const shape = slice_util.computeOutShape(info.begin, info.end, info.strides).map(n => Math.max(n, 0));
  move(x, part(dense(x.shape), info.begin, shape, info.strides), y, dense(shape));
  return y;
});

kernel<{ x: TensorInfo }, SplitVAttrs>('SplitV', ({ x }, { numOrSizeSplits, axis }) => {
  const along = util.parseAxisParam(axis, x.shape)[0]!;
  return split(x, along, backend_util.prepareSplitSize(x as never, numOrSizeSplits, along));
});

kernel<{ value: TensorInfo }, UnpackAttrs>('Unpack', ({ value }, { axis }) => {
  const along = util.parseAxisParam(axis, value.shape)[0]!;
  const pieces = split(value, along, new Array<number>(value.shape[along]!).fill(1));
  return pieces.map(piece => ({ ...piece, shape: piece.shape.toSpliced(along, 1) }));
});
