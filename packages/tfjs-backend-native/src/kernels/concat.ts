/** Concatenation, stacking and repetition of tensors. */
import {
  backend_util,
  type ConcatAttrs,
  type PackAttrs,
  type TensorInfo,
  type TileAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { alike, backend, kernel, size } from '../kernel.ts';
import { dense, move, part } from './layout.ts';

/** The tensors one after the other along an axis. A single one that isn't empty is no copy. */
function concat(tensors: readonly TensorInfo[], axis: number): TensorInfo {
  const shapes = tensors.map(({ shape }) => shape);
  backend_util.assertParamsConsistent(shapes, axis);
  const outShape = backend_util.computeOutShape(shapes, axis);
  const full = tensors.filter(x => size(x) > 0);
  if (full.length === 1) return backend.share(full[0]!, outShape);
  const y = backend.output(outShape, tensors[0]!.dtype);
  const begin = outShape.map(() => 0);
  for (const x of full) {
    move(x, dense(x.shape), y, part(dense(outShape), begin, x.shape));
    begin[axis]! += x.shape[axis]!;
  }
  return y;
}

kernel<TensorInfo[], ConcatAttrs>(
  'Concat',
  (tensors, { axis }) => concat(tensors, util.parseAxisParam(axis, tensors[0]!.shape)[0]!),
  alike,
);

kernel<TensorInfo[], PackAttrs>('Pack', (tensors, { axis }) => {
  const { shape, dtype } = tensors[0]!;
  for (const x of tensors) {
    util.assertShapesMatch(shape, x.shape, 'native: tensors to be stacked must have one shape: ');
    util.assert(
      dtype === x.dtype,
      () => `native: tensors to be stacked must have one type, not ${dtype} and ${x.dtype}`,
    );
  }
  const along = axis < 0 ? axis + shape.length + 1 : axis;
  const raised = shape.toSpliced(along, 0, 1);
  return concat(
    tensors.map(x => ({ ...x, shape: raised })),
    along,
  );
});

kernel<{ x: TensorInfo }, TileAttrs>('Tile', ({ x }, { reps }) => {
  const y = backend.output(
    x.shape.map((n, axis) => n * reps[axis]!),
    x.dtype,
  );
  // Each axis is two, (repetition, index), and the first of them stands still in x.
  const { strides } = dense(x.shape);
  const shape = x.shape.flatMap((n, axis) => [reps[axis]!, n]);
  move(x, { shape, strides: strides.flatMap(stride => [0, stride]), offset: 0 }, y, dense(shape));
  return y;
});
