/**
 * Faster spellings for tfjs's wasm backend, whose XNNPACK kernels (convolution, pooling) are vectorised while its
 * broadcasting, reductions and batch norm are plain loops. Measured on 64×32×32×16: scale and shift 0.3 ms against 2.0,
 * column mean 0.13 ms against 1.7.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { FusedKernels } from './fused.ts';

type WasmKernels = Pick<FusedKernels, 'ColumnMean' | 'ScaleShift' | 'ConvBiasRelu'>;

/** Rows of a matrix seen as the height of one map. */
const asMap = (x: tf.Tensor): tf.Tensor4D => tf.reshape(x, [1, x.size / x.shape.at(-1)!, 1, x.shape.at(-1)!]);

export const wasmKernels: WasmKernels = {
  /** One average-pooling window over everything. */
  ColumnMean: x =>
    tf.tidy(() => {
      const map = asMap(x);
      return tf.reshape(tf.avgPool(map, [map.shape[1], 1], 1, 'valid'), [map.shape[3]]);
    }),

  /** A 1×1 depthwise convolution with a bias. */
  ScaleShift: (x, scale, shift) =>
    tf.tidy(() => {
      const filter = tf.reshape(scale, [1, 1, scale.size, 1]) as tf.Tensor4D;
      const options = { x: asMap(x), filter, strides: 1, pad: 'valid' as const };
      return tf.reshape(tf.fused.depthwiseConv2d(shift ? { ...options, bias: shift } : options), x.shape);
    }),

  ConvBiasRelu: (x, kernel, bias, { stride, pad, dilation, groups }, relu) => {
    const [top, bottom, left, right] = pad;
    const shared = {
      strides: [...stride] as [number, number],
      dilations: [...dilation] as [number, number],
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ] as [[0, 0], [number, number], [number, number], [0, 0]],
      activation: relu ? ('relu' as const) : ('linear' as const),
    };
    if (groups === 1) return tf.fused.conv2d({ x, filter: kernel, bias, ...shared });
    // XNNPACK knows groups, tfjs does not pass them on: channels are split, convolved and joined.
    return tf.tidy(() => {
      const [xs, filters] = [tf.split(x, groups, 3), tf.split(kernel, groups, 3)];
      const biases = tf.split(bias, groups);
      const parts = xs.map((part, g) =>
        tf.fused.conv2d({ x: part as tf.Tensor4D, filter: filters[g] as tf.Tensor4D, bias: biases[g]!, ...shared }),
      );
      return tf.concat(parts, 3);
    });
  },
};
