import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { convKernels } from '../src/fused-conv.ts';
import { setThreads, threads } from '../src/index.ts';
import { setDeterministic } from '../src/tuning.ts';
import { expectCloseSums } from './same-as-cpu.ts';
import { directions, type Pair, pair, uniform } from './support/convolutions.ts';

process.env.TFJS_NATIVE_CHOICES = 'off';
beforeEach(() => tf.setBackend('native'));

describe("convolution beyond tfjs's own", () => {
  const geometries = fc.record({
    stride: pair(1, 3),
    pad: fc.tuple(...([0, 1, 2, 3] as const).map(() => fc.nat({ max: 3 }))) as fc.Arbitrary<
      [number, number, number, number]
    >,
    dilation: pair(1, 2),
    groups: fc.integer({ min: 1, max: 3 }),
  });
  const small = fc.record({
    geometry: geometries,
    size: pair(5, 9),
    kernel: pair(1, 3),
    inputs: fc.integer({ min: 1, max: 5 }),
    outputs: fc.integer({ min: 1, max: 9 }),
  });

  /** The same by tfjs's ops: pad, split by groups, and dilate by setting zeros between the kernel's values. */
  function composed(
    x: tf.Tensor4D,
    kernel: tf.Tensor4D,
    geometry: Parameters<typeof convKernels.Conv>[2],
  ): tf.Tensor4D {
    const [top, bottom, left, right] = geometry.pad;
    const padded = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const [height, width, channels, outputs] = kernel.shape;
    const [down, across] = geometry.dilation;
    const dilated = tf
      .pad(kernel.reshape([height, 1, width, 1, channels * outputs]), [
        [0, 0],
        [0, down - 1],
        [0, 0],
        [0, across - 1],
        [0, 0],
      ])
      .reshape<tf.Tensor4D>([height * down, width * across, channels, outputs])
      .slice([0, 0, 0, 0], [(height - 1) * down + 1, (width - 1) * across + 1, channels, outputs]);
    const convolve = (map: tf.Tensor4D, weights: tf.Tensor4D) =>
      tf.conv2d<tf.Tensor4D>(map, weights, geometry.stride as Pair, 'valid');
    if (geometry.groups === 1) return convolve(padded, dilated);
    const kernels = tf.split<tf.Tensor4D>(dilated, geometry.groups, 3);
    const maps = tf.split<tf.Tensor4D>(padded, geometry.groups, 3);
    return tf.concat(
      maps.map((map, group) => convolve(map, kernels[group]!)),
      3,
    );
  }

  it('pads unevenly, dilates and groups, in all three directions', () =>
    fc.assert(
      fc.asyncProperty(small, ({ geometry, size, kernel, inputs, outputs }) =>
        expectCloseSums(() => {
          const x = uniform<tf.Rank.R4>([2, ...size, inputs * geometry.groups], 1);
          const filter = uniform<tf.Rank.R4>([...kernel, inputs, outputs * geometry.groups], 2);
          if (tf.getBackend() === 'cpu') return directions((a, b) => composed(a, b, geometry), x, filter);
          const y = convKernels.Conv(x, filter, geometry);
          const dy = y.mul<tf.Tensor4D>(2 / y.size);
          return [
            y,
            convKernels.ConvInputGradient(dy, filter, size, geometry),
            convKernels.ConvKernelGradient(x, dy, kernel, geometry),
          ];
        }),
      ),
      { numRuns: 60 },
    ));

  it('fuses bias, sum and ReLU', () =>
    fc.assert(
      fc.asyncProperty(small, fc.boolean(), ({ geometry, size, kernel, inputs, outputs }, relu) =>
        expectCloseSums(() => {
          const width = outputs * geometry.groups;
          const x = uniform<tf.Rank.R4>([2, ...size, inputs * geometry.groups], 1);
          const filter = uniform<tf.Rank.R4>([...kernel, inputs, width], 2);
          const bias = uniform<tf.Rank.R1>([width], 3);
          const onCpu = tf.getBackend() === 'cpu';
          const y = onCpu ? composed(x, filter, geometry) : convKernels.Conv(x, filter, geometry);
          const sum = uniform<tf.Rank.R4>(y.shape, 4);
          if (!onCpu) {
            return [
              convKernels.ConvBiasRelu(x, filter, bias, geometry, relu),
              convKernels.ConvBiasSumRelu(x, filter, bias, sum, geometry, relu),
            ];
          }
          const biased = y.add(bias);
          return [biased, biased.add(sum)].map(z => (relu ? z.relu() : z));
        }),
      ),
      { numRuns: 40 },
    ));

  it.each([
    ['by tiles', 3, 1],
    ['directly', 1, 1],
    ['channel by channel', 3, 16],
  ])('lets NaN through its ReLU, %s', (_, side, groups) => {
    const pad = (side - 1) / 2;
    const geometry = { stride: [1, 1], pad: [pad, pad, pad, pad], dilation: [1, 1], groups } as const;
    tf.tidy(() => {
      const x = uniform<tf.Rank.R4>([2, 8, 8, 16], 1);
      const filter = tf.fill<tf.Rank.R4>([side, side, 16 / groups, 16], Number.NaN);
      const y = convKernels.ConvBiasRelu(x, filter, tf.zeros([16]), geometry, true);
      expect(y.dataSync().every(Number.isNaN)).toBe(true);
    });
  });

  it('of an empty batch is empty, and its gradients are zero', () => {
    const geometry = { stride: [1, 1], pad: [1, 1, 1, 1], dilation: [1, 1], groups: 2 } as const;
    tf.tidy(() => {
      const [x, kernel] = [tf.zeros<tf.Rank.R4>([0, 4, 4, 4]), tf.ones<tf.Rank.R4>([3, 3, 2, 6])];
      const y = convKernels.ConvBiasRelu(x, kernel, tf.ones([6]), geometry, true);
      expect(y.shape).toEqual([0, 4, 4, 6]);
      expect(convKernels.ConvInputGradient(y, kernel, [4, 4], geometry).shape).toEqual(x.shape);
      expect(convKernels.ConvKernelGradient(x, y, [3, 3], geometry).arraySync()).toEqual(
        tf.zerosLike(kernel).arraySync(),
      );
    });
  });

  it('refuses operands that are not floats', () => {
    const geometry = { stride: [1, 1], pad: [0, 0, 0, 0], dilation: [1, 1], groups: 1 } as const;
    tf.tidy(() => {
      const [x, kernel] = [tf.ones<tf.Rank.R4>([1, 4, 4, 1], 'int32'), tf.ones<tf.Rank.R4>([3, 3, 1, 1])];
      expect(() => convKernels.Conv(x, kernel, geometry)).toThrow('expected a float32 tensor, not one of type int32');
      expect(() => convKernels.Conv(tf.cast(x, 'float32'), tf.cast(kernel, 'bool'), geometry)).toThrow('of type bool');
    });
  });

  it('gives the same bits from any number of threads in deterministic mode', () => {
    const before = threads();
    const geometry = { stride: [1, 1], pad: [1, 1, 1, 1], dilation: [1, 1], groups: 1 } as const;
    const x = uniform<tf.Rank.R4>([9, 13, 13, 40], 1);
    const kernel = uniform<tf.Rank.R4>([3, 3, 40, 48], 2);
    const dy = uniform<tf.Rank.R4>([9, 13, 13, 48], 3);
    setDeterministic(true);
    const results = [1, 2, 3].map(count => {
      setThreads(count);
      return tf.tidy(() =>
        [
          convKernels.Conv(x, kernel, geometry),
          convKernels.ConvInputGradient(dy, kernel, [13, 13], geometry),
          convKernels.ConvKernelGradient(x, dy, [3, 3], geometry),
        ].map(y => y.dataSync()),
      );
    });
    setDeterministic(false);
    setThreads(before);
    tf.dispose([x, kernel, dy]);
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
