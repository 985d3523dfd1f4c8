/** Passes with and without fused kernels, for comparing. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, vi } from 'vitest';
import { type FusedKernels, registerFusedKernels } from '../../src/backend/fused.ts';
import { disposeInstance, INPUT, instantiate, type PassOptions, pass } from '../../src/layers/apply.ts';
import type { Network } from '../../src/layers/types.ts';
import { Rng } from '../../src/rng.ts';
import { inputValues } from './gradients.ts';

/** Runs `body` on cpu with these kernels registered, and takes them away again. */
export function withKernels<T>(kernels: Partial<FusedKernels>, body: () => T): T {
  const restore = registerFusedKernels('cpu', kernels);
  try {
    return body();
  } finally {
    restore();
  }
}

/** A kernel that remembers its calls. */
export const spied = <K extends keyof FusedKernels>(kernel: FusedKernels[K]) => vi.fn(kernel);

type Values = Readonly<Record<string, readonly number[]>>;

/** All that a pass on a random batch leaves behind: output, taps, gradients, and running statistics. Checks that no tensor stays. */
export function outcomeOf(net: Network, options: PassOptions, batch = 3): Values {
  const rng = Rng.seeded('fusion');
  const shape = [batch, ...net.input];
  const instance = instantiate(net);
  const x = tf.tensor(Float32Array.from(inputValues(shape, rng).data), shape);
  const before = tf.memory().numTensors;
  const { output, taps, backward, dispose } = pass(instance, x, { ...options, rng: Rng.seeded('dropout') });
  const values: Record<string, readonly number[]> = { output: [...output.dataSync()] };
  for (const [name, tap] of taps) values[`tap ${name}`] = [...tap.dataSync()];
  if (options.differentiate ?? options.mode === 'train') {
    const like = (y: tf.Tensor) =>
      tf.tensor(
        Float32Array.from({ length: y.size }, () => rng.uniform(-1, 1)),
        y.shape,
      );
    const gradients = backward(like(output), new Map([...taps].map(([name, tap]) => [name, like(tap)])));
    for (const [path, gradient] of gradients) {
      values[`gradient of ${path === INPUT ? 'x' : path}`] = [...gradient.dataSync()];
      gradient.dispose();
    }
  }
  dispose();
  output.dispose();
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  expect([...x.dataSync()], 'the input').toEqual([...inputValues(shape, Rng.seeded('fusion')).data].map(Math.fround));
  for (const [path, variable] of instance.variables) values[path] = [...variable.dataSync()];
  disposeInstance(instance);
  x.dispose();
  return values;
}

/** The same keys, and values that differ by no more than rounding. */
export function expectSame(actual: Values, expected: Values, tolerance = 1e-4): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    const own = actual[name]!;
    expect(own.length).toBe(values.length);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const farthest = values.reduce((most, value, i) => Math.max(most, Math.abs(value - own[i]!)), 0);
    expect(farthest / largest, name).toBeLessThan(tolerance);
  }
}
