import type * as TF from '@tensorflow/tfjs-core';
import { varying, view, weighedRows } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { evaluated } from './evaluation.ts';
import { count, flag, record } from './fields.ts';
import { label, widths } from './label.ts';
import { type KernelInit, kernelAndBias } from './parameters.ts';

/** A fully-connected layer: y = x·W + b, kernel [in, out]. */
export interface Linear {
  readonly op: 'linear';
  readonly out: number;
  readonly bias: boolean;
  readonly init?: KernelInit;
}

/** y = x·W + b on a vector. */
export const linear: LeafDefinition<Linear, true> = {
  fields: { needs: { out: count, bias: flag }, may: { init: record } },
  output: (leaf, input, fail) => {
    if (input.length !== 1) fail('linear needs a vector [features]; put flatten() before it');
    return [leaf.out];
  },
  parameters: (leaf, input) => kernelAndBias(leaf, [input[0]!, leaf.out], [leaf.out], { in: input[0]!, out: leaf.out }),
  kernelUses: () => 1,
  passesOn: false,
  linear: true,
  channels: {
    flow: () => ({
      kind: 'mixed',
      groups: 1,
      absorbed: (node, kernel, reads) => weighedRows(node, 1, kernel, reads),
    }),
    fixed: () => undefined,
    views: ({ layer, input }) => ({
      kernel: view([input[0]!, layer.out], [0, 'input'], [1, 'output']),
      bias: view([layer.out], [0, 'output']),
    }),
    narrowed: ({ layer }, { output }) => ({ ...layer, out: output }),
    constants: ({ node }) => varying(node.layer.out),
  },
  label: node => label('linear', 'linear', widths(node)),
  /** Transposes are explicit: wasm's matMul is ten times slower when it transposes by itself. */
  evaluate:
    ({ tf, channelSum }) =>
    (leaf, x, context) => {
      const kernel = context.param<TF.Tensor2D>('kernel');
      const y = tf.matMul(x, kernel);
      return evaluated(leaf.bias ? tf.add(y, context.param('bias')) : y, [x], (dy, [x]) => {
        context.gradient('kernel', tf.matMul(tf.transpose(x), dy));
        if (leaf.bias) context.gradient('bias', channelSum(dy));
        return context.needsInputGrad ? tf.matMul(dy, tf.transpose(kernel)) : undefined;
      });
    },
};
