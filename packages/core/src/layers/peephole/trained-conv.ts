/**
 * Training: a convolution that is nothing but one, or one beside an identity, straight from kernel to kernel. A small network's step is
 * hundreds of calls, and what the general way of evaluating a leaf takes beside them adds up to a tenth of it.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { accumulate } from '../accumulate.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import { equal, links, type Traced } from '../shapes.ts';
import { keep, release, type Step } from '../step.ts';
import type { Conv } from '../types.ts';
import type { Rule } from './rule.ts';

const KERNELS = ['Conv', 'ConvKernelGradient', 'ConvInputGradient', 'AddConvInputGradient'] as const;

/** A convolution without a bias whose kernel is used as it is; or the sum of one and its input, as in DBB's 1×1–K×K. */
export const trainedConv: Rule = {
  allows: state => state.differentiate && KERNELS.every(name => fusedKernel(name) !== undefined),
  match(nodes, at) {
    const node = nodes[at]!;
    const beside = node.layer.op === 'sum';
    const conv = beside ? besideIdentity(node) : node;
    if (!isPlainConv(conv)) return undefined;
    return { step: convStep(conv.layer, beside, new ParameterPaths(conv.path)), length: 1 };
  },
};

/** A convolution without a bias whose kernel is used as it is. */
export const isPlainConv = (node: Traced | undefined): node is Traced<Conv> =>
  node?.layer.op === 'conv' && !node.layer.bias && !node.layer.unitNorm;

/** What a sum of two has beside an identity, where that is one layer and nothing is broadcast. */
function besideIdentity({ children, output }: Traced): Traced | undefined {
  if (children.length !== 2 || !children.every(child => equal(child.output, output))) return undefined;
  const others = children.map(links).filter(nodes => nodes.some(({ layer }) => layer.op !== 'identity'));
  return others.length === 1 && others[0]!.length === 1 ? others[0]![0] : undefined;
}

/** y = x ∗ W, plus x where there is an identity beside it. */
const convStep =
  (leaf: Conv, identity: boolean, paths: ParameterPaths): Step =>
  (x, state, needsInputGrad) => {
    const context = new PassContext(state, paths, needsInputGrad);
    const kernel = context.param<tf.Tensor4D>('kernel');
    const product = fusedKernel('Conv')!(x as tf.Tensor4D, kernel, leaf);
    const y = identity ? accumulate(product, x) : product;
    const input = keep(state, x) as tf.Tensor4D;
    return {
      y,
      back(gradient, others) {
        const dy = gradient as tf.Tensor4D;
        context.gradient('kernel', fusedKernel('ConvKernelGradient')!(input, dy, leaf.kernel, leaf));
        let total = others as tf.Tensor4D | undefined;
        if (needsInputGrad) {
          const [, height, width] = input.shape;
          total = total
            ? fusedKernel('AddConvInputGradient')!(total, dy, kernel, leaf)
            : fusedKernel('ConvInputGradient')!(dy, kernel, [height, width], leaf);
          if (identity) total = accumulate(total, dy) as tf.Tensor4D;
        }
        release(state, [input]);
        dy.dispose();
        return total;
      },
    };
  };
