/** Per-channel arithmetic on the last axis, the building blocks of the norms. `x`: [..., c]; vectors: [c]. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';

/** Mean over all axes but the last: [c]. */
export function channelMean(x: tf.Tensor): tf.Tensor1D {
  const native = fusedKernel('ColumnMean');
  if (native) return native(x);
  return tf.mean(
    x,
    x.shape.slice(0, -1).map((_, axis) => axis),
  );
}

/** Sum over all axes but the last: [c]. */
export const channelSum = (x: tf.Tensor): tf.Tensor1D => tf.mul(channelMean(x), rows(x));

/** Elements of x in each column. */
export const rows = (x: tf.Tensor): number => x.size / x.shape.at(-1)!;

/** x·scale + shift, by column. */
export function scaleShift(x: tf.Tensor, scale: tf.Tensor1D, shift?: tf.Tensor1D): tf.Tensor {
  const native = fusedKernel('ScaleShift');
  if (native) return native(x, scale, shift);
  const scaled = tf.mul(x, scale);
  return shift === undefined ? scaled : tf.add(scaled, shift);
}
