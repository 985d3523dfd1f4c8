/** Training: a batch norm that pads, its border and its gradients by kernels of their own. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import type { Padding } from '../../shape.ts';
import { merge } from '../accumulate.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import type { Traced } from '../shapes.ts';
import { adopt, keep, release, type Step } from '../step.ts';
import { moveStatistics } from '../tensors/norm.ts';
import type { BatchNorm } from '../types.ts';
import type { Rule } from './rule.ts';

const KERNELS = ['NormStatistics', 'NormWithBorder', 'NormWithBorderGradient'] as const;

/** A batch norm that pads. */
export const borderedNorm: Rule = {
  allows: state => state.training && KERNELS.every(name => fusedKernel(name) !== undefined),
  match(nodes, at) {
    const node = nodes[at];
    if (!isBordered(node)) return undefined;
    return { step: borderedStep(node.layer, new ParameterPaths(node.path)), length: 1 };
  },
};

/** A batch norm that pads. */
export interface Bordered extends BatchNorm {
  readonly border: Padding;
}

/** Whether a node is a batch norm that pads. */
export const isBordered = (node: Traced | undefined): node is Traced<Bordered> =>
  node?.layer.op === 'batchNorm' && node.layer.border !== undefined;

/** A norm's operands, the batch's statistics, which are the caller's, and the running ones, which have moved by them. */
export function normOf(leaf: BatchNorm, x: tf.Tensor, context: PassContext) {
  const vector = (name: string) => context.param<tf.Tensor1D>(name);
  const statistics = fusedKernel('NormStatistics')!(x, leaf.eps);
  // The running statistics move first: the border is by those that inference would use after this step.
  moveStatistics(leaf, context, statistics, x);
  return {
    term: { x, gamma: vector('gamma'), beta: vector('beta'), eps: leaf.eps },
    statistics,
    running: { mean: vector('mean'), variance: vector('variance') },
  };
}

const borderedStep =
  (leaf: Bordered, paths: ParameterPaths): Step =>
  (x, state, needsInputGrad) => {
    const { border } = leaf;
    const context = new PassContext(state, paths, needsInputGrad);
    const { term, statistics, running } = normOf(leaf, x, context);
    const { y, slope } = fusedKernel('NormWithBorder')!(term, border, statistics, running);
    const { mean, inverse, variance } = statistics;
    variance.dispose();
    if (!state.differentiate) {
      tf.dispose([mean, inverse, slope]);
      return { y, back: undefined };
    }
    const input = keep(state, x);
    const saved = [input, ...[mean, inverse, slope].map(tensor => adopt(state, tensor))];
    return {
      y,
      back(dy, total) {
        const operands = { ...term, x: input, mean, inverse, needsInputGrad };
        const gradient = fusedKernel('NormWithBorderGradient')!(dy as tf.Tensor4D, border, operands, slope);
        context.gradient('gamma', gradient.dGamma);
        context.gradient('beta', gradient.dBeta);
        release(state, saved);
        dy.dispose();
        return merge(total, gradient.dx);
      },
    };
  };
