import { mapped, view } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { flag, number } from './fields.ts';
import { label } from './label.ts';
import { constant } from './parameters.ts';
import { mapOf } from './windows.ts';

/** Instance normalisation: as batch normalisation, with the statistics of each sample's own map, in training and inference alike. */
export interface InstanceNorm {
  readonly op: 'instanceNorm';
  /** Above 0, a channel without spread gives β (0 if not affine). At 0 it has no value: NaN. */
  readonly eps: number;
  readonly affine: boolean;
}

/** y = γ·(x − μ)/√(σ² + ε) + β with μ and σ² of each sample's own map. */
export const instanceNorm: LeafDefinition<InstanceNorm, false> = {
  fields: { needs: { eps: number, affine: flag }, may: {} },
  output: (leaf, input, fail) => mapOf(leaf, input, fail),
  parameters: ({ affine }, input) =>
    affine ? [constant('gamma', input.at(-1)!, 1), constant('beta', input.at(-1)!, 0)] : [],
  kernelUses: () => 0,
  passesOn: false,
  linear: false,
  channels: {
    flow: () => ({ kind: 'kept', along: 'last axis' }),
    fixed: () => undefined,
    views: ({ layer, output }) => {
      const own = view([output.at(-1)!], [0, 'output']);
      return layer.affine ? { gamma: own, beta: own } : {};
    },
    narrowed: ({ layer }) => layer,
    /** A channel without spread is its own mean: beta is left. */
    constants: ({ node, values, param }) =>
      mapped(values, (_, channel) => (node.layer.affine ? param('beta').data[channel]! : 0)),
  },
  label: () => label('norm', 'instance norm'),
  evaluate:
    ({ tf, channelSum, scaleShift }) =>
    (leaf, x, context) => {
      const spatial = [1, 2];
      const mean = tf.mean(x, spatial, true);
      const centred = tf.sub(x, mean);
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), spatial, true), leaf.eps));
      const normal = tf.mul(centred, inverse);
      const y = leaf.affine ? scaleShift(normal, context.param('gamma'), context.param('beta')) : normal;

      return evaluated(y, [normal, inverse], (dy, [normal, inverse]) => {
        if (leaf.affine) {
          context.gradient('beta', channelSum(dy));
          context.gradient('gamma', channelSum(tf.mul(dy, normal)));
        }
        if (!context.needsInputGrad) return undefined;
        const dNormal = leaf.affine ? scaleShift(dy, context.param('gamma')) : dy;
        const along = tf.mean(tf.mul(dNormal, normal), spatial, true);
        const centredDy = tf.sub(dNormal, tf.mean(dNormal, spatial, true));
        return tf.mul(tf.sub(centredDy, tf.mul(normal, along)), inverse);
      });
    },
};
