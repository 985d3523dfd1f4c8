import type * as TF from '@tensorflow/tfjs-core';
import { isUnpadded, type Padding, type Size } from '../../shape.ts';
import { isDepthwise, mapped, varying, view, weighedRows } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { count, flag, pair, record, sides } from './fields.ts';
import { dots, label, times, unless1, widths } from './label.ts';
import { type KernelInit, kernelAndBias } from './parameters.ts';
import { checkGroups, mapOf, windows } from './windows.ts';

/** A convolution: y = x ∗ W + b, kernel [height, width, channels/groups, out]. */
export interface Conv {
  readonly op: 'conv';
  readonly out: number;
  readonly kernel: Size;
  readonly stride: Size;
  readonly pad: Padding;
  readonly dilation: Size;
  readonly groups: number;
  readonly bias: boolean;
  /**
   * Each filter is divided by its L2 norm before use, so that only its direction learns (DiracNet's normalised kernel). One of zeros, which
   * has no direction, is divided by 1: it gives zeros, and its gradient can move it away.
   */
  readonly unitNorm?: boolean;
  readonly init?: KernelInit;
}

/** y = x ∗ W + b; with `unitNorm`, each filter of W is first divided by its L2 norm. */
export const conv: LeafDefinition<Conv, true> = {
  fields: {
    needs: { out: count, kernel: pair, stride: pair, pad: sides, dilation: pair, groups: count, bias: flag },
    may: { unitNorm: flag, init: record },
  },
  output: (leaf, input, fail) => {
    checkGroups(mapOf(leaf, input, fail)[2], leaf.out, leaf.groups, fail);
    return [...windows({ ...leaf, size: leaf.kernel }, input, fail), leaf.out];
  },
  parameters: (leaf, input) => {
    const taps = leaf.kernel[0] * leaf.kernel[1];
    const perGroup = input[2]! / leaf.groups;
    const fans = { in: taps * perGroup, out: (taps * leaf.out) / leaf.groups };
    return kernelAndBias(leaf, [...leaf.kernel, perGroup, leaf.out], [leaf.out], fans);
  },
  kernelUses: ({ output }) => output[0]! * output[1]!,
  passesOn: false,
  linear: true,
  channels: {
    flow: ({ groups }) => ({
      kind: 'mixed',
      groups,
      absorbed: (node, kernel, reads) =>
        isUnpadded(node.layer.pad)
          ? weighedRows(node, groups, kernel, reads)
          : { does: 'pads', so: 'the border would differ' },
    }),
    fixed: ({ unitNorm }) => (unitNorm ? 'it normalises its kernel over all of them' : undefined),
    views: node => {
      const { kernel, groups, out } = node.layer;
      const shape = [...kernel, node.input[2]! / groups, out];
      return {
        kernel: isDepthwise(groups, node) ? view(shape, [3, 'output']) : view(shape, [2, 'input'], [3, 'output']),
        bias: view([out], [0, 'output']),
      };
    },
    narrowed: (node, cut) => {
      const { layer, input } = node;
      if (cut.input === input.at(-1) && cut.output === layer.out) return layer;
      const groups = isDepthwise(layer.groups, node) ? cut.input : layer.groups;
      return withoutFolded({ ...layer, out: cut.output, groups });
    },
    /** Of a depthwise one: c·Σ taps + bias, where padding doesn't put zeros beside c. */
    constants: ({ node, values, param }) => {
      const { out, pad, bias, groups } = node.layer;
      if (!isDepthwise(groups, node)) return varying(out);
      const { data } = param('kernel');
      return mapped(
        Array.from({ length: out }, (_, o) => values[Math.floor((o * values.length) / out)]),
        (value, o) => {
          if (!(value === 0 || isUnpadded(pad))) return undefined;
          let y = bias ? param('bias').data[o]! : 0;
          if (value !== 0) for (let i = o; i < data.length; i += out) y += value * data[i]!;
          return y;
        },
      );
    },
  },
  label: node => {
    const { kernel, stride, dilation, groups, bias } = node.layer;
    return label(
      'linear',
      `conv ${times(kernel)}`,
      dots(
        widths(node),
        ...unless1('stride', stride),
        ...unless1('dilation', dilation),
        ...(groups === 1 ? [] : [`${groups} groups`]),
        ...(bias ? ['bias'] : []),
      ),
    );
  },
  evaluate: ({ tf, channelSum, convolve, convolveBiased, convolveInputGradient, convolveKernelGradient }) => {
    const orOne = (size: TF.Tensor): TF.Tensor => tf.where(tf.equal(size, 0), tf.onesLike(size), size);

    /** ‖w‖ of each filter, and 1 for one of zeros. Where squares are too small for float32, they are taken relative to the largest weight. */
    function filterNorm(kernel: TF.Tensor4D): TF.Tensor {
      const length = (w: TF.Tensor): TF.Tensor => tf.sqrt(tf.sum(tf.square(w), [0, 1, 2], true));
      const norm = length(kernel);
      const largest = orOne(tf.max(tf.abs(kernel), [0, 1, 2], true));
      return tf.where(tf.equal(norm, 0), tf.mul(largest, orOne(length(tf.div(kernel, largest)))), norm);
    }

    const normalised = (kernel: TF.Tensor4D): TF.Tensor4D => tf.div(kernel, filterNorm(kernel));

    /** Through u = w/‖w‖: dw = (du − u·⟨u, du⟩)/‖w‖, filter by filter. */
    function throughNorm(du: TF.Tensor4D, kernel: TF.Tensor4D): TF.Tensor {
      const norm = filterNorm(kernel);
      const u = tf.div(kernel, norm);
      const along = tf.sum(tf.mul(u, du), [0, 1, 2], true);
      return tf.div(tf.sub(du, tf.mul(u, along)), norm);
    }

    return (leaf, input, context) => {
      const x = input as TF.Tensor4D;
      const raw = context.param<TF.Tensor4D>('kernel');
      const kernel = leaf.unitNorm ? normalised(raw) : raw;
      const y = leaf.bias ? convolveBiased(x, kernel, context.param('bias'), leaf) : convolve(x, kernel, leaf);
      return evaluated(y, [x], (dy, [x], takeTotal) => {
        const upstream = dy as TF.Tensor4D;
        const kernel = leaf.unitNorm ? normalised(raw) : raw;
        const dKernel = convolveKernelGradient(x, upstream, leaf.kernel, leaf);
        context.gradient('kernel', leaf.unitNorm ? throughNorm(dKernel, raw) : dKernel);
        if (leaf.bias) context.gradient('bias', channelSum(dy));
        if (!context.needsInputGrad) return undefined;
        return convolveInputGradient(upstream, kernel, [x.shape[1], x.shape[2]], leaf, takeTotal);
      });
    };
  },
};

/** A kernel that starts as what an expression folds to can't do so in another shape. */
function withoutFolded(layer: Conv): Conv {
  if (layer.init?.kernel?.kind !== 'folded') return layer;
  const { init, ...rest } = layer;
  return { ...rest, ...(init.bias && { init: { bias: init.bias } }) };
}
