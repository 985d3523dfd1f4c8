/** The gradient of reflection padding: tfjs's own leaves out what the border adds. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import type { Padding } from '../../shape.ts';

/** ∂L/∂x of reflection padding from ∂L/∂y: each place's own gradient, and that of its reflections. */
export function reflectionPadGradient(dy: tf.Tensor4D, pad: Padding): tf.Tensor4D {
  const native = fusedKernel('ReflectionPadGradient');
  if (native) return native(dy, pad);
  const [top, bottom, left, right] = pad;
  return alongAxis(alongAxis(dy, 1, top, bottom), 2, left, right);
}

/** One axis's share: the reflections before and after the map, turned round, are added to its places 1, 2, ... from either end. */
function alongAxis(dy: tf.Tensor4D, axis: 1 | 2, before: number, after: number): tf.Tensor4D {
  const n = dy.shape[axis] - before - after;
  /** The `count` places of dy that end before place `end`, last one first, at the places of the map from `to` on. */
  const turned = (end: number, count: number, to: number): tf.Tensor4D => {
    const places = tf.tensor1d(Int32Array.from({ length: count }, (_, i) => end - 1 - i));
    const around: [number, number][] = [0, 1, 2, 3].map(i => (i === axis ? [to, n - to - count] : [0, 0]));
    return tf.pad(tf.gather(dy, places, axis), around);
  };
  const begin = [0, 0, 0, 0].with(axis, before);
  const inner = before + after === 0 ? dy : tf.slice(dy, begin, [...dy.shape].with(axis, n));
  const first = before === 0 ? inner : tf.add<tf.Tensor4D>(inner, turned(before, before, 1));
  return after === 0 ? first : tf.add(first, turned(before + n + after, after, n - 1 - after));
}
