/** The gradient of max pooling without tfjs's kernel for it. */
import * as tf from '@tensorflow/tfjs-core';
import type { Size } from '../../shape.ts';

/**
 * ∂L/∂x of max pooling from dy = ∂L/∂y: each window's gradient goes to its first largest value, row by row. x [batch, height, width,
 * channels] is padded already; dy [batch, rows, columns, channels]. Runs on the host, so it is for backends whose memory is the host's.
 */
export function maxPoolInputGradient(x: tf.Tensor4D, dy: tf.Tensor4D, size: Size, stride: Size): tf.Tensor4D {
  const [values, upstream] = [x.dataSync(), dy.dataSync()];
  const [, height, width, channels] = x.shape;
  const [batch, rows, columns] = dy.shape;
  const dx = new Float32Array(values.length);
  let from = 0;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const corner = ((image * height + row * stride[0]) * width + column * stride[1]) * channels;
        for (let channel = 0; channel < channels; channel++) {
          let best = corner + channel;
          for (let down = 0; down < size[0]; down++) {
            for (let right = 0; right < size[1]; right++) {
              const here = corner + (down * width + right) * channels + channel;
              if (values[here]! > values[best]!) best = here;
            }
          }
          dx[best]! += upstream[from++]!;
        }
      }
    }
  }
  return tf.tensor4d(dx, x.shape);
}
