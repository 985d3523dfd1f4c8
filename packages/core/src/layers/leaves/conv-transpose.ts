import type * as TF from '@tensorflow/tfjs-core';
import { type Padding, type Size, show } from '../../shape.ts';
import { varying, view } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { count, flag, pair, record, sides } from './fields.ts';
import { dots, label, times, unless1, widths } from './label.ts';
import { type KernelInit, kernelAndBias } from './parameters.ts';
import { grownBy, mapOf } from './windows.ts';

/** A transposed convolution, kernel [height, width, out, channels]. */
export interface ConvTranspose {
  readonly op: 'convTranspose';
  readonly out: number;
  readonly kernel: Size;
  readonly stride: Size;
  /** Cropped from the full (N−1)·stride + kernel output. */
  readonly pad: Padding;
  readonly bias: boolean;
  readonly init?: KernelInit;
}

/** The adjoint of a convolution; `pad` crops its full output. */
export const convTranspose: LeafDefinition<ConvTranspose, true> = {
  fields: {
    needs: { out: count, kernel: pair, stride: pair, pad: sides, bias: flag },
    may: { init: record },
  },
  output: (leaf, input, fail) => {
    const [h, w] = mapOf(leaf, input, fail);
    const [height, width] = grownBy(leaf, [h, w]);
    if (height < 1 || width < 1) fail(`cropping by ${show(leaf.pad)} leaves nothing`);
    return [height, width, leaf.out];
  },
  parameters: (leaf, input) => {
    const [taps, channels] = [leaf.kernel[0] * leaf.kernel[1], input[2]!];
    const fans = { in: taps * leaf.out, out: taps * channels };
    return kernelAndBias(leaf, [...leaf.kernel, leaf.out, channels], [leaf.out], fans);
  },
  kernelUses: ({ input }) => input[0]! * input[1]!,
  passesOn: false,
  linear: true,
  channels: {
    flow: () => ({
      kind: 'mixed',
      groups: 1,
      absorbed: () => ({ does: 'transposes', so: 'not all places would get the same' }),
    }),
    fixed: () => undefined,
    views: ({ layer, input }) => ({
      kernel: view([...layer.kernel, layer.out, input[2]!], [2, 'output'], [3, 'input']),
      bias: view([layer.out], [0, 'output']),
    }),
    narrowed: ({ layer }, { output }) => ({ ...layer, out: output }),
    constants: ({ node }) => varying(node.layer.out),
  },
  label: node =>
    label(
      'linear',
      `transposed conv ${times(node.layer.kernel)}`,
      dots(widths(node), ...unless1('stride', node.layer.stride)),
    ),
  /** The adjoint of a convolution from out channels to in: its forward is that convolution's input gradient. */
  evaluate:
    ({ tf, channelSum, convolve, convolveInputGradient, convolveKernelGradient }) =>
    (leaf, input, context) => {
      const x = input as TF.Tensor4D;
      const kernel = context.param<TF.Tensor4D>('kernel');
      const geometry = { stride: leaf.stride, pad: leaf.pad, dilation: [1, 1], groups: 1 } as const;
      const y = convolveInputGradient(x, kernel, grownBy(leaf, [x.shape[1], x.shape[2]]), geometry);
      return evaluated(leaf.bias ? tf.add(y, context.param('bias')) : y, [x], (dy, [x]) => {
        const upstream = dy as TF.Tensor4D;
        context.gradient('kernel', convolveKernelGradient(upstream, x, leaf.kernel, geometry));
        if (leaf.bias) context.gradient('bias', channelSum(dy));
        return context.needsInputGrad ? convolve(upstream, kernel, geometry) : undefined;
      });
    },
};
