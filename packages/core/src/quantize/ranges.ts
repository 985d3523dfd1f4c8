/** Which part of what a layer reads is kept when it is stored in 256 steps. */
import { RefoldError } from '../error.ts';
import { MOST, quantizedValue } from '../layers/leaves/quantize.ts';
import type { Quantize } from '../layers/types.ts';
import type { NdArray } from '../ndarray.ts';

/**
 * How the range is chosen: all that was seen ('min-max'); all but the 0.01 % that lie furthest out ('percentile'); the one whose rounded values have
 * the least mean squared error ('mse').
 */
export type RangeChoice = 'min-max' | 'percentile' | 'mse';
/** All of them. */
export const RANGE_CHOICES: readonly RangeChoice[] = ['min-max', 'percentile', 'mse'];

/** Numbers from the smallest to the largest. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Nothing but 0, which every range holds: padding is exact then. */
export const NOTHING: Range = { low: 0, high: 0 };

/**
 * The range that holds these numbers too.
 * @throws RefoldError for numbers that aren't finite
 */
export function widened({ low, high }: Range, { data }: NdArray): Range {
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < low) low = value;
    else if (value > high) high = value;
    else if (Number.isNaN(value))
      throw new RefoldError('quantising: the network makes NaN of some images. Check its parameters.');
  }
  if (high - low < Infinity) return { low, high };
  throw new RefoldError('quantising: the network makes infinite numbers of some images. Check its parameters.');
}

/** The bytes that stand for a range. */
export function quantizerOf({ low, high }: Range): Omit<Quantize, 'op'> {
  const scale = (high - low) / MOST || 1;
  return { scale, zero: Math.round((0 - low) / scale) };
}

const BINS = 4096;

/** How often numbers fall into each of equal parts of a range. */
export interface Histogram {
  readonly range: Range;
  readonly counts: Float64Array;
}

export const emptyHistogram = (range: Range): Histogram => ({ range, counts: new Float64Array(BINS) });

/** Counts numbers, all of which lie in the range. */
export function count({ range: { low, high }, counts }: Histogram, { data }: NdArray): void {
  if (high === low) return;
  const perUnit = BINS / (high - low);
  for (let i = 0; i < data.length; i++) counts[Math.min(BINS - 1, Math.floor((data[i]! - low) * perUnit))]!++;
}

/** Shares of the range that are tried, both ends being drawn towards 0. */
const SHARES = Array.from({ length: 60 }, (_, i) => (i + 1) / 60);
/** The share of numbers that 'percentile' cuts off, at both ends together. */
const CUT_OFF = 1e-4;

/** The range that is kept of these numbers. */
export function chosenRange(histogram: Histogram, choice: RangeChoice): Range {
  const { range } = histogram;
  if (choice === 'min-max' || range.high === range.low) return range;
  const candidates = SHARES.map(share => ({ low: range.low * share, high: range.high * share }));
  if (choice === 'percentile') return candidates.find(candidate => outside(histogram, candidate) <= CUT_OFF) ?? range;
  const errors = candidates.map(candidate => squaredError(histogram, candidate));
  return candidates[errors.indexOf(Math.min(...errors))]!;
}

/** The middle of each bin, with how many numbers are in it. */
function* binsOf({ range: { low, high }, counts }: Histogram): Generator<readonly [value: number, count: number]> {
  const width = (high - low) / BINS;
  for (const [i, count] of counts.entries()) if (count > 0) yield [low + (i + 0.5) * width, count];
}

/** The share of numbers outside a range. */
function outside(histogram: Histogram, { low, high }: Range): number {
  let [out, all] = [0, 0];
  for (const [value, count] of binsOf(histogram)) {
    all += count;
    if (value < low || value > high) out += count;
  }
  return out / all;
}

/** The sum over numbers of (rounded − number)². */
function squaredError(histogram: Histogram, range: Range): number {
  const quantizer = quantizerOf(range);
  let sum = 0;
  for (const [value, count] of binsOf(histogram)) sum += count * (quantizedValue(quantizer, value) - value) ** 2;
  return sum;
}
