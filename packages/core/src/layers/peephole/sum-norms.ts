/**
 * Training: a batch norm, or a sum of branches some of which end in one, then relu if there is one, as a single step: a
 * convolution's norm and ReLU, a residual block's end, a RepVGG block. Normalised maps are never stored; the backward
 * pass needs the norms' inputs and, for the ReLU, the output.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type FusedKernelName, fusedKernel } from '../../backend/fused.ts';
import { ParameterPaths, PassContext } from '../context.ts';
import { ownsParameters } from '../parameters.ts';
import { equal, type Link, type Traced } from '../shapes.ts';
import { adopt, type Back, keep, type PassState, release, type Step } from '../step.ts';
import { moveStatistics } from '../tensors/norm.ts';
import { share } from '../tensors/share.ts';
import type { BatchNorm } from '../types.ts';
import { KERNELS as LESS_BORDER_KERNELS, lessBorder, type ShiftedStep } from './bordered-conv.ts';
import { type Compile, isRelu, type Rule, splitLast } from './rule.ts';

const KERNELS = ['ReluSumNorms', 'ReluSumNormsGradient'] as const;

/** @param special the step of what comes before a branch's norm, where it has one of its own */
const ruleOf = (
  kernels: readonly FusedKernelName[],
  special: (before: readonly Link[], compile: Compile) => ShiftedStep | undefined,
): Rule => ({
  allows: state => state.training && kernels.every(name => fusedKernel(name) !== undefined),
  match(nodes, at, compile) {
    const branches = branchesOf(nodes[at]!);
    const norms = branches.filter(endsInNorm);
    if (norms.length === 0) return undefined;
    const others = branches.filter(branch => !endsInNorm(branch));
    const relu = isRelu(nodes[at + 1]);
    const step = sumNormsStep(
      norms.map(branch => {
        const { before, last } = splitLast(branch);
        const { layer, path } = last as Traced<BatchNorm>;
        return {
          step: special(before, compile) ?? compile(before),
          learns: before.some(ownsParameters),
          bare: before.length === 0,
          leaf: layer,
          paths: new ParameterPaths(path),
        };
      }),
      others.map(branch => compiled([branch], compile)),
      relu,
    );
    return { step, length: relu ? 2 : 1 };
  },
});

/** A sum whose terms end in batch norms, or one norm, then relu if there is one. */
export const sumNorms: Rule = ruleOf(KERNELS, () => undefined);

/** The same, where convolutions before the norms read no borders. */
export const sumNormsLessBorders: Rule = ruleOf([...KERNELS, ...LESS_BORDER_KERNELS], lessBorder);

/** A norm is a sum of one. Terms that are broadcast are left to the sum itself. */
function branchesOf(node: Traced): readonly Traced[] {
  if (node.layer.op !== 'sum') return [node];
  return node.children.every(child => equal(child.output, node.output)) ? node.children : [];
}

function endsInNorm(node: Traced): boolean {
  const { last } = splitLast(node);
  return last?.layer.op === 'batchNorm' && last.layer.border === undefined;
}

interface Branch {
  readonly step: Step;
  /** Whether the branch has parameters, so that ∂L/∂output is wanted even where ∂L/∂x is not. */
  readonly learns: boolean;
}
interface NormBranch extends Branch {
  readonly step: ShiftedStep;
  /** Whether nothing comes before the norm. */
  readonly bare: boolean;
  /** What follows `step`. */
  readonly leaf: BatchNorm;
  readonly paths: ParameterPaths;
}

const compiled = (nodes: readonly Traced[], compile: Compile): Branch => ({
  step: compile(nodes),
  learns: nodes.some(ownsParameters),
});

function sumNormsStep(norms: readonly NormBranch[], others: readonly Branch[], relu: boolean): Step {
  // On the way back bare norms go first: convolutions can add to what is there, a bare norm's gradient takes a pass to add.
  const order = norms.map((_, k) => k).sort((a, b) => Number(norms[b]!.bare) - Number(norms[a]!.bare));
  return (x, state, needsInputGrad) => {
    const terms = norms.map(branch => evaluateTerm(branch, x, state, needsInputGrad));
    const added = others.map(({ step }) => step(x, state, needsInputGrad));
    const outputs = added.map(({ y }) => y);
    const { y, statistics } = fusedKernel('ReluSumNorms')!(terms, outputs, relu);
    for (const [k, { leaf, context, x, shift }] of terms.entries()) {
      const { mean, variance } = statistics[k]!;
      const whole = shift ? tf.add<tf.Tensor1D>(mean, shift) : mean;
      moveStatistics(leaf, context, { mean: whole, variance }, x);
      if (shift) tf.dispose([shift, whole]);
    }
    for (const output of outputs) output.dispose();
    for (const { variance } of statistics) variance.dispose();
    const saved = terms.flatMap(({ x }, k) => [x, statistics[k]!.mean, statistics[k]!.inverse]);
    if (!state.differentiate) {
      for (const tensor of saved) tensor.dispose();
      return { y, back: undefined };
    }
    for (const tensor of saved) adopt(state, tensor);
    const output = relu ? keep(state, y) : undefined;
    if (output) saved.push(output);
    const backs = added.filter((_, i) => needsInputGrad || others[i]!.learns).map(({ back }) => back!);
    const kind = added.length === 0 ? 'none' : backs.length > 0 ? 'wanted' : 'constant';
    return {
      y,
      back(dy, others) {
        const operands = terms.map((term, k) => ({ ...term, ...statistics[k]! }));
        const gradients = fusedKernel('ReluSumNormsGradient')!(dy, output, operands, kind);
        release(state, saved);
        dy.dispose();
        let total = gradients.others ? throughAll(backs, gradients.others, others) : others;
        for (const k of order) {
          const { dx, dGamma, dBeta } = gradients.terms[k]!;
          const { context, back } = terms[k]!;
          context.gradient('gamma', dGamma);
          context.gradient('beta', dBeta);
          if (dx) total = back!(dx, total);
        }
        return total;
      },
    };
  };
}

/** A norm's operands in one pass, and the way back through the branch that it ends. */
function evaluateTerm(
  { step, leaf, paths, learns }: NormBranch,
  x: tf.Tensor,
  state: PassState,
  needsInputGrad: boolean,
) {
  const { y, back, shift } = step(x, state, needsInputGrad);
  const context = new PassContext(state, paths, needsInputGrad || learns);
  const [gamma, beta] = [context.param<tf.Tensor1D>('gamma'), context.param<tf.Tensor1D>('beta')];
  return { x: y, gamma, beta, eps: leaf.eps, needsInputGrad: context.needsInputGrad, leaf, context, back, shift };
}

/** ∂L/∂x through branches whose outputs all have the same gradient, added to a total if there is one. Consumes both. */
function throughAll(backs: readonly Back[], gradient: tf.Tensor, total: tf.Tensor | undefined): tf.Tensor | undefined {
  return backs.reduce((sum, back, i) => back(i === backs.length - 1 ? gradient : share(gradient), sum), total);
}
