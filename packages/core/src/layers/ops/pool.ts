import * as tf from '@tensorflow/tfjs-core';
import type { AvgPool, GlobalPool, MaxPool, Padding } from '../types.ts';
import { padOrCrop } from './convolution.ts';
import { evaluated, type LeafOp } from './leaf.ts';

/** Padding is put around the map first, then the pool is "valid": the one form that every backend computes alike. */
interface Window {
  readonly filterSize: [number, number];
  readonly strides: [number, number];
  readonly pad: 'valid';
}
const window = (leaf: MaxPool | AvgPool): Window => ({
  filterSize: [...leaf.size],
  strides: [...leaf.stride],
  pad: 'valid',
});

const outwards = ([top, bottom, left, right]: Padding): [number, number][] => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
const inwards = ([top, bottom, left, right]: Padding): Padding => [-top, -bottom, -left, -right];
const isZero = (pad: Padding): boolean => pad.every(side => side === 0);

/** tfjs has kernels for these gradients, but no public function. */
function poolGradient(
  kernel: 'MaxPoolGrad' | 'AvgPoolGrad',
  inputs: tf.NamedTensorMap,
  attributes: Window,
): tf.Tensor4D {
  return tf.engine().runKernel(kernel, inputs, { ...attributes }) as tf.Tensor4D;
}

const padded = (x: tf.Tensor, pad: Padding): tf.Tensor4D =>
  (isZero(pad) ? x : tf.pad(x, outwards(pad), Number.NEGATIVE_INFINITY)) as tf.Tensor4D;

export const maxPool: LeafOp<MaxPool> = (leaf, x, context) => {
  const attributes = window(leaf);
  const y = tf.maxPool(padded(x, leaf.pad), attributes.filterSize, attributes.strides, 'valid');
  return evaluated(y, [x, y], (dy, [x, y]) => {
    if (!context.needsInputGrad) return undefined;
    const maps = tf.getBackend() === 'wasm' ? lifted(x, y, leaf.pad) : { input: padded(x, leaf.pad), output: y };
    return padOrCrop(poolGradient('MaxPoolGrad', { dy, ...maps }, attributes), inwards(leaf.pad));
  });
};

/** wasm's kernel finds no maximum among values that are not positive, so all are lifted above zero: order is what counts. */
function lifted(x: tf.Tensor, y: tf.Tensor, pad: Padding) {
  const lowest = tf.min(x);
  const lift = (map: tf.Tensor) => tf.add(tf.sub(map, lowest), 1) as tf.Tensor4D;
  return { input: padOrCrop(lift(x), pad), output: lift(y) };
}

export const avgPool: LeafOp<AvgPool> = (leaf, x, context) => {
  const attributes = window(leaf);
  const mean = (map: tf.Tensor4D) =>
    tf.avgPool(padOrCrop(map, leaf.pad), attributes.filterSize, attributes.strides, 'valid');
  // The share of a window that lies on the map: 1 inside, less at the border.
  const covered = (): tf.Tensor4D => mean(tf.ones([1, x.shape[1]!, x.shape[2]!, 1]));
  const rescale = !leaf.countPad && !isZero(leaf.pad);
  const averaged = mean(x as tf.Tensor4D);
  return evaluated(rescale ? tf.div(averaged, covered()) : averaged, [x], (dy, [x]) => {
    if (!context.needsInputGrad) return undefined;
    const upstream = rescale ? tf.div(dy, covered()) : dy;
    const input = padOrCrop(x as tf.Tensor4D, leaf.pad);
    return padOrCrop(poolGradient('AvgPoolGrad', { dy: upstream, input }, attributes), inwards(leaf.pad));
  });
};

/** [n, h, w, c] → [n, 1, 1, c] */
export const globalAvgPool: LeafOp<GlobalPool> = (_, x, context) => {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  return evaluated(tf.avgPool(x as tf.Tensor4D, [h, w], 1, 'valid'), [], dy =>
    context.needsInputGrad ? tf.broadcastTo(tf.div(dy, h * w), [n, h, w, c]) : undefined,
  );
};

/** [n, h, w, c] → [n, 1, 1, c]; equal maxima share the gradient. */
export const globalMaxPool: LeafOp<GlobalPool> = (_, x, context) => {
  const y = tf.max(x, [1, 2], true);
  return evaluated(y, [x, y], (dy, [x, y]) => {
    if (!context.needsInputGrad) return undefined;
    const winners = tf.sub(1, tf.step(tf.sub(y, x)));
    return tf.mul(tf.div(dy, tf.sum(winners, [1, 2], true)), winners);
  });
};
