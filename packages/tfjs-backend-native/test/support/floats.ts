/** Random floats of a seed, and matrices of doubles to check float kernels against. */
import * as tf from '@tensorflow/tfjs-core';

/** n floats, roughly normal with that mean and deviation, the same for the same seed. */
export function normal(seed: number, n: number, mean = 0, deviation = 1): Float32Array {
  let state = seed | 0;
  // Marsaglia's xorshift over a Weyl sequence; a sum of four uniform numbers is close enough to normal.
  const uniform = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let x = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
  return Float32Array.from(
    { length: n },
    () => mean + deviation * Math.sqrt(3) * (uniform() + uniform() + uniform() + uniform() - 2),
  );
}

/** A map of n·c values; its rank must not matter. */
export const mapOf = (values: Float32Array, n: number, c: number): tf.Tensor =>
  n % 2 === 0 ? tf.tensor(values, [2, 1, n / 2, c]) : tf.tensor(values, [n, c]);

/** Values of a tensor. */
export const valuesOf = (x: tf.Tensor): Float32Array => x.dataSync() as Float32Array;

/** The largest |a − b|, in units of the largest |b|, or of the largest of `terms`, of which b is what is left (or of 1e-6, if they are all but zero). */
export function relativeError(a: ArrayLike<number>, b: ArrayLike<number>, terms = b): number {
  if (a.length !== b.length) return Infinity;
  let [error, scale] = [0, 1e-6];
  for (let i = 0; i < b.length; i++) {
    error = Math.max(error, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(terms[i]!));
  }
  return error / scale;
}

/** What a call makes, its tensors disposed of after it is read. */
export function reading<T>(run: () => T): T {
  tf.engine().startScope();
  try {
    return run();
  } finally {
    tf.engine().endScope();
  }
}
