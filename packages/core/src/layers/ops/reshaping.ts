/** Leaves that move values and change none, and dropout and scale, which multiply. */
import * as tf from '@tensorflow/tfjs-core';
import type { Dropout, Flatten, Identity, Pad, Permute, Reshape, Scale } from '../types.ts';
import { channelSum, scaleShift } from './channels.ts';
import { padOrCrop } from './convolution.ts';
import { evaluated, type LeafOp } from './leaf.ts';

export const identity: LeafOp<Identity> = (_, x) => evaluated(x, [], dy => dy);

const reshaped = (x: tf.Tensor, shape: readonly number[]) => {
  const batch = x.shape[0]!;
  const from = x.shape;
  return evaluated(tf.reshape(x, [batch, ...shape]), [], dy => tf.reshape(dy, from));
};

/** Row-major: the channel moves fastest, then the column, then the row. */
export const flatten: LeafOp<Flatten> = (_, x) => reshaped(x, [x.size / x.shape[0]!]);
export const reshape: LeafOp<Reshape> = (leaf, x) => reshaped(x, leaf.shape);

export const permute: LeafOp<Permute> = (leaf, x) => {
  const forward = [0, ...leaf.order.map(axis => axis + 1)];
  const back = forward.map((_, axis) => forward.indexOf(axis));
  return evaluated(tf.transpose(x, forward), [], dy => tf.transpose(dy, back));
};

export const pad: LeafOp<Pad> = (leaf, x) => {
  const [top, bottom, left, right] = leaf.pad;
  return evaluated(padOrCrop(x as tf.Tensor4D, leaf.pad), [], dy =>
    padOrCrop(dy as tf.Tensor4D, [-top, -bottom, -left, -right]),
  );
};

/** Inverted dropout: kept values are divided by the chance to be kept, so that inference needs no change. */
export const dropout: LeafOp<Dropout> = (leaf, x, context) => {
  if (!context.training || leaf.rate === 0) return evaluated(x, [], dy => dy);
  const kept = 1 - leaf.rate;
  const values = Float32Array.from({ length: x.size }, () => (context.rng.uniform() < kept ? 1 / kept : 0));
  const mask = tf.tensor(values, x.shape);
  return evaluated(tf.mul(x, mask), [mask], (dy, [mask]) => tf.mul(dy, mask));
};

export const scale: LeafOp<Scale> = (leaf, x, context) => {
  const factor = context.param<tf.Tensor1D>('factor');
  const perChannel = leaf.per === 'channel';
  const times = (t: tf.Tensor) => (perChannel ? scaleShift(t, factor) : tf.mul(t, factor));
  return evaluated(times(x), [x], (dy, [x]) => {
    const product = tf.mul(dy, x);
    context.gradient('factor', perChannel ? channelSum(product) : tf.reshape(tf.sum(product), [1]));
    return context.needsInputGrad ? times(dy) : undefined;
  });
};
