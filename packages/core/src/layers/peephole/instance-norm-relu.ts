/** An instance norm, then relu, as one kernel: most of a generator's norms. */
import type * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { merge } from '../accumulate.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import type { Traced } from '../shapes.ts';
import { adopt, keep, release, type Step } from '../step.ts';
import { handOver, scaleAndShiftOf } from '../tensors/instance-norm.ts';
import type { InstanceNorm } from '../types.ts';
import { isRelu, type Rule } from './rule.ts';

const KERNELS = ['InstanceNorm', 'InstanceNormGradient'] as const;

/** The norm takes the same statistics in training and at inference, and so does the rule both. */
export const instanceNormRelu: Rule = {
  allows: () => KERNELS.every(name => fusedKernel(name) !== undefined),
  match(nodes, at) {
    const node = nodes[at]!;
    if (node.layer.op !== 'instanceNorm' || !isRelu(nodes[at + 1])) return undefined;
    return { step: normReluStep(node as Traced<InstanceNorm>), length: 2 };
  },
};

function normReluStep({ layer, path }: Traced<InstanceNorm>): Step {
  const paths = new ParameterPaths(path);
  return (input, state, needsInputGrad) => {
    const context = new PassContext(state, paths, needsInputGrad);
    const affine = scaleAndShiftOf(layer, context);
    const { y, statistics } = fusedKernel('InstanceNorm')!(input as tf.Tensor4D, affine, layer.eps, true);
    if (!state.differentiate) {
      for (const tensor of [statistics.mean, statistics.inverse]) tensor.dispose();
      return { y, back: undefined };
    }
    const { mean, inverse } = statistics;
    const x = keep(state, input) as tf.Tensor4D;
    const output = keep(state, y) as tf.Tensor4D;
    const saved = [x, output, adopt(state, mean), adopt(state, inverse)];
    return {
      y,
      back(gradient, total) {
        const dy = gradient as tf.Tensor4D;
        const gradients = fusedKernel('InstanceNormGradient')!(dy, output, x, affine, statistics, needsInputGrad);
        release(state, saved);
        dy.dispose();
        return merge(total, handOver(gradients, context));
      },
    };
  };
}
