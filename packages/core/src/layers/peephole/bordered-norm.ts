/** Training: a batch norm that pads, by the kernels of sums of norms: statistics, normalised map and gradients in one pass each. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { merge } from '../accumulate.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import { adopt, keep, release, type Step } from '../step.ts';
import { channelSum } from '../tensors/channels.ts';
import { borderOf, moveStatistics, padWith, withoutBorder } from '../tensors/norm.ts';
import type { BatchNorm } from '../types.ts';
import type { Rule } from './rule.ts';
import { sumNorms } from './sum-norms.ts';

/** A batch norm that pads. */
export const borderedNorm: Rule = {
  allows: sumNorms.allows,
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
    const [gamma, beta] = [context.param<tf.Tensor1D>('gamma'), context.param<tf.Tensor1D>('beta')];
    const { y: inner, statistics } = fusedKernel('ReluSumNorms')!([{ x, gamma, beta, eps: leaf.eps }], [], false);
    const { mean, variance, inverse } = statistics[0]!;
    moveStatistics(leaf, context, { mean, variance }, x);
    const [y, slope] = tf.tidy(() => {
      const { offset, slope } = borderOf(leaf, context);
      return [padWith(inner as tf.Tensor4D, border, offset), slope] as const;
    });
    tf.dispose([inner, variance]);
    if (!state.differentiate) {
      tf.dispose([mean, inverse, slope]);
      return { y, back: undefined };
    }
    const input = keep(state, x);
    const saved = [input, ...[mean, inverse, slope].map(tensor => adopt(state, tensor))];
    return {
      y,
      back(dy, total) {
        const [within, all] = tf.tidy(() => [withoutBorder(dy as tf.Tensor4D, border), channelSum(dy)] as const);
        const term = { x: input, gamma, beta, mean, inverse, needsInputGrad };
        const { dx, dGamma, dBeta } = fusedKernel('ReluSumNormsGradient')!(within, undefined, [term], 'none').terms[0]!;
        // β moves the whole of the map, border included; γ moves the border by its slope.
        context.gradient(
          'gamma',
          tf.tidy(() => tf.add(dGamma, tf.mul(tf.sub(all, dBeta), slope))),
        );
        context.gradient('beta', all);
        release(state, saved);
        tf.dispose([dy, within, dGamma, dBeta]);
        return merge(total, dx);
      },
    };
  };
