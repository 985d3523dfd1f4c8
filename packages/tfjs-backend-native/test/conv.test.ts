import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { convKernels } from '../src/fused-conv.ts';
import { setThreads, threads } from '../src/index.ts';
import { setDeterministic } from '../src/tuning.ts';
import { expectCloseSums } from './same-as-cpu.ts';

process.env.TFJS_NATIVE_CHOICES = 'off';
beforeEach(() => tf.setBackend('native'));

const uniform = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> =>
  tf.randomUniform(shape, -1, 1, 'float32', seed);

/** Activations after which a value no longer tells how large the sum was. */
const SATURATING: ReadonlySet<string> = new Set(['relu6', 'elu', 'sigmoid']);

type Pair = [number, number];
const pair = (min: number, max: number): fc.Arbitrary<Pair> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
const channels = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(16, 17, 33));

/** A map, a kernel and a window; tfjs knows either strides or dilations. */
const convolutions = fc
  .record({
    batch: fc.constantFrom(1, 2, 3, 9),
    size: pair(1, 12),
    channels,
    out: channels,
    kernel: pair(1, 5),
    strides: pair(1, 3),
    dilations: pair(1, 3),
    strided: fc.boolean(),
    pad: fc.constantFrom<'same' | 'valid' | 'explicit'>('same', 'valid', 'explicit'),
    pads: fc.tuple(pair(0, 3), pair(0, 3)),
  })
  .map(({ strided, strides, dilations, pad, pads, ...rest }) => ({
    ...rest,
    strides: strided ? strides : ([1, 1] satisfies Pair),
    dilations: strided ? ([1, 1] satisfies Pair) : dilations,
    pad: pad === 'explicit' ? ([[0, 0], ...pads, [0, 0]] as tf.backend_util.ExplicitPadding) : pad,
  }))
  .filter(({ size, kernel, dilations, pad }) =>
    [0, 1].every(axis => {
      const around = typeof pad === 'string' ? 0 : pad[axis + 1]![0]! + pad[axis + 1]![1]!;
      return pad === 'same' || size[axis]! + around >= (kernel[axis]! - 1) * dilations[axis]! + 1;
    }),
  );

/** y, ∂/∂x and ∂/∂kernel of Σ y², all three directions of a convolution at once. */
function directions(
  run: (x: tf.Tensor4D, kernel: tf.Tensor4D) => tf.Tensor,
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
): tf.Tensor[] {
  const gradients = tf.grads((a, b) =>
    run(a as tf.Tensor4D, b as tf.Tensor4D)
      .square()
      .mean(),
  )([x, kernel]);
  return [run(x, kernel), ...gradients];
}

describe('convolution', () => {
  it('is that of cpu, with both gradients', () =>
    fc.assert(
      fc.asyncProperty(convolutions, ({ batch, size, channels, out, kernel, strides, dilations, pad }) =>
        expectCloseSums(() => {
          const x = uniform<tf.Rank.R4>([batch, ...size, channels], 1);
          const filter = uniform<tf.Rank.R4>([...kernel, channels, out], 2);
          const run = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.conv2d(a, b, strides, pad, 'NHWC', dilations);
          // tfjs has no gradients of dilated convolutions.
          return dilations.every(d => d === 1) ? directions(run, x, filter) : [run(x, filter)];
        }),
      ),
      { numRuns: 150 },
    ));

  it('of a wide kernel on a small map, where images are stacked for the gradient, is that of cpu', () =>
    expectCloseSums(() => {
      const run = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.conv2d(x, filter, 1, 'valid');
      return directions(run, uniform<tf.Rank.R4>([31, 12, 11, 5], 1), uniform<tf.Rank.R4>([5, 5, 5, 18], 2));
    }));

  it.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
    'fuses bias and %s',
    activation =>
      fc.assert(
        fc.asyncProperty(channels, channels, fc.boolean(), fc.boolean(), (inputs, outputs, scalar, depthwise) => {
          const common = {
            strides: 1,
            pad: 'same' as const,
            activation,
            leakyreluAlpha: 0.1,
          };
          return expectCloseSums(
            () => {
              const x = uniform<tf.Rank.R4>([2, 6, 5, inputs], 1);
              const width = depthwise ? inputs * 2 : outputs;
              const bias = uniform(scalar ? [1] : [width], 3);
              const prelu = activation === 'prelu' && { preluActivationWeights: uniform([width], 4) };
              if (depthwise) {
                const filter = uniform<tf.Rank.R4>([3, 3, inputs, 2], 2);
                return tf.fused.depthwiseConv2d({ x, filter, bias, ...common, ...prelu });
              }
              const filter = uniform<tf.Rank.R4>([3, 3, inputs, outputs], 2);
              return tf.fused.conv2d<tf.Tensor4D>({ x, filter, bias, ...common, ...prelu });
            },
            SATURATING.has(activation) ? 9 * inputs : undefined,
          );
        }),
        { numRuns: 10 },
      ),
  );

  it('transposed is that of cpu', () =>
    fc.assert(
      fc.asyncProperty(
        pair(1, 6),
        pair(1, 4),
        channels,
        channels,
        pair(1, 3),
        (size, kernel, inputs, outputs, strides) =>
          expectCloseSums(() => {
            const outputSize = size.map((n, axis) => (n - 1) * strides[axis]! + kernel[axis]!) as Pair;
            return tf.conv2dTranspose(
              uniform<tf.Rank.R4>([2, ...size, inputs], 1),
              uniform<tf.Rank.R4>([...kernel, outputs, inputs], 2),
              [2, ...outputSize, outputs],
              strides,
              'valid',
            );
          }),
      ),
      { numRuns: 40 },
    ));

  it('of an empty batch is an error that names the op and the shape', () => {
    const [x, filter] = [tf.zeros<tf.Rank.R4>([0, 4, 4, 3]), tf.zeros<tf.Rank.R4>([3, 3, 3, 8])];
    expect(() => tf.conv2d(x, filter, 1, 'same')).toThrow('conv2d: there is nothing to convolve in [0,4,4,3]');
    tf.dispose([x, filter]);
  });

  it('in NCHW is an error that says what to do', () => {
    const [x, filter] = [tf.zeros<tf.Rank.R4>([1, 3, 4, 4]), tf.zeros<tf.Rank.R4>([3, 3, 3, 8])];
    expect(() => tf.conv2d(x, filter, 1, 'same', 'NCHW')).toThrow('transpose to NHWC first');
    tf.dispose([x, filter]);
  });
});

describe('depthwise convolution', () => {
  it('is that of cpu, with both gradients', () =>
    fc.assert(
      fc.asyncProperty(
        convolutions,
        fc.integer({ min: 1, max: 3 }),
        ({ batch, size, channels, kernel, strides, dilations, pad }, multiplier) =>
          expectCloseSums(() => {
            const x = uniform<tf.Rank.R4>([batch, ...size, channels], 1);
            const filter = uniform<tf.Rank.R4>([...kernel, channels, multiplier], 2);
            // tfjs takes no explicit padding here.
            const around = typeof pad === 'string' ? pad : 'same';
            const run = (a: tf.Tensor4D, b: tf.Tensor4D) =>
              tf.depthwiseConv2d(a, b, strides, around, 'NHWC', dilations);
            return dilations.every(d => d === 1) ? directions(run, x, filter) : [run(x, filter)];
          }),
      ),
      { numRuns: 80 },
    ));
});

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
