/** Inference: a biased convolution with what follows it. Folded networks consist of little else. */
import * as tf from '@tensorflow/tfjs-core';
import { fusedKernel } from '../../backend/fused.ts';
import { ParameterPaths } from '../context.ts';
import { equal, type Traced } from '../shapes.ts';
import type { PassState, Step } from '../step.ts';
import type { Conv } from '../types.ts';
import { isBiasedConv, isRelu, type Rule, splitLast } from './rule.ts';

/** conv, then relu if there is one. */
export const convBiasRelu: Rule = {
  allows: state => !state.differentiate && fusedKernel('ConvBiasRelu') !== undefined,
  match(nodes, at) {
    const conv = nodes[at];
    if (!isBiasedConv(conv)) return undefined;
    const paths = new ParameterPaths(conv.path);
    const relu = isRelu(nodes[at + 1]);
    const step: Step = (x, state) => {
      const { kernel, bias } = operands(paths, state);
      return { y: fusedKernel('ConvBiasRelu')!(x as tf.Tensor4D, kernel, bias, conv.layer, relu), back: undefined };
    };
    return { step, length: relu ? 2 : 1 };
  },
};

/** The sum of a branch that ends in a convolution and one other, then relu if there is one: a folded residual block. */
export const convBiasSumRelu: Rule = {
  allows: state => !state.differentiate && fusedKernel('ConvBiasSumRelu') !== undefined,
  match(nodes, at, compile) {
    const sum = nodes[at]!;
    if (sum.layer.op !== 'sum' || sum.children.length !== 2) return undefined;
    if (!sum.children.every(child => equal(child.output, sum.output))) return undefined;
    const own = sum.children.findLast(child => isBiasedConv(splitLast(child).last));
    if (own === undefined) return undefined;
    const { before, last } = splitLast(own);
    const conv = last as Traced<Conv>;
    const paths = new ParameterPaths(conv.path);
    const body = compile(before);
    const other = compile(sum.children.filter(child => child !== own));
    const relu = isRelu(nodes[at + 1]);
    const step: Step = (x, state, needsInputGrad) => {
      const term = other(x, state, needsInputGrad).y as tf.Tensor4D;
      const input = body(x, state, needsInputGrad).y as tf.Tensor4D;
      const { kernel, bias } = operands(paths, state);
      const y = fusedKernel('ConvBiasSumRelu')!(input, kernel, bias, term, conv.layer, relu);
      tf.dispose([term, input]);
      return { y, back: undefined };
    };
    return { step, length: relu ? 2 : 1 };
  },
};

const operands = (paths: ParameterPaths, { variables }: PassState) => ({
  kernel: variables.get(paths.of('kernel')) as tf.Tensor as tf.Tensor4D,
  bias: variables.get(paths.of('bias')) as tf.Tensor as tf.Tensor1D,
});
