/** Elements chosen by index. */
import {
  backend_util,
  type GatherV2Attrs,
  type OneHotAttrs,
  type TensorInfo,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import { functions, type Handle } from '../addon.ts';
import { as, backend, handle, kernel, size } from '../kernel.ts';
import { bitsOf, bytesOf } from './layout.ts';

interface Functions {
  /** y[b][o][i] = x[b][o][indices[b][i]], runs of `run` elements. @throws Error for an index outside of [0, choices) */
  gather(
    bytes: number,
    batch: number,
    outer: number,
    choices: number,
    count: number,
    run: number,
    x: Handle,
    indices: Handle,
    y: Handle,
  ): void;
  /** y[i][j] = j === indices[i] ? on : off, both given as bits */
  oneHot(bytes: number, n: number, depth: number, on: number, off: number, indices: Handle, y: Handle): void;
  /** sums[s] = Σ x[i] over the rows i, of `run` floats, whose segment is s */
  segmentSum(n: number, count: number, run: number, x: Handle, segments: Handle, sums: Handle): void;
}

const native = functions<Functions>();

kernel<{ x: TensorInfo; indices: TensorInfo }, GatherV2Attrs>('GatherV2', ({ x, indices }, { axis, batchDims }) => {
  const along = util.parseAxisParam(axis, x.shape)[0]!;
  const info = backend_util.segment_util.collectGatherOpShapeInfo(x as never, indices as never, along, batchDims ?? 0);
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = info;
  const chosen = as(indices, 'int32');
  const y = backend.output(outputShape, x.dtype);
  const count = batchSize === 0 ? 0 : size(indices) / batchSize;
  try {
    native.gather(bytesOf(x), batchSize, outerSize, dimSize, count, sliceSize, handle(x), handle(chosen), handle(y));
  } catch (error) {
    backend.free(y);
    throw error;
  } finally {
    backend.free(chosen);
  }
  return y;
});

kernel<{ indices: TensorInfo }, OneHotAttrs>('OneHot', ({ indices }, { dtype, depth, onValue, offValue }) => {
  const chosen = as(indices, 'int32');
  const y = backend.output([...indices.shape, depth], dtype);
  const [on, off] = [bitsOf(onValue, dtype), bitsOf(offValue, dtype)];
  native.oneHot(bytesOf(y), size(indices), depth, on, off, handle(chosen), handle(y));
  backend.free(chosen);
  return y;
});

kernel<{ x: TensorInfo; segmentIds: TensorInfo }, UnsortedSegmentSumAttrs>(
  'UnsortedSegmentSum',
  ({ x, segmentIds }, { numSegments }) => {
    util.assert(
      segmentIds.shape.length === 1 && segmentIds.shape[0] === x.shape[0],
      () => `native: unsortedSegmentSum: expected one segment id per row, not [${segmentIds.shape}] for [${x.shape}]`,
    );
    const [floats, segments] = [as(x, 'float32'), as(segmentIds, 'int32')];
    const sums = backend.output([numSegments, ...x.shape.slice(1)]);
    const run = util.sizeFromShape(x.shape.slice(1));
    native.segmentSum(x.shape[0]!, numSegments, run, handle(floats), handle(segments), handle(sums));
    backend.free(floats, segments);
    return sums;
  },
);
