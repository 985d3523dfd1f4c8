import type * as TF from '@tensorflow/tfjs-core';
import { RefoldError } from '../../error.ts';
import type { NdArray } from '../../ndarray.ts';
import { isUnpadded, type Padding } from '../../shape.ts';
import { mapped, view } from './channels.ts';
import type { LeafDefinition } from './definition.ts';
import { type Evaluated, evaluated, type LeafContext } from './evaluation.ts';
import { number, record, sides } from './fields.ts';
import { label } from './label.ts';
import type { LeafNode } from './node.ts';
import { constant } from './parameters.ts';
import { grown, mapOf } from './windows.ts';

/**
 * Batch normalisation (Ioffe and Szegedy 2015): y = γ·(x − μ)/√(σ² + ε) + β over the last axis. Training uses the batch's
 * mean and biased variance, and moves the running ones (variance: the unbiased estimate, as PyTorch does).
 */
export interface BatchNorm {
  readonly op: 'batchNorm';
  /** Above 0, a channel without spread gives β. At 0 it has no value: NaN, and folding refuses it. */
  readonly eps: number;
  /** Weight of a new batch in the running statistics: running ← (1−m)·running + m·batch (PyTorch's sense). */
  readonly momentum: number;
  /** Norm-then-pad: the output grows by this border, filled with what the norm makes of zero, β − μγ/√(σ²+ε) of the running statistics (DBB). */
  readonly border?: Padding;
  readonly init?: { readonly gamma?: number; readonly beta?: number };
}

/** Uses the batch's statistics in training, the running ones at inference. */
export const batchNorm: LeafDefinition<BatchNorm, true> = {
  fields: { needs: { eps: number, momentum: number }, may: { border: sides, init: record } },
  output: (leaf, input, fail) => (leaf.border === undefined ? input : grown(mapOf(leaf, input, fail), leaf.border)),
  parameters: (leaf, input) => {
    const channels = input.at(-1)!;
    return [
      constant('gamma', channels, leaf.init?.gamma ?? 1),
      constant('beta', channels, leaf.init?.beta ?? 0),
      { ...constant('mean', channels, 0), trainable: false },
      { ...constant('variance', channels, 1), trainable: false },
    ];
  },
  kernelUses: () => 0,
  passesOn: false,
  linear: true,
  channels: {
    flow: () => ({ kind: 'kept', along: 'last axis' }),
    fixed: () => undefined,
    views: ({ output }) => {
      const own = view([output.at(-1)!], [0, 'output']);
      return { gamma: own, beta: own, mean: own, variance: own };
    },
    narrowed: ({ layer }) => layer,
    /** A border holds what the norm makes of zero. */
    constants: ({ node, values, param }) => {
      const { factor, shift } = runningAffine(node, param);
      const { border } = node.layer;
      const hasBorder = border !== undefined && !isUnpadded(border);
      return mapped(values, (value, channel) => {
        const slope = factor[channel]! * value;
        return hasBorder && slope !== 0 ? undefined : slope + shift[channel]!;
      });
    },
  },
  label: () => label('norm', 'batch norm'),
  evaluate: tensors => {
    const { tf, channelMean, channelSum, scaleShift, rows, borderOf, moveStatistics, padWith, runningLine } = tensors;
    const { withoutBorder } = tensors;

    function withBatchStatistics(leaf: BatchNorm, x: TF.Tensor, context: LeafContext): Evaluated {
      const gamma = context.param<TF.Tensor1D>('gamma');
      const mean = channelMean(x);
      const centred = scaleShift(x, tf.onesLike(mean), tf.neg(mean));
      const variance = channelMean(tf.square(centred));
      const inverse: TF.Tensor1D = tf.rsqrt(tf.add(variance, leaf.eps));
      const n = rows(x);
      moveStatistics(leaf, context, { mean, variance }, x);
      const y = scaleShift(centred, tf.mul(gamma, inverse), context.param('beta'));

      return evaluated(y, [centred, inverse], (dy, [centred, inverse]) => {
        const meanDy = channelMean(dy);
        const meanDyCentred = channelMean(tf.mul(dy, centred));
        context.gradient('beta', tf.mul(meanDy, n));
        context.gradient('gamma', tf.mul(tf.mul(meanDyCentred, inverse), n));
        if (!context.needsInputGrad) return undefined;
        // dx = γ/σ·(dy − mean(dy) − (x−μ)/σ²·mean(dy·(x−μ)))
        const slope: TF.Tensor1D = tf.mul(gamma, inverse);
        const correction: TF.Tensor1D = tf.neg(tf.mul(tf.mul(slope, tf.square(inverse)), meanDyCentred));
        return tf.add(scaleShift(dy, slope, tf.neg(tf.mul(slope, meanDy))), scaleShift(centred, correction));
      });
    }

    function withRunningStatistics(leaf: BatchNorm, x: TF.Tensor, context: LeafContext): Evaluated {
      const line = runningLine(leaf, context);
      return evaluated(scaleShift(x, line.slope, line.offset), [x], (dy, [x]) => {
        const { slope, inverse } = runningLine(leaf, context);
        const centred = scaleShift(x, tf.onesLike(slope), tf.neg(context.param('mean')));
        context.gradient('beta', channelSum(dy));
        context.gradient('gamma', tf.mul(channelSum(tf.mul(dy, centred)), inverse));
        return context.needsInputGrad ? scaleShift(dy, slope) : undefined;
      });
    }

    /** Norm-then-pad: a border of what the norm makes of zero by its running statistics, differentiable in γ and β. */
    function bordered(leaf: BatchNorm, border: Padding, inner: Evaluated, context: LeafContext): Evaluated {
      const { offset, slope } = borderOf(leaf, context);
      const y = padWith(inner.y as TF.Tensor4D, border, offset);

      return evaluated(y, [slope, ...inner.saved], (dy, [slope, ...saved]) => {
        const within = withoutBorder(dy as TF.Tensor4D, border);
        const dBorder = tf.sub(channelSum(dy), channelSum(within));
        context.gradient('beta', dBorder);
        context.gradient('gamma', tf.mul(dBorder, slope!));
        return inner.backward(within, saved);
      });
    }

    return (leaf, x, context) => {
      const inner = context.training ? withBatchStatistics(leaf, x, context) : withRunningStatistics(leaf, x, context);
      return leaf.border === undefined ? inner : bordered(leaf, leaf.border, inner, context);
    };
  },
};

/** The norm at inference as a line per channel, y = factor·x + shift, in float64. */
export interface RunningAffine {
  readonly factor: Float64Array;
  readonly shift: Float64Array;
}

/**
 * t = γ/√(σ² + ε) and β − μ·t from the running statistics.
 * @throws RefoldError naming the norm when a running variance is not a number above −ε
 */
export function runningAffine(
  { layer, path, input }: Pick<LeafNode<BatchNorm>, 'layer' | 'path' | 'input'>,
  param: (name: string) => NdArray,
): RunningAffine {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'mean', 'variance'].map(name => param(name).data);
  const channels = input.at(-1)!;
  const [factor, shift] = [new Float64Array(channels), new Float64Array(channels)];
  for (let c = 0; c < channels; c++) {
    const spread = variance![c]! + layer.eps;
    if (!(spread > 0)) {
      throw new RefoldError(`${path}: running variance ${variance![c]} of channel ${c} is not a variance`);
    }
    factor[c] = gamma![c]! / Math.sqrt(spread);
    shift[c] = beta![c]! - mean![c]! * factor[c]!;
  }
  return { factor, shift };
}
