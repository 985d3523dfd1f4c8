import type * as TF from '@tensorflow/tfjs-core';
import { show } from '../../shape.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { count, type Fields, index } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';

/** The channels (of a vector: the features) from the `from`-th up to, and without, the `to`-th. */
export interface Slice {
  readonly op: 'slice';
  readonly from: number;
  readonly to: number;
}

const fields: Fields<Slice> = { needs: { from: index, to: count }, may: {} };

/** [..., c] → [..., to − from]: what takes apart what a concat joined. */
export const slice: LeafDefinition<Slice, true> = {
  fields,
  output: ({ from, to }, input, fail) => {
    if (from >= to || to > input.at(-1)!) fail(`channels ${from} to ${to} can't be taken out of ${show(input)}`);
    return [...input.slice(0, -1), to - from];
  },
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: {
    flow: ({ from, to }) => ({ kind: 'sliced', from, to }),
    fixed: () => undefined,
    views: () => ({}),
    narrowed: ({ layer }, { kept, output }) => {
      const from = kept.filter(place => place < layer.from).length;
      return { ...layer, from, to: from + output };
    },
    constants: ({ node, values }) => values.slice(node.layer.from, node.layer.to),
  },
  label: ({ layer: { from, to } }) => label('shape', 'slice', `channels ${from}–${to - 1}`),
  evaluate:
    ({ tf }) =>
    ({ from, to }, x) => {
      const before = x.shape.slice(0, -1);
      const begin = [...before.map(() => 0), from];
      const borders = [...before.map((): [number, number] => [0, 0]), [from, x.shape.at(-1)! - to] as [number, number]];
      return evaluated(tf.slice(x, begin, [...before, to - from]) as TF.Tensor, [], dy => tf.pad(dy, borders));
    },
};
