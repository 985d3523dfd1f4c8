/** Summaries of repeated timings. Ratios are skewed and timings have outliers, hence medians and quartiles. */
import { median } from '../../packages/lab/src/judge/numbers.ts';

export interface Spread {
  readonly n: number;
  readonly median: number;
  /** First and third quartile. */
  readonly q1: number;
  readonly q3: number;
}

/** Returns the median and quartiles of at least one value. */
export const spreadOf = (values: readonly number[]): Spread => ({
  n: values.length,
  median: median(values),
  q1: quantile(values, 0.25),
  q3: quantile(values, 0.75),
});

/** Returns the q-quantile, linear between neighbours (Hyndman and Fan 1996, definition 7, as in NumPy and R). */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.ceil(at)]!];
  return low + (at - below) * (high - low);
}

/** Returns the slope of the least-squares line through (log x, log y): 1 if y is proportional to x. Needs two different x. */
export function logSlope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (pick: (p: { x: number; y: number }) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [centreX, centreY] = [mean(p => Math.log(p.x)), mean(p => Math.log(p.y))];
  const covariance = mean(p => (Math.log(p.x) - centreX) * (Math.log(p.y) - centreY));
  return covariance / mean(p => (Math.log(p.x) - centreX) ** 2);
}
