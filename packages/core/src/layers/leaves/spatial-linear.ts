import type * as TF from '@tensorflow/tfjs-core';
import type { NdArray } from '../../ndarray.ts';
import { type Constant, common, isDepthwise, type Read, varying, view } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { count, flag, record, triple } from './fields.ts';
import { label, widths } from './label.ts';
import type { LeafNode } from './node.ts';
import { type KernelInit, kernelAndBias } from './parameters.ts';
import { checkGroups, mapOf } from './windows.ts';

/**
 * A fully-connected map of a whole h×w×c grid to another; group j maps the j-th slice of channels to the j-th slice (RepMLP's FC).
 * Kernel [groups, h·w·c/groups, h'·w'·c'/groups], bias [h', w', c'].
 */
export interface SpatialLinear {
  readonly op: 'spatialLinear';
  readonly out: readonly [number, number, number];
  readonly groups: number;
  readonly bias: boolean;
  readonly init?: KernelInit;
}

/** A matrix over a whole grid, group by group. */
export const spatialLinear: LeafDefinition<SpatialLinear, true> = {
  fields: { needs: { out: triple, groups: count, bias: flag }, may: { init: record } },
  output: (leaf, input, fail) => {
    checkGroups(mapOf(leaf, input, fail)[2], leaf.out[2], leaf.groups, fail);
    return leaf.out;
  },
  parameters: (leaf, input) => {
    const inputs = (input[0]! * input[1]! * input[2]!) / leaf.groups;
    const outputs = (leaf.out[0] * leaf.out[1] * leaf.out[2]) / leaf.groups;
    return kernelAndBias(leaf, [leaf.groups, inputs, outputs], leaf.out, { in: inputs, out: outputs });
  },
  kernelUses: () => 1,
  passesOn: false,
  linear: true,
  channels: {
    flow: ({ groups }) => ({ kind: 'mixed', groups, absorbed: weighedGrid }),
    fixed: () => undefined,
    views: node => {
      const { layer, input } = node;
      const [positions, channels] = [input[0]! * input[1]!, input[2]! / layer.groups];
      const [places, filters] = [layer.out[0] * layer.out[1], layer.out[2] / layer.groups];
      return {
        kernel: isDepthwise(layer.groups, node)
          ? view([layer.groups, positions, places * filters], [0, 'input'])
          : view([layer.groups, positions, channels, places, filters], [2, 'input'], [4, 'output']),
        bias: view(layer.out, [2, 'output']),
      };
    },
    narrowed: (node, cut) => {
      const { layer } = node;
      const groups = isDepthwise(layer.groups, node) ? cut.input : layer.groups;
      return { ...layer, groups, out: [layer.out[0], layer.out[1], cut.output] };
    },
    constants: ({ node, values, param }) =>
      isDepthwise(node.layer.groups, node) ? depthwise(node.layer, values, param) : varying(node.layer.out[2]),
  },
  label: node => label('linear', 'spatial linear', widths(node)),
  /** The whole grid times a matrix, group by group. */
  evaluate: ({ tf }) => {
    /** [n, h, w, c] → [groups, n, h·w·c/groups]: each group holds its slice of channels at every place. */
    function toGroups(x: TF.Tensor, groups: number): TF.Tensor3D {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      if (groups === 1) return tf.reshape(x, [1, n, h * w * c]);
      const split = tf.reshape(x, [n, h * w, groups, c / groups]);
      return tf.reshape(tf.transpose(split, [2, 0, 1, 3]), [groups, n, (h * w * c) / groups]);
    }

    /** The inverse of `toGroups`. */
    function fromGroups(x: TF.Tensor, shape: readonly [number, number, number, number]): TF.Tensor4D {
      const [n, h, w, c] = shape;
      const groups = x.shape[0]!;
      if (groups === 1) return tf.reshape(x, [n, h, w, c]);
      const split = tf.reshape(x, [groups, n, h * w, c / groups]);
      return tf.reshape(tf.transpose(split, [1, 2, 0, 3]), [n, h, w, c]);
    }

    return (leaf, x, context) => {
      const kernel = context.param<TF.Tensor3D>('kernel');
      const [n, h, w, c] = x.shape as [number, number, number, number];
      const [height, width, channels] = leaf.out;
      const y = fromGroups(tf.matMul(toGroups(x, leaf.groups), kernel), [n, height, width, channels]);
      return evaluated(leaf.bias ? tf.add(y, context.param('bias')) : y, [x], (dy, [x]) => {
        const upstream = toGroups(dy, leaf.groups);
        context.gradient('kernel', tf.matMul(tf.transpose(toGroups(x, leaf.groups), [0, 2, 1]), upstream));
        if (leaf.bias) context.gradient('bias', tf.sum(dy, 0));
        if (!context.needsInputGrad) return undefined;
        return fromGroups(tf.matMul(upstream, tf.transpose(kernel, [0, 2, 1])), [n, h, w, c]);
      });
    };
  },
};

/** Σ c·W over a grid's positions and over what each group reads, in the order of the bias. */
function weighedGrid(
  { layer: { out, groups }, input }: LeafNode<SpatialLinear>,
  kernel: NdArray['data'],
  reads: readonly Read[],
): Float64Array {
  const [height, width, channels] = input as [number, number, number];
  const [inputs, filters, places] = [channels / groups, out[2] / groups, out[0] * out[1]];
  const positions = height * width;
  const shift = new Float64Array(places * out[2]);
  for (const { place, value } of reads) {
    const group = Math.floor(place / inputs);
    for (let position = 0; position < positions; position++) {
      const row = (group * positions + position) * inputs + (place % inputs);
      for (let column = 0; column < places * filters; column++) {
        const to = Math.floor(column / filters) * out[2] + group * filters + (column % filters);
        shift[to]! += value * kernel[row * places * filters + column]!;
      }
    }
  }
  return shift;
}

/** Every place of the grid has weights and a bias of its own: a channel is constant if all come to the same. */
function depthwise(
  { out, groups, bias }: SpatialLinear,
  values: readonly Constant[],
  param: (name: string) => NdArray,
): readonly Constant[] {
  const { data } = param('kernel');
  const [places, filters] = [out[0] * out[1], out[2] / groups];
  const columns = places * filters;
  const positions = data.length / (groups * columns);
  return Array.from({ length: out[2] }, (_, o) => {
    const [group, filter] = [Math.floor(o / filters), o % filters];
    const value = values[group];
    if (value === undefined) return undefined;
    const results = Array.from({ length: places }, (_, place) => {
      let y = bias ? param('bias').data[place * out[2] + o]! : 0;
      for (let p = 0; p < positions; p++) {
        y += value * data[(group * positions + p) * columns + place * filters + filter]!;
      }
      return y;
    });
    return common(results);
  });
}
