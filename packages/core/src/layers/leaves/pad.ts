import type * as TF from '@tensorflow/tfjs-core';
import type { Padding } from '../../shape.ts';
import type { Constant } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { sides } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';
import { grown, mapOf } from './windows.ts';

/** Zeros around a map. */
export interface Pad {
  readonly op: 'pad';
  readonly pad: Padding;
}

/** Zeros around a map: [h, w, c] → [h + top + bottom, w + left + right, c]. */
export const pad: LeafDefinition<Pad, true> = {
  fields: { needs: { pad: sides }, may: {} },
  output: (leaf, input, fail) => grown(mapOf(leaf, input, fail), leaf.pad),
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: {
    flow: ({ pad }) => ({ kind: 'padded', pad }),
    fixed: () => undefined,
    views: () => ({}),
    narrowed: ({ layer }, { axis, zeros: [before, after] }) => {
      const [top, bottom, left, right] = layer.pad;
      if (axis === 2) return layer;
      return { ...layer, pad: axis === 0 ? [before, after, left, right] : [top, bottom, before, after] };
    },
    /** Zeros around a channel leave it constant only if it is zero; zeros for channels are channels of zeros. */
    constants: ({ node, axis, values }) => {
      const { pad } = node.layer;
      const around = pad.filter((_, side) => axis === 2 || Math.floor(side / 2) !== axis);
      const inner = values.map(value => (value === 0 || around.every(side => side === 0) ? value : undefined));
      if (axis === 2) return inner;
      const zeros = (count: number): readonly Constant[] => Array.from({ length: count }, () => 0);
      return [...zeros(pad[2 * axis]!), ...inner, ...zeros(pad[2 * axis + 1]!)];
    },
  },
  label: () => label('shape', 'pad'),
  evaluate:
    ({ padOrCrop }) =>
    (leaf, x) => {
      const [top, bottom, left, right] = leaf.pad;
      return evaluated(padOrCrop(x as TF.Tensor4D, leaf.pad), [], dy =>
        padOrCrop(dy as TF.Tensor4D, [-top, -bottom, -left, -right]),
      );
    },
};
