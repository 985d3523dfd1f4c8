/** A norm at inference, a learnt scale, or fixed numbers, as y = factor·x + shift per channel. */
import { runningAffine } from '../layers/leaves/batch-norm.ts';
import type { BatchNorm, Affine as FixedAffine, Scale } from '../layers/types.ts';
import { is, type Term } from './term.ts';

/** y = factor·x + shift, per channel. */
export interface Affine {
  readonly factor: Float64Array;
  /** Absent where it is zero by nature: a scale has none. */
  readonly shift?: Float64Array;
}

/** What is so. */
export type AffineLeaf = BatchNorm | Scale | FixedAffine;

/** Whether a term is one. */
export const isAffine = (term: Term): term is Term<AffineLeaf> =>
  is(term, 'batchNorm') || is(term, 'scale') || is(term, 'affine');

/** Whether a term adds to what it is given. */
export const shifts = (term: Term): boolean => is(term, 'batchNorm') || (is(term, 'affine') && term.layer.offset !== 0);

/**
 * A norm's t = γ/√(σ² + ε) and β − μ·t from the running statistics, a scale's factors, or the fixed numbers for each channel.
 * @throws RefoldError naming the norm when a running variance is not a number above −ε
 */
export function affineOf(term: Term<AffineLeaf>): Affine {
  if (is(term, 'batchNorm')) return runningAffine(term, name => term.arrays[name]!);
  if (is(term, 'affine')) {
    const all = (value: number) => new Float64Array(term.input.at(-1)!).fill(value);
    const { factor, offset } = term.layer;
    return { factor: all(factor), ...(shifts(term) && { shift: all(offset) }) };
  }
  const { data } = (term as Term<Scale>).arrays.factor!;
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
