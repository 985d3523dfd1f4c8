/** The gradient of reflection padding: tfjs's own leaves out what the border adds. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { functions, type Handle } from './addon.ts';
import { floats, output } from './fused-tensors.ts';

interface Functions {
  reflectionGradient(
    ...args: [
      ...map: [batch: number, height: number, width: number, channels: number],
      ...sides: [top: number, bottom: number, left: number, right: number],
      ...maps: [dy: Handle, dx: Handle],
    ]
  ): void;
}

const native = functions<Functions>();

/**
 * ∂L/∂x of `tf.mirrorPad(x, ..., 'reflect')` along height and width from dy = ∂L/∂y [n, h, w, c], with a border of top, bottom, left
 * and right: each place's own gradient, and that of its reflections.
 * @throws Error for a border that isn't smaller than the map
 */
export function reflectionPadGradient(
  dy: Tensor4D,
  [top, bottom, left, right]: readonly [number, number, number, number],
): Tensor4D {
  const [n, rows, columns, c] = dy.shape;
  const [h, w] = [rows - top - bottom, columns - left - right];
  if (Math.max(top, bottom) >= h || Math.max(left, right) >= w) {
    throw new Error(
      `native: ReflectionPadGradient: a border of [${[top, bottom, left, right]}] within [${dy.shape}] leaves a map that is not larger than it`,
    );
  }
  const dx = output<Tensor4D>([n, h, w, c]);
  if (dx.size > 0) native.reflectionGradient(n, h, w, c, top, bottom, left, right, floats(dy), floats(dx));
  return dx;
}
