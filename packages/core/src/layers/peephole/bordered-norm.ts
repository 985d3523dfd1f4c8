/** Training: a batch norm that pads, its border and its gradients by kernels of their own. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { merge } from '../accumulate.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import { adopt, keep, release, type Step } from '../step.ts';
import { moveStatistics } from '../tensors/norm.ts';
import type { BatchNorm } from '../types.ts';
import type { Rule } from './rule.ts';

const KERNELS = ['NormStatistics', 'NormWithBorder', 'NormWithBorderGradient'] as const;

/** A batch norm that pads. */
export const borderedNorm: Rule = {
  allows: state => state.training && KERNELS.every(name => fusedKernel(name) !== undefined),
  match(nodes, at) {
    const { layer, path } = nodes[at]!;
    if (layer.op !== 'batchNorm' || layer.border === undefined) return undefined;
    return { step: borderedStep(layer, layer.border, new ParameterPaths(path)), length: 1 };
  },
};

const borderedStep =
  (leaf: BatchNorm, border: NonNullable<BatchNorm['border']>, paths: ParameterPaths): Step =>
  (x, state, needsInputGrad) => {
    const context = new PassContext(state, paths, needsInputGrad);
    const vector = (name: string) => context.param<tf.Tensor1D>(name);
    const [gamma, beta] = [vector('gamma'), vector('beta')];
    const statistics = fusedKernel('NormStatistics')!(x, leaf.eps);
    const { mean, variance, inverse } = statistics;
    // The running statistics move first: the border is by those that inference would use after this step.
    moveStatistics(leaf, context, statistics, x);
    const running = { mean: vector('mean'), variance: vector('variance') };
    const { y, slope } = fusedKernel('NormWithBorder')!({ x, gamma, beta, eps: leaf.eps }, border, statistics, running);
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
        const term = { x: input, gamma, beta, mean, inverse, needsInputGrad };
        const gradient = fusedKernel('NormWithBorderGradient')!(dy as tf.Tensor4D, border, term, slope);
        context.gradient('gamma', gradient.dGamma);
        context.gradient('beta', gradient.dBeta);
        release(state, saved);
        dy.dispose();
        return merge(total, gradient.dx);
      },
    };
  };
