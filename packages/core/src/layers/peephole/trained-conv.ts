/**
 * Training: a convolution that is nothing but one, straight from kernel to kernel. A small network's step is hundreds of calls, and what
 * the general way of evaluating a leaf takes beside them adds up to a tenth of it.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import { keep, release, type Step } from '../step.ts';
import type { Conv } from '../types.ts';
import type { Rule } from './rule.ts';

const KERNELS = ['Conv', 'ConvKernelGradient', 'ConvInputGradient', 'AddConvInputGradient'] as const;

/** A convolution without a bias whose kernel is used as it is. */
export const trainedConv: Rule = {
  allows: state => state.differentiate && KERNELS.every(name => fusedKernel(name) !== undefined),
  match(nodes, at) {
    const { layer, path } = nodes[at]!;
    if (layer.op !== 'conv' || layer.bias || layer.unitNorm) return undefined;
    return { step: convStep(layer, new ParameterPaths(path)), length: 1 };
  },
};

const convStep =
  (leaf: Conv, paths: ParameterPaths): Step =>
  (x, state, needsInputGrad) => {
    const context = new PassContext(state, paths, needsInputGrad);
    const kernel = context.param<tf.Tensor4D>('kernel');
    const y = fusedKernel('Conv')!(x as tf.Tensor4D, kernel, leaf);
    const input = keep(state, x) as tf.Tensor4D;
    return {
      y,
      back(gradient, total) {
        const dy = gradient as tf.Tensor4D;
        context.gradient('kernel', fusedKernel('ConvKernelGradient')!(input, dy, leaf.kernel, leaf));
        const [, height, width] = input.shape;
        let dx = total as tf.Tensor4D | undefined;
        if (needsInputGrad) {
          dx = dx
            ? fusedKernel('AddConvInputGradient')!(dx, dy, kernel, leaf)
            : fusedKernel('ConvInputGradient')!(dy, kernel, [height, width], leaf);
        }
        release(state, [input]);
        dy.dispose();
        return dx;
      },
    };
  };
