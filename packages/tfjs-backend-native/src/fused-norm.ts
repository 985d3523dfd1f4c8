/** Sums of batch norms, forward and backward, and other operations per channel. `x`: [..., c]; vectors: [c]. */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { functions, type Handle } from './addon.ts';
import { channels, floats, NONE, output, sameSize, tensor } from './fused-tensors.ts';
import { backend } from './kernel.ts';
import { padWith as bordered } from './kernels/pad.ts';

interface Functions {
  columnMean(n: number, c: number, x: Handle, mean: Handle): void;
  scaleShift(n: number, c: number, x: Handle, scale: Handle, shift: Handle, relu: boolean, y: Handle): void;
  /** `operands`: x, gamma, beta, eps, mean, variance, inverse of every term; then the others */
  sumNorms(n: number, c: number, relu: boolean, y: Handle, terms: number, others: number, ...operands: number[]): void;
  /** `operands`: x, gamma, beta, mean, inverse, dx, dGamma, dBeta of every term */
  sumNormsGradient(
    n: number,
    c: number,
    dy: Handle,
    y: Handle,
    alone: boolean,
    others: Handle,
    terms: number,
    ...operands: number[]
  ): void;
}

const native = functions<Functions>();

/** One term of a sum of batch norms. */
export interface NormTerm {
  readonly x: Tensor;
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly eps: number;
}

/** The statistics of a batch, per channel. */
export interface NormStatistics {
  readonly mean: Tensor1D;
  /** biased: Σ (x − mean)²/n */
  readonly variance: Tensor1D;
  /** 1/√(variance + ε) */
  readonly inverse: Tensor1D;
}

/** What a norm's backward pass needs from its forward pass. */
export interface NormTermGradient {
  readonly x: Tensor;
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly mean: Tensor1D;
  readonly inverse: Tensor1D;
  /** Whether ∂L/∂x is computed. */
  readonly needsInputGrad: boolean;
}

/** Whether a sum has terms other than norms, and whether their gradient is computed ('wanted') or not ('constant'). */
export type Others = 'none' | 'constant' | 'wanted';

/** The mean over all axes but the last: [c]. */
export function columnMean(x: Tensor): Tensor1D {
  const c = channels(x);
  const mean = output<Tensor1D>([c]);
  native.columnMean(x.size / c, c, floats(x), floats(mean));
  return mean;
}

/** x·scale + shift over the last axis. */
export const scaleShift = (x: Tensor, scale: Tensor1D, shift?: Tensor1D): Tensor => affine(x, scale, shift, false);

/** relu(x·scale + shift) over the last axis. */
export const scaleShiftRelu = (x: Tensor, scale: Tensor1D, shift: Tensor1D): Tensor => affine(x, scale, shift, true);

function affine(x: Tensor, scale: Tensor1D, shift: Tensor1D | undefined, relu: boolean): Tensor {
  const c = channels(x);
  const y = output(x.shape);
  if (x.size === 0) return y;
  native.scaleShift(x.size / c, c, floats(x), floats(scale), shift ? floats(shift) : NONE, relu, floats(y));
  return y;
}

/** x [n, h, w, c] with a border (top, bottom, left, right) of each channel's own value: values [c]. @throws Error for another number of values */
export function padWith(
  x: Tensor4D,
  [top, bottom, left, right]: readonly [number, number, number, number],
  values: Tensor1D,
): Tensor4D {
  if (values.size !== channels(x)) {
    throw new Error(`native: PadWith: expected ${channels(x)} values, one per channel, not ${values.size}`);
  }
  floats(values);
  const paddings = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ] as const;
  return tensor<Tensor4D>(bordered(x, paddings, values));
}

/**
 * relu?(Σₖ γₖ·(xₖ − meanₖ)·inverseₖ + βₖ + Σ others) with the batch's statistics, and these; all terms have one shape.
 * @throws Error for a sum without terms and for terms of different shapes
 */
export function reluSumNorms(
  terms: readonly NormTerm[],
  others: readonly Tensor[],
  relu: boolean,
): { y: Tensor; statistics: readonly NormStatistics[] } {
  const first = terms[0]?.x ?? others[0];
  if (first === undefined) throw new Error('native: ReluSumNorms: a sum of nothing; expected at least one term');
  const c = channels(first);
  const y = output(first.shape);
  const operands: number[] = [];
  const statistics = terms.map(({ x, gamma, beta, eps }) => {
    sameSize('ReluSumNorms', first, x);
    const [mean, variance, inverse] = [output<Tensor1D>([c]), output<Tensor1D>([c]), output<Tensor1D>([c])];
    operands.push(floats(x), floats(gamma), floats(beta), eps, floats(mean), floats(variance), floats(inverse));
    return { mean, variance, inverse };
  });
  sameSize('ReluSumNorms', first, ...others);
  for (const other of others) operands.push(floats(other));
  native.sumNorms(first.size / c, c, relu, floats(y), terms.length, others.length, ...operands);
  return { y, statistics };
}

/**
 * The gradients of `reluSumNorms` with respect to its operands, through the statistics too. The result's `others` is ∂L/∂other, equal for all
 * of them: dy where y > 0.
 * @param y the output of `reluSumNorms` if it had a ReLU, else undefined
 */
export function reluSumNormsGradient(
  dy: Tensor,
  y: Tensor | undefined,
  terms: readonly NormTermGradient[],
  others: Others,
): { terms: readonly { dx?: Tensor; dGamma: Tensor1D; dBeta: Tensor1D }[]; others?: Tensor } {
  const c = channels(dy);
  if (y) sameSize('ReluSumNormsGradient', dy, y);
  const operands: number[] = [];
  const gradients = terms.map(({ x, gamma, beta, mean, inverse, needsInputGrad }) => {
    sameSize('ReluSumNormsGradient', dy, x);
    const [dGamma, dBeta] = [output<Tensor1D>([c]), output<Tensor1D>([c])];
    const dx = needsInputGrad ? output(x.shape) : undefined;
    const results = [dx ? floats(dx) : NONE, floats(dGamma), floats(dBeta)];
    operands.push(floats(x), floats(gamma), floats(beta), floats(mean), floats(inverse), ...results);
    return dx ? { dx, dGamma, dBeta } : { dGamma, dBeta };
  });
  // Without a ReLU the others' gradient is dy itself.
  const masked = others === 'wanted' && y ? output(dy.shape) : undefined;
  native.sumNormsGradient(
    dy.size / c,
    c,
    floats(dy),
    y ? floats(y) : NONE,
    others === 'none',
    masked ? floats(masked) : NONE,
    terms.length,
    ...operands,
  );
  if (others !== 'wanted') return { terms: gradients };
  return { terms: gradients, others: masked ?? tensor(backend.share(dy)) };
}
