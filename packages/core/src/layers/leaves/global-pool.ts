import type * as TF from '@tensorflow/tfjs-core';
import { same, unaware } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { NO_FIELDS } from './fields.ts';
import { label } from './label.ts';
import { noParameters } from './parameters.ts';
import { mapOf } from './windows.ts';

/** [h, w, c] → [1, 1, c] */
export interface GlobalAvgPool {
  readonly op: 'globalAvgPool';
}
/** [h, w, c] → [1, 1, c]; equal maxima share the gradient. */
export interface GlobalMaxPool {
  readonly op: 'globalMaxPool';
}

/** The mean over a map. */
export const globalAvgPool: LeafDefinition<GlobalAvgPool, true> = {
  fields: NO_FIELDS,
  output: (leaf, input, fail) => [1, 1, mapOf(leaf, input, fail)[2]],
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: unaware('last axis', same),
  label: () => label('pool', 'global avg pool'),
  evaluate:
    ({ tf }) =>
    (_, x, context) => {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      return evaluated(tf.avgPool(x as TF.Tensor4D, [h, w], 1, 'valid'), [], dy =>
        context.needsInputGrad ? tf.broadcastTo(tf.div(dy, h * w), [n, h, w, c]) : undefined,
      );
    },
};

/** The maximum over a map. */
export const globalMaxPool: LeafDefinition<GlobalMaxPool, false> = {
  fields: NO_FIELDS,
  output: (leaf, input, fail) => [1, 1, mapOf(leaf, input, fail)[2]],
  parameters: noParameters,
  kernelUses: () => 0,
  passesOn: false,
  linear: false,
  channels: unaware('last axis', same),
  label: () => label('pool', 'global max pool'),
  evaluate:
    ({ tf }) =>
    (_, x, context) => {
      const y = tf.max(x, [1, 2], true);
      return evaluated(y, [x, y], (dy, [x, y]) => {
        if (!context.needsInputGrad) return undefined;
        const winners = tf.cast(tf.greaterEqual(x, y), 'float32');
        return tf.mul(tf.div(dy, tf.sum(winners, [1, 2], true)), winners);
      });
    },
};
