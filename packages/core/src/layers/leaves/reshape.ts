import type * as TF from '@tensorflow/tfjs-core';
import { sizeOf } from '../../ndarray.ts';
import { type Shape, show } from '../../shape.ts';
import { type ChannelRules, type Constant, type ConstantInputs, common, same, unaware, varying } from './channels.ts';
import type { LeafDefinition, Tensors } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { axes, counts, NO_FIELDS } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';

/** A map as a vector, row by row: the channel moves fastest, then the column, then the row. */
export interface Flatten {
  readonly op: 'flatten';
}
/** The same elements, in row-major order, in another shape. */
export interface Reshape {
  readonly op: 'reshape';
  readonly shape: Shape;
}
/** Reorders the axes of a sample: output axis i is input axis order[i]. */
export interface Permute {
  readonly op: 'permute';
  readonly order: readonly number[];
}

/** [h, w, c] → [h·w·c] */
export const flatten: LeafDefinition<Flatten, true> = {
  fields: NO_FIELDS,
  output: (_, input) => [sizeOf(input)],
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: true,
  linear: true,
  channels: {
    ...unaware<Flatten>('last axis', reshapedConstants),
    flow: () => ({ kind: 'reshaped', states: false }),
  },
  label: () => label('shape', 'flatten'),
  evaluate:
    ({ tf }) =>
    (_, x) =>
      reshaped(tf, x, [x.size / x.shape[0]!]),
};

const reshapeChannels: ChannelRules<Reshape> = {
  flow: () => ({ kind: 'reshaped', states: true }),
  fixed: () => undefined,
  views: () => ({}),
  narrowed: ({ layer }, { output }) => ({ ...layer, shape: [...layer.shape.slice(0, -1), output] }),
  constants: reshapedConstants,
};

/** Any shape of as many elements. */
export const reshape: LeafDefinition<Reshape, true> = {
  fields: { needs: { shape: counts }, may: {} },
  output: ({ shape }, input, fail) => {
    if (sizeOf(shape) !== sizeOf(input))
      fail(`can't reshape ${sizeOf(input)} elements to ${show(shape)}: it is bound to that size`);
    return shape;
  },
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: reshapeChannels,
  label: () => label('shape', 'reshape'),
  evaluate:
    ({ tf }) =>
    (leaf, x) =>
      reshaped(tf, x, leaf.shape),
};

/** Reorders axes. */
export const permute: LeafDefinition<Permute, true> = {
  fields: { needs: { order: axes }, may: {} },
  output: ({ order }, input, fail) => {
    if ([...order].sort((a, b) => a - b).join() !== [...input.keys()].join()) {
      fail(`permute order ${show(order)} is not an order of ${input.length} axes`);
    }
    return order.map(axis => input[axis]!);
  },
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: { ...unaware<Permute>('any axis', same), flow: ({ order }) => ({ kind: 'permuted', order }) },
  label: () => label('shape', 'permute'),
  evaluate:
    ({ tf }) =>
    (leaf, x) => {
      const forward = [0, ...leaf.order.map(axis => axis + 1)];
      const back = forward.map((_, axis) => forward.indexOf(axis));
      return evaluated(tf.transpose(x, forward), [], dy => tf.transpose(dy, back));
    },
};

function reshaped(tf: Tensors['tf'], x: TF.Tensor, shape: readonly number[]) {
  const batch = x.shape[0]!;
  const from = x.shape;
  return evaluated(tf.reshape(x, [batch, ...shape]), [], dy => tf.reshape(dy, from));
}

/** Channel j of the result has the elements j, j + c, j + 2c, ... */
function reshapedConstants({ node, values }: ConstantInputs<Flatten | Reshape>): readonly Constant[] {
  const [before, after] = [values.length, node.output.at(-1)!];
  if (before % after !== 0 && after % before !== 0) return varying(after);
  return Array.from({ length: after }, (_, j) =>
    before <= after ? values[j % before] : common(values.filter((_, i) => i % after === j)),
  );
}
