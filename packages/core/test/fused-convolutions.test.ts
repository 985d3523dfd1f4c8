/** Training passes whose convolutions go straight from kernel to kernel against the same passes without. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FusedKernels, Geometry } from '../src/backend/fused.ts';
import * as l from '../src/layers/build.ts';
import type { Layer } from '../src/layers/types.ts';
import { Rng } from '../src/rng.ts';
import { activate } from './support/backends.ts';
import { expectSame, outcomeOf, spied, withKernels } from './support/fusion.ts';
import { randomNetwork } from './support/random.ts';
import '@tensorflow/tfjs';

beforeAll(() => activate('cpu'));

type Convolutions = Pick<FusedKernels, 'Conv' | 'ConvKernelGradient' | 'ConvInputGradient' | 'AddConvInputGradient'>;

function convolve(x: tf.Tensor4D, kernel: tf.Tensor4D, { stride, pad }: Geometry): tf.Tensor4D {
  const [top, bottom, left, right] = pad;
  const around: [number, number][] = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return tf.conv2d(tf.pad(x, around), kernel, [...stride], 'valid');
}

const zeros = (shape: readonly number[]) => tf.zeros([...shape] as tf.Tensor4D['shape']);

/** The kernels by tfjs's own gradients, for convolutions without groups and dilation. */
const convolutions: Convolutions = {
  Conv: (x, kernel, geometry) => tf.tidy(() => convolve(x, kernel, geometry)),
  ConvInputGradient: (dy, kernel, size, geometry) =>
    tf.tidy(() => {
      const gradient = tf.grad(x => convolve(x as tf.Tensor4D, kernel, geometry));
      return gradient(zeros([dy.shape[0], ...size, kernel.shape[2]]), dy) as tf.Tensor4D;
    }),
  ConvKernelGradient: (x, dy, size, geometry) =>
    tf.tidy(() => {
      const gradient = tf.grad(kernel => convolve(x, kernel as tf.Tensor4D, geometry));
      return gradient(zeros([...size, x.shape[3], dy.shape[3]]), dy) as tf.Tensor4D;
    }),
  AddConvInputGradient: (total, dy, kernel, geometry) => {
    const [, height, width] = total.shape;
    const term = convolutions.ConvInputGradient(dy, kernel, [height, width], geometry);
    const sum = tf.add<tf.Tensor4D>(total, term);
    tf.dispose([total, term]);
    return sum;
  },
};

const residual = l.sum([l.conv(2, 1), l.identity()]);

/** How often each kernel is called where ∂L/∂x is wanted, and where it isn't. */
const CASES: readonly (readonly [name: string, layer: Layer, wanted: string, unwanted: string])[] = [
  ['a convolution', l.conv(3, 3, { stride: 2 }), 'Conv 1, kernel 1, input 1', 'Conv 1, kernel 1'],
  ['two of them', l.chain([l.conv(3, 3), l.conv(2, 1)]), 'Conv 2, kernel 2, input 2', 'Conv 2, kernel 2, input 1'],
  ['one beside an identity', residual, 'Conv 1, kernel 1, input 1', 'Conv 1, kernel 1'],
  [
    'one beside an identity, behind another',
    l.chain([l.conv(2, 3), l.sum([l.chain([l.identity()]), l.conv(2, 3)])]),
    'Conv 2, kernel 2, input 2',
    'Conv 2, kernel 2, input 1',
  ],
  [
    'one beside an identity, in a branch beside others',
    l.sum([l.conv(2, 3), residual]),
    'Conv 2, kernel 2, input 1, adding 1',
    'Conv 2, kernel 2',
  ],
  [
    'two beside an identity',
    l.sum([residual, l.conv(2, 1)]),
    'Conv 2, kernel 2, input 1, adding 1',
    'Conv 2, kernel 2',
  ],
  [
    'one of the whole map, whose result is broadcast beside an identity',
    l.sum([l.conv(2, [5, 4], { pad: 0 }), l.identity()]),
    'Conv 1, kernel 1, input 1',
    'Conv 1, kernel 1',
  ],
  [
    'two of one input: the second adds to what the first gives',
    l.sum([l.conv(3, 3), l.conv(3, 1)]),
    'Conv 2, kernel 2, input 1, adding 1',
    'Conv 2, kernel 2',
  ],
  ['one with a bias', l.conv(3, 3, { bias: true }), 'Conv 1, kernel 1, input 1', 'Conv 1, kernel 1'],
];

describe('convolutions in training', () => {
  it.each(CASES)('%s', (name, layer, wanted, unwanted) => {
    const net = randomNetwork(layer, [5, 4, 2], Rng.seeded(name));
    for (const needsInputGrad of [true, false]) {
      const kernels = {
        Conv: spied<'Conv'>(convolutions.Conv),
        ConvKernelGradient: spied<'ConvKernelGradient'>(convolutions.ConvKernelGradient),
        ConvInputGradient: spied<'ConvInputGradient'>(convolutions.ConvInputGradient),
        AddConvInputGradient: spied<'AddConvInputGradient'>(convolutions.AddConvInputGradient),
      };
      const options = { mode: 'train', needsInputGrad } as const;
      const fused = withKernels(kernels, () => outcomeOf(net, options));
      expectSame(fused, outcomeOf(net, options));
      const counts = {
        Conv: kernels.Conv.mock.calls.length,
        kernel: kernels.ConvKernelGradient.mock.calls.length,
        input: kernels.ConvInputGradient.mock.calls.length,
        adding: kernels.AddConvInputGradient.mock.calls.length,
      };
      const made = Object.entries(counts).filter(([, count]) => count > 0);
      expect(made.map(([kernel, count]) => `${kernel} ${count}`).join(', ')).toBe(needsInputGrad ? wanted : unwanted);
    }
  });
});
