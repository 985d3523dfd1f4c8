/** A norm at inference, or a learnt scale, as y = factor·x + shift per channel. */
import { runningAffine } from '../layers/leaves/batch-norm.ts';
import type { BatchNorm, Scale } from '../layers/types.ts';
import { is, type Term } from './term.ts';

/** y = factor·x + shift, per channel. */
export interface Affine {
  readonly factor: Float64Array;
  /** Absent where it is zero by nature: a scale has none. */
  readonly shift?: Float64Array;
}

/** Whether a term is a norm or a scale. */
export const isAffine = (term: Term): term is Term<BatchNorm | Scale> => is(term, 'batchNorm') || is(term, 'scale');

/**
 * A norm's t = γ/√(σ² + ε) and β − μ·t from the running statistics, or a scale's factors.
 * @throws RefoldError naming the norm when a running variance is not a number above −ε
 */
export function affineOf(term: Term<BatchNorm | Scale>): Affine {
  if (is(term, 'batchNorm')) return runningAffine(term, name => term.arrays[name]!);
  const { data } = term.arrays.factor!;
  return { factor: Float64Array.from({ length: term.input.at(-1)! }, (_, c) => data[c % data.length]!) };
}

/** `values`, whose fastest axis is the channels `factor` runs over, times the factor. */
export function scaleChannels(values: ArrayLike<number>, factor: Float64Array): Float64Array {
  const scaled = new Float64Array(values.length);
  const channels = factor.length;
  for (let start = 0; start < scaled.length; start += channels) {
    for (let c = 0; c < channels; c++) scaled[start + c] = values[start + c]! * factor[c]!;
  }
  return scaled;
}

/**
 * The bias b·t + shift, over channels or over positions × channels; `bias` absent is zero, and so may the result be.
 */
export function shiftedBias(bias: ArrayLike<number> | undefined, { factor, shift }: Affine): Float64Array | undefined {
  if (bias === undefined) return shift;
  const result = scaleChannels(bias, factor);
  if (shift) for (let i = 0; i < result.length; i++) result[i]! += shift[i % shift.length]!;
  return result;
}
