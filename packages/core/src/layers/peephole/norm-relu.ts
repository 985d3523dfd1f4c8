/** Inference: a batch norm that no convolution precedes to fold into, with its ReLU, as in DenseNet's pre-activation blocks. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import type { Traced } from '../shapes.ts';
import { ofParameters } from '../step.ts';
import { runningLine } from '../tensors/norm.ts';
import type { BatchNorm } from '../types.ts';
import { isRelu, type Rule } from './rule.ts';

/** A batch norm without a border, then relu. */
export const normRelu: Rule = {
  allows: mode => !mode.training && !mode.differentiate && fusedKernel('ScaleShiftRelu') !== undefined,
  match(nodes, at) {
    const node = nodes[at]!;
    if (!isPlainNorm(node) || !isRelu(nodes[at + 1])) return undefined;
    const paths = new ParameterPaths(node.path);
    return {
      step(x, state, needsInputGrad) {
        const y = tf.tidy(() => {
          const [slope, offset] = ofParameters(state, node.path, () => {
            const line = runningLine(node.layer, new PassContext(state, paths, needsInputGrad));
            return [line.slope, line.offset] as const;
          });
          return fusedKernel('ScaleShiftRelu')!(x, slope, offset);
        });
        return { y, back: undefined };
      },
      length: 2,
    };
  },
};

const isPlainNorm = (node: Traced): node is Traced<BatchNorm> =>
  node.layer.op === 'batchNorm' && node.layer.border === undefined;
