import * as tf from '@tensorflow/tfjs-core';
import type { Linear, SpatialLinear } from '../types.ts';
import { channelSum } from './channels.ts';
import { evaluated, type LeafOp } from './leaf.ts';

/** y = x·W + b, x: [n, in]. Transposes are explicit: wasm's matMul is ten times slower when it transposes by itself. */
export const linear: LeafOp<Linear> = (leaf, x, context) => {
  const kernel = context.param<tf.Tensor2D>('kernel');
  const y = tf.matMul(x, kernel);
  return evaluated(leaf.bias ? tf.add(y, context.param('bias')) : y, [x], (dy, [x]) => {
    context.gradient('kernel', tf.matMul(tf.transpose(x), dy));
    if (leaf.bias) context.gradient('bias', channelSum(dy));
    return context.needsInputGrad ? tf.matMul(dy, tf.transpose(kernel)) : undefined;
  });
};

/** The whole grid times a matrix, group by group: kernel [groups, h·w·c/groups, h'·w'·c'/groups]. */
export const spatialLinear: LeafOp<SpatialLinear> = (leaf, x, context) => {
  const kernel = context.param<tf.Tensor3D>('kernel');
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const [height, width, channels] = leaf.out;
  const y = fromGroups(tf.matMul(toGroups(x, leaf.groups), kernel), [n, height, width, channels]);
  return evaluated(leaf.bias ? tf.add(y, context.param('bias')) : y, [x], (dy, [x]) => {
    const upstream = toGroups(dy, leaf.groups);
    context.gradient('kernel', tf.matMul(tf.transpose(toGroups(x, leaf.groups), [0, 2, 1]), upstream));
    if (leaf.bias) context.gradient('bias', tf.sum(dy, 0));
    if (!context.needsInputGrad) return undefined;
    return fromGroups(tf.matMul(upstream, tf.transpose(kernel, [0, 2, 1])), [n, h, w, c]);
  });
};

/** [n, h, w, c] → [groups, n, h·w·c/groups]: each group holds its slice of channels at every place. */
function toGroups(x: tf.Tensor, groups: number): tf.Tensor3D {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  if (groups === 1) return tf.reshape(x, [1, n, h * w * c]);
  const split = tf.reshape(x, [n, h * w, groups, c / groups]);
  return tf.reshape(tf.transpose(split, [2, 0, 1, 3]), [groups, n, (h * w * c) / groups]);
}

/** The inverse of `toGroups`. */
function fromGroups(x: tf.Tensor, shape: readonly [number, number, number, number]): tf.Tensor4D {
  const [n, h, w, c] = shape;
  const groups = x.shape[0]!;
  if (groups === 1) return tf.reshape(x, [n, h, w, c]);
  const split = tf.reshape(x, [groups, n, h * w, c / groups]);
  return tf.reshape(tf.transpose(split, [1, 2, 0, 3]), [n, h, w, c]);
}
