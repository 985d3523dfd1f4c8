import type * as TF from '@tensorflow/tfjs-core';
import { mapped, view } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { flag, number } from './fields.ts';
import { label } from './label.ts';
import { constant } from './parameters.ts';
import { mapOf } from './windows.ts';

/**
 * Instance normalisation (Ulyanov, Vedaldi and Lempitsky 2016, arXiv 1607.08022): as batch normalisation, with the statistics of each
 * sample's own map, in training and at inference alike.
 */
export interface InstanceNorm {
  readonly op: 'instanceNorm';
  /** Above 0, a channel without spread gives β (0 if not affine). At 0 it has no value: NaN. */
  readonly eps: number;
  /** Whether it has γ and β. */
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
    ({ handOver, normaliseInstances, scaleAndShiftOf }) =>
    (leaf, x, context) => {
      const affine = scaleAndShiftOf(leaf, context);
      const { y, saved, gradients } = normaliseInstances(x as TF.Tensor4D, affine, leaf.eps);
      return evaluated(y, saved, (dy, saved) => handOver(gradients(dy, saved, context.needsInputGrad), context));
    },
};
