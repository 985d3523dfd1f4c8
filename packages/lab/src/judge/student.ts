/** Student's t: how sure a mean of few samples is. */
import jstat from 'jstat';
import { summarize } from './numbers.ts';

const { studentt } = jstat.jStat;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A mean, or a difference of two, and what Student's t says of it. */
export interface Estimate {
  /** Samples, or pairs of samples. */
  readonly n: number;
  readonly value: number;
  /** Of the value. 0: the figure is the same every time; NaN: it was seen once, and nothing is known of its spread. */
  readonly standardError: number;
  /** Degrees of freedom. */
  readonly freedom: number;
  /** Value over standard deviation (Cohen's d; of paired differences, d_z); NaN when there is no spread to compare with. */
  readonly effect: number;
}

/** The mean of samples, or of paired differences. */
export function meanOf(samples: readonly number[]): Estimate {
  const { n, mean, std } = summarize(samples);
  const spread = spreadOf(std, mean);
  return { n, value: mean, standardError: spread / Math.sqrt(n), freedom: n - 1, effect: effectOf(mean, spread) };
}

/** The difference of two means whose samples aren't paired and may differ in spread (Welch 1947). */
export function differenceOf(a: readonly number[], b: readonly number[]): Estimate {
  const [x, y] = [summarize(a), summarize(b)];
  const value = x.mean - y.mean;
  const [ofX, ofY] = [x.std ** 2 / x.n, y.std ** 2 / y.n];
  const standardError = spreadOf(Math.sqrt(ofX + ofY), value);
  const freedom = (ofX + ofY) ** 2 / (ofX ** 2 / (x.n - 1) + ofY ** 2 / (y.n - 1));
  const pooled = Math.sqrt(((x.n - 1) * x.std ** 2 + (y.n - 1) * y.std ** 2) / (x.n + y.n - 2));
  return { n: x.n, value, standardError, freedom, effect: effectOf(value, spreadOf(pooled, value)) };
}

/** A figure that is the same every time: a count. */
export const certain = (value: number): Estimate => ({
  n: 1,
  value,
  standardError: 0,
  freedom: Number.NaN,
  effect: Number.NaN,
});

/** The interval that covers the true value in `level` of all cases, if samples are normal. NaN where one sample says nothing of it. */
export function interval({ value, standardError, freedom }: Estimate, level: number): Interval {
  if (standardError === 0) return { low: value, high: value };
  if (Number.isNaN(standardError)) return { low: Number.NaN, high: Number.NaN };
  const reach = studentt.inv((1 + level) / 2, freedom) * standardError;
  return { low: value - reach, high: value + reach };
}

/**
 * The largest level whose interval doesn't reach a bound, as its complement to 1: a two-sided p-value. For a figure that is the same every time
 * 1 at that figure, else 0; NaN where nothing is known.
 */
export function pValue({ value, standardError, freedom }: Estimate, bound: number): number {
  if (standardError === 0) return value === bound ? 1 : 0;
  if (Number.isNaN(standardError)) return Number.NaN;
  return 2 * studentt.cdf(-Math.abs(value - bound) / standardError, freedom);
}

/**
 * p-values of a family of claims, each as if it were judged alone, corrected so that all verdicts at a level are right together with the
 * confidence that one of them would have (Holm 1979). NaN, which stands for what wasn't judged, stays.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const judged = [...pValues.entries()].filter(([, p]) => !Number.isNaN(p)).sort(([, p], [, q]) => p - q);
  const corrected = [...pValues];
  let least = 0;
  for (const [rank, [i, p]] of judged.entries()) {
    least = Math.max(least, Math.min(1, (judged.length - rank) * p));
    corrected[i] = least;
  }
  return corrected;
}

/** A deviation, or 0 where it is the rounding of equal figures. */
const spreadOf = (std: number, mean: number): number => (std <= 1e-9 * Math.abs(mean) ? 0 : std);

const effectOf = (value: number, spread: number): number => (spread > 0 ? value / spread : Number.NaN);
