import { same, unaware } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { NO_FIELDS, share } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';

/** Identity, and dropout's inference form. */
export interface Identity {
  readonly op: 'identity';
}

/** Inverted dropout: kept values are divided by the chance to be kept, so that inference needs no change. */
export interface Dropout {
  readonly op: 'dropout';
  readonly rate: number;
}

/** y = x */
export const identity: LeafDefinition<Identity, true> = {
  fields: NO_FIELDS,
  output: (_, input) => input,
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: true,
  linear: true,
  channels: unaware('any axis', same),
  label: () => label('shape', 'identity'),
  evaluate: () => (_, x) => evaluated(x, [], dy => dy),
};

/** In training y = x·mask/(1 − rate); at inference y = x. */
export const dropout: LeafDefinition<Dropout, true> = {
  fields: { needs: { rate: share }, may: {} },
  output: (_, input) => input,
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: true,
  linear: true,
  channels: unaware('any axis', same),
  label: () => label('shape', 'dropout'),
  evaluate:
    ({ tf }) =>
    (leaf, x, context) => {
      if (!context.training || leaf.rate === 0) return evaluated(x, [], dy => dy);
      const kept = 1 - leaf.rate;
      const values = Float32Array.from({ length: x.size }, () => (context.rng.uniform() < kept ? 1 / kept : 0));
      const mask = tf.tensor(values, x.shape);
      return evaluated(tf.mul(x, mask), [mask], (dy, [mask]) => tf.mul(dy, mask));
    },
};
