import type * as TF from '@tensorflow/tfjs-core';
import { type Padding, show } from '../../shape.ts';
import { same, unaware } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { sides } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';
import { grown, mapOf } from './windows.ts';

/** A border that mirrors the map; its outermost places aren't repeated: [1 2 3] with 2 on each side is [3 2 1 2 3 2 1]. */
export interface ReflectionPad {
  readonly op: 'reflectionPad';
  /** Each smaller than the map along its axis. */
  readonly pad: Padding;
}

/** Mirrors a map at its edges: [h, w, c] → [h + top + bottom, w + left + right, c]. */
export const reflectionPad: LeafDefinition<ReflectionPad, true> = {
  fields: { needs: { pad: sides }, may: {} },
  output: (leaf, input, fail) => {
    const map = mapOf(leaf, input, fail);
    const [top, bottom, left, right] = leaf.pad;
    if (Math.max(top, bottom) >= map[0] || Math.max(left, right) >= map[1]) {
      fail(`a reflection of ${show(leaf.pad)} needs a map that is larger than it on every side`);
    }
    return grown(map, leaf.pad);
  },
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: unaware('last axis', same),
  label: () => label('shape', 'reflection pad'),
  evaluate:
    ({ tf, reflectionPadGradient }) =>
    ({ pad }, x, context) => {
      const [top, bottom, left, right] = pad;
      const around: [number, number][] = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      return evaluated(tf.mirrorPad(x, around, 'reflect'), [], dy =>
        context.needsInputGrad ? reflectionPadGradient(dy as TF.Tensor4D, pad) : undefined,
      );
    },
};
