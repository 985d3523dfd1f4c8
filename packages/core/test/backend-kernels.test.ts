import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FusedKernels, fusedKernel, type Geometry, registerFusedKernels } from '../src/backend/fused.ts';
import { selectBackend } from '../src/backend/select.ts';
import { convolve } from '../src/layers/tensors/convolution.ts';

const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe('the registry', () => {
  beforeAll(() => selectBackend('cpu'));

  it('gives what was registered for the active backend, and the later of two', () => {
    const [first, second]: FusedKernels['ColumnMean'][] = [() => tf.tensor1d([1]), () => tf.tensor1d([2])];
    registerFusedKernels('cpu', { ColumnMean: first! });
    registerFusedKernels('cpu', { ColumnMean: second! });
    expect(fusedKernel('ColumnMean')).toBe(second);
    expect(fusedKernel('ScaleShift')).toBeUndefined();
  });

  it("gives nothing of another backend's", async () => {
    registerFusedKernels('native', { Conv: x => x });
    expect(fusedKernel('Conv')).toBeUndefined();
    await selectBackend('wasm');
    expect(fusedKernel('ConvBiasRelu')).toBeTypeOf('function');
    expect(fusedKernel('Conv')).toBeUndefined();
  });
});

it('wasm and cpu compute the same convolution', async () => {
  const results: ArrayLike<number>[] = [];
  for (const backend of ['wasm', 'cpu'] as const) {
    await selectBackend(backend);
    const y = tf.conv2d(normal([2, 7, 6, 3], 1) as tf.Tensor4D, normal([3, 3, 3, 4], 2) as tf.Tensor4D, 2, 'valid');
    results.push(await y.data());
  }
  expect(results[0]).toHaveLength(2 * 3 * 2 * 4);
  expect(farthest(results[0]!, results[1]!)).toBeLessThan(1e-5);
});

describe('wasm kernels', () => {
  beforeAll(() => selectBackend('wasm'));

  const side = fc.integer({ min: 0, max: 2 });
  const size = fc.constantFrom([1, 1] as const, [2, 2] as const, [1, 2] as const);
  const geometry: fc.Arbitrary<Geometry> = fc.record({
    stride: size,
    dilation: size,
    pad: fc.tuple(side, side, side, side),
    groups: fc.constantFrom(1, 2, 4),
  });

  it('ConvBiasRelu is relu(x ∗ kernel + bias), for every geometry', () => {
    fc.assert(
      fc.property(geometry, fc.boolean(), fc.constantFrom(4, 8), (geometry, relu, outputs) => {
        tf.tidy(() => {
          const x = normal([2, 7, 8, 4], 1) as tf.Tensor4D;
          const kernel = normal([3, 3, 4 / geometry.groups, outputs], 2) as tf.Tensor4D;
          const bias = normal([outputs], 3) as tf.Tensor1D;
          const biased = tf.add(convolve(x, kernel, geometry), bias);
          const expected = relu ? tf.relu(biased) : biased;
          const actual = fusedKernel('ConvBiasRelu')!(x, kernel, bias, geometry, relu);
          expect(actual.shape).toEqual(expected.shape);
          expect(farthest(actual.dataSync(), expected.dataSync())).toBeLessThan(1e-5);
        });
      }),
    );
  });

  it('ColumnMean and ScaleShift are the mean and the affine map of columns, for any rank', () => {
    for (const shape of [
      [5, 3],
      [2, 5, 4, 3],
    ]) {
      const [x, scale, shift] = [normal(shape, 1), normal([3], 2) as tf.Tensor1D, normal([3], 3) as tf.Tensor1D];
      const mean = tf.mean(tf.reshape(x, [-1, 3]), 0);
      expect(farthest(fusedKernel('ColumnMean')!(x).dataSync(), mean.dataSync())).toBeLessThan(1e-6);
      const y = fusedKernel('ScaleShift')!(x, scale, shift);
      expect(y.shape).toEqual(shape);
      expect(farthest(y.dataSync(), tf.add(tf.mul(x, scale), shift).dataSync())).toBeLessThan(1e-6);
    }
  });

  it('take a bias that is a view of a tensor of another rank', () => {
    const view = tf.reshape(normal([1, 1, 1, 2], 1), [2]) as tf.Tensor1D;
    expect(fusedKernel('ScaleShift')!(tf.zeros([3, 2]), view, view).shape).toEqual([3, 2]);
  });

  it('leave no tensor behind', () => {
    const [x, bias] = [normal([1, 4, 4, 4], 1) as tf.Tensor4D, normal([4], 2) as tf.Tensor1D];
    const kernel = normal([3, 3, 1, 4], 3) as tf.Tensor4D;
    const geometry: Geometry = { stride: [2, 2], pad: [1, 1, 1, 1], dilation: [2, 2], groups: 4 };
    const before = tf.memory().numTensors;
    fusedKernel('ConvBiasRelu')!(x, kernel, bias, geometry, true).dispose();
    fusedKernel('ScaleShift')!(x, bias, bias).dispose();
    fusedKernel('ColumnMean')!(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
