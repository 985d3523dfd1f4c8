import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import '../src/index.ts';
import { expectCloseSums, expectSame } from './same-as-cpu.ts';
import { directions, type Pair, pair, uniform } from './support/convolutions.ts';

process.env.TFJS_NATIVE_CHOICES = 'off';
beforeEach(() => tf.setBackend('native'));

/** Activations after which a value no longer tells how large the sum was. */
const SATURATING: ReadonlySet<string> = new Set(['relu6', 'elu', 'sigmoid']);

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

  it('of an empty batch is empty, and its gradient zero', async () => {
    const filter = () => tf.ones<tf.Rank.R4>([3, 3, 3, 8]);
    const x = () => tf.zeros<tf.Rank.R4>([0, 4, 4, 3]);
    await expectSame(() => tf.conv2d(x(), filter(), 1, 'same'));
    await expectSame(() => tf.grad(f => tf.conv2d(x(), f as tf.Tensor4D, 1, 'same'))(filter()));
  });

  it('transposed, of integers, is that of cpu', () =>
    expectSame(() => {
      const x = tf.tensor4d([1, -2, 3], [1, 1, 3, 1], 'int32');
      return tf.conv2dTranspose(x, tf.tensor4d([1, 4, 3], [1, 3, 1, 1], 'int32'), [1, 1, 5, 1], 1, 'valid');
    }));

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
