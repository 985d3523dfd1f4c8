import type * as TF from '@tensorflow/tfjs-core';
import { isUnpadded, type Padding, type Size } from '../../shape.ts';
import { mapped, same, unaware } from './channels.ts';
import type { LeafDefinition, Tensors } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { flag, pair, sides } from './fields.ts';
import { dots, label, times, unless1 } from './label.ts';
import { noParameters } from './parameters.ts';
import { mapOf, windows } from './windows.ts';

/** The maximum of each window. */
export interface MaxPool {
  readonly op: 'maxPool';
  readonly size: Size;
  readonly stride: Size;
  readonly pad: Padding;
}

/** The mean of each window. */
export interface AvgPool {
  readonly op: 'avgPool';
  readonly size: Size;
  readonly stride: Size;
  readonly pad: Padding;
  /** Whether padded zeros count in the mean. A window of nothing else gives zero in either case. */
  readonly countPad: boolean;
}

const window = { size: pair, stride: pair, pad: sides };

/** Of a max pool's gradient: ∂L/∂y, the padded input and y. */
interface MaxPoolOperands {
  readonly dy: TF.Tensor4D;
  readonly input: TF.Tensor4D;
  readonly output: TF.Tensor4D;
}

/** Padded places are −∞: never the maximum. */
export const maxPool: LeafDefinition<MaxPool, false> = {
  fields: { needs: window, may: {} },
  output: (leaf, input, fail) => [...windows(leaf, input, fail), mapOf(leaf, input, fail)[2]],
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: false,
  channels: unaware('last axis', same),
  label: ({ layer }) => label('pool', `max pool ${times(layer.size)}`, dots(...unless1('stride', layer.stride))),
  evaluate: ({ tf, maxPoolInputGradient, padOrCrop }) => {
    const padded = (x: TF.Tensor, pad: Padding): TF.Tensor4D =>
      (isUnpadded(pad) ? x : tf.pad(x, outwards(pad), Number.NEGATIVE_INFINITY)) as TF.Tensor4D;

    /** Each window's gradient goes to its first largest value, as most kernels have it. */
    const inputGradient = (operands: MaxPoolOperands, { size, stride }: MaxPool, attributes: Attributes) => {
      const { dy, input, output } = operands;
      switch (tf.getBackend()) {
        case 'wasm':
          // Its kernel finds no maximum among values that aren't positive.
          return maxPoolInputGradient(input, dy, size, stride);
        case 'webgpu': {
          // Its kernel takes the last of equal values: on a map that is read backwards, that is the first. Rows and columns after the
          // last window would shift the windows there.
          const unread = ([1, 2] as const).map(
            (axis, i) => input.shape[axis] - (dy.shape[axis] - 1) * stride[i]! - size[i]!,
          ) as [number, number];
          const backwards = (map: TF.Tensor4D): TF.Tensor4D => tf.reverse(map, [1, 2]);
          const read = padOrCrop(input, [0, -unread[0], 0, -unread[1]]);
          const reversed = { dy: backwards(dy), input: backwards(read), output: backwards(output) };
          const dx = backwards(poolGradient(tf, 'MaxPoolGrad', reversed, attributes));
          return padOrCrop(dx, [0, unread[0], 0, unread[1]]);
        }
        default:
          return poolGradient(tf, 'MaxPoolGrad', { dy, input, output }, attributes);
      }
    };

    return (leaf, x, context) => {
      const attributes = attributesOf(leaf);
      const y = tf.maxPool(padded(x, leaf.pad), attributes.filterSize, attributes.strides, 'valid');
      return evaluated(y, [x, y], (dy, [x, y]) => {
        if (!context.needsInputGrad) return undefined;
        const operands = { dy: dy as TF.Tensor4D, input: padded(x, leaf.pad), output: y };
        return padOrCrop(inputGradient(operands, leaf, attributes), inwards(leaf.pad));
      });
    };
  },
};

/** Padded places are zeros, which count in the mean or not. */
export const avgPool: LeafDefinition<AvgPool, true> = {
  fields: { needs: { ...window, countPad: flag }, may: {} },
  output: (leaf, input, fail) => [...windows(leaf, input, fail), mapOf(leaf, input, fail)[2]],
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: unaware('last axis', ({ node: { layer }, values }) =>
    mapped(values, value => (value === 0 || !(layer.countPad && !isUnpadded(layer.pad)) ? value : undefined)),
  ),
  label: ({ layer }) => label('pool', `avg pool ${times(layer.size)}`, dots(...unless1('stride', layer.stride))),
  evaluate:
    ({ tf, padOrCrop }) =>
    (leaf, x, context) => {
      const attributes = attributesOf(leaf);
      const mean = (map: TF.Tensor4D) =>
        tf.avgPool(padOrCrop(map, leaf.pad), attributes.filterSize, attributes.strides, 'valid');
      // The share of a window that lies on the map: 1 inside, less at the border. A window beyond it is divided by 1.
      const covered = (): TF.Tensor => {
        const share = mean(tf.ones([1, x.shape[1]!, x.shape[2]!, 1]));
        return tf.where(tf.equal(share, 0), tf.onesLike(share), share);
      };
      const rescale = !leaf.countPad && !isUnpadded(leaf.pad);
      const averaged = mean(x as TF.Tensor4D);
      return evaluated(rescale ? tf.div(averaged, covered()) : averaged, [x], (dy, [x]) => {
        if (!context.needsInputGrad) return undefined;
        const upstream = rescale ? tf.div(dy, covered()) : dy;
        const input = padOrCrop(x as TF.Tensor4D, leaf.pad);
        return padOrCrop(poolGradient(tf, 'AvgPoolGrad', { dy: upstream, input }, attributes), inwards(leaf.pad));
      });
    },
};

/** Padding is put around the map first, then the pool is "valid": the one form that every backend computes alike. */
interface Attributes {
  readonly filterSize: [number, number];
  readonly strides: [number, number];
  readonly pad: 'valid';
}
const attributesOf = (leaf: MaxPool | AvgPool): Attributes => ({
  filterSize: [...leaf.size],
  strides: [...leaf.stride],
  pad: 'valid',
});

const outwards = ([top, bottom, left, right]: Padding): [number, number][] => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
const inwards = ([top, bottom, left, right]: Padding): Padding => [-top, -bottom, -left, -right];

/** tfjs has kernels for these gradients, but no public function. */
const poolGradient = (
  tf: Tensors['tf'],
  kernel: 'MaxPoolGrad' | 'AvgPoolGrad',
  inputs: TF.NamedTensorMap,
  attributes: Attributes,
): TF.Tensor4D => tf.engine().runKernel(kernel, inputs, { ...attributes }) as TF.Tensor4D;
