import { mapped, unaware } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { number } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';

/** y = factor·x + offset, by fixed numbers: a mean that becomes a sum, a gate that can't close. */
export interface Affine {
  readonly op: 'affine';
  readonly factor: number;
  readonly offset: number;
}

/** Multiplies by one number and adds another; neither learns. */
export const affine: LeafDefinition<Affine, true> = {
  fields: { needs: { factor: number, offset: number }, may: {} },
  output: (_, input) => input,
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: unaware('any axis', ({ node: { layer }, values }) =>
    mapped(values, value => layer.factor * value + layer.offset),
  ),
  label: ({ layer: { factor, offset } }) => label('linear', 'affine', `${factor}·x + ${offset}`),
  evaluate:
    ({ tf }) =>
    ({ factor, offset }, x, context) =>
      evaluated(tf.add(tf.mul(x, factor), offset), [], dy => (context.needsInputGrad ? tf.mul(dy, factor) : undefined)),
};
