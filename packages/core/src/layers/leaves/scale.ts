import type * as TF from '@tensorflow/tfjs-core';
import { mapped, view } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { number, oneOf } from './fields.ts';
import { label } from './label.ts';
import { constant } from './parameters.ts';

/** Multiplies by a learnt factor: one per channel, or one for all. */
export interface Scale {
  readonly op: 'scale';
  readonly per: 'channel' | 'tensor';
  readonly init: number;
}

/** Multiplies by a learnt factor per channel or per tensor. */
export const scale: LeafDefinition<Scale, true> = {
  fields: { needs: { per: oneOf('channel', 'tensor'), init: number }, may: {} },
  output: (_, input) => input,
  parameters: ({ per, init }, input) => [constant('factor', per === 'channel' ? input.at(-1)! : 1, init)],
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: {
    flow: ({ per }) => ({ kind: 'kept', along: per === 'tensor' ? 'any axis' : 'last axis' }),
    fixed: () => undefined,
    views: ({ layer, output }) => (layer.per === 'channel' ? { factor: view([output.at(-1)!], [0, 'output']) } : {}),
    narrowed: ({ layer }) => layer,
    constants: ({ values, param }) => {
      const { data } = param('factor');
      return mapped(values, (value, channel) => value * data[channel % data.length]!);
    },
  },
  label: ({ layer }) => label('linear', 'scale', `per ${layer.per}`),
  evaluate:
    ({ tf, channelSum, scaleShift }) =>
    (leaf, x, context) => {
      const factor = context.param<TF.Tensor1D>('factor');
      const perChannel = leaf.per === 'channel';
      const times = (t: TF.Tensor) => (perChannel ? scaleShift(t, factor) : tf.mul(t, factor));
      return evaluated(times(x), [x], (dy, [x]) => {
        const product = tf.mul(dy, x);
        context.gradient('factor', perChannel ? channelSum(product) : tf.reshape(tf.sum(product), [1]));
        return context.needsInputGrad ? times(dy) : undefined;
      });
    },
};
