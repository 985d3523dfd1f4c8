/**
 * Training: a batch norm that pads and the convolution that reads its border, where another batch norm follows, as in DBB's 1×1–K×K. With b the
 * value of the border and z the padded map, z ∗ W = (z − b) ∗ W + b ∗ W. The border of z − b is zero, so that it need not be stored, and kernels
 * skip what reads it; b ∗ W is one number per channel, which the norm behind takes off again: it counts in that norm's running mean alone, and b has
 * no gradient.
 */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { isUnpadded, type Padding } from '../../shape.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import { ownsParameters } from '../parameters.ts';
import type { Link, Traced } from '../shapes.ts';
import { adopt, type Outcome, type PassState, release } from '../step.ts';
import { convolve } from '../tensors/convolution.ts';
import type { Conv } from '../types.ts';
import { isBordered, normOf } from './bordered-norm.ts';
import type { Compile } from './rule.ts';
import { isPlainConv } from './trained-conv.ts';

/** A step whose true output is y + shift, [c]. */
export type ShiftedStep = (
  x: tf.Tensor,
  state: PassState,
  needsInputGrad: boolean,
) => Outcome & { readonly shift?: tf.Tensor1D };

/** What the steps of such nodes need. */
export const KERNELS = ['NormStatistics', 'NormLessBorder', 'NormLessBorderGradient'] as const;

/** The step of nodes that a norm by the batch's statistics follows, if they end in a norm that pads and a convolution of it; else undefined. */
export function lessBorder(nodes: readonly Link[], compile: Compile): ShiftedStep | undefined {
  const [norm, conv] = nodes.slice(-2);
  if (!isBordered(norm) || !isPlainConv(conv) || !isUnpadded(conv.layer.pad)) return undefined;
  const before = nodes.slice(0, -2);
  const learns = before.some(ownsParameters);
  const prepare = compile(before);
  const convolve = compile([withPadding(conv, norm.layer.border, norm.input)]);
  const [normPaths, convPaths] = [new ParameterPaths(norm.path), new ParameterPaths(conv.path)];

  return (input, state, needsInputGrad) => {
    const prepared = prepare(input, state, needsInputGrad);
    const x = prepared.y;
    const context = new PassContext(state, normPaths, needsInputGrad || learns);
    const { term, statistics, running } = normOf(norm.layer, x, context);
    const { y: z, slope, border } = fusedKernel('NormLessBorder')!(term, statistics, running, conv.layer.kernel);
    const { y, back } = convolve(z, state, true);
    const shift = throughKernel(
      border,
      new PassContext(state, convPaths, false).param<tf.Tensor4D>('kernel'),
      conv.layer,
    );
    const { mean, inverse, variance } = statistics;
    tf.dispose([z, border, variance]);
    const saved = [x, mean, inverse, slope];
    if (!state.differentiate) {
      tf.dispose(saved);
      return { y, shift, back: undefined };
    }
    for (const tensor of saved) adopt(state, tensor);
    return {
      y,
      shift,
      back(dy, total) {
        const dz = back!(dy)!;
        const operands = { ...term, mean, inverse, needsInputGrad: context.needsInputGrad };
        const { dx, dGamma, dBeta } = fusedKernel('NormLessBorderGradient')!(dz, operands, slope);
        dz.dispose();
        context.gradient('gamma', dGamma);
        context.gradient('beta', dBeta);
        release(state, saved);
        return dx ? prepared.back!(dx, total) : total;
      },
    };
  };
}

const withPadding = (conv: Traced<Conv>, pad: Padding, input: Traced['input']): Traced<Conv> => ({
  ...conv,
  layer: { ...conv.layer, pad },
  input,
});

/** What a convolution makes of a map that is b everywhere, [c], from as much of it as its kernel covers. */
const throughKernel = (b: tf.Tensor4D, kernel: tf.Tensor4D, { groups }: Conv): tf.Tensor1D =>
  tf.tidy(() => tf.reshape(convolve(b, kernel, { stride: [1, 1], pad: [0, 0, 0, 0], dilation: [1, 1], groups }), [-1]));
