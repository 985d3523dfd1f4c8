/** Figures as papers print them: scaled to a unit, cut to a number of digits. */
import type { Rounding, Unit } from '../define/columns.ts';

/** What one of a unit is in base units: counts, fractions, seconds, bytes. A unit that isn't listed is a base unit. */
const SIZES: Readonly<Record<string, number>> = {
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  '%': 0.01,
  ms: 1e-3,
  MiB: 2 ** 20,
};

/** A raw figure in a column's unit: 8309384 is 8.309384 M, 0.7241 is 72.41 %. */
export const inUnit = (raw: number, unit: Unit): number => raw / (SIZES[unit] ?? 1);

/** Digits after the point of a printed decimal number; undefined for what isn't one ('1-2-4-14-1', '2 x 64a'). */
export function printedDigits(text: string): number | undefined {
  const match = /^[-+]?\d+(?:\.(\d+))?$/.exec(text.trim());
  return match ? (match[1]?.length ?? 0) : undefined;
}

/**
 * `value` with `digits` after the point, rounded half away from zero or truncated. What lies beyond 15 significant digits is
 * binary noise (1.005 · 100 is 100.49999999999999) and is dropped first; counts up to 10¹⁴ keep every digit.
 */
export function shorten(value: number, digits: number, rounding: Rounding): string {
  if (!Number.isFinite(value)) return String(value);
  const scaled = Number((Math.abs(value) * 10 ** digits).toPrecision(15));
  const whole = rounding === 'truncate' ? Math.trunc(scaled) : Math.round(scaled);
  const sign = value < 0 && whole > 0 ? -1 : 1;
  return ((sign * whole) / 10 ** digits).toFixed(digits);
}

/** `value` with the digits asked for, or else with `significant` digits and no trailing zeros. */
export const show = (value: number, digits: number | undefined, significant = 4): string =>
  digits === undefined ? String(Number(value.toPrecision(significant))) : shorten(value, digits, 'round');

/** `value` with four significant digits, or with as many as keep it on its side of each bound: 0.04996, not 0.05, where the bound is 0.05. */
export function showBeside(value: number, bounds: readonly number[]): string {
  const sides = (number: number) => bounds.map(bound => Math.sign(number - bound)).join();
  const texts = Array.from({ length: 14 }, (_, i) => show(value, undefined, 4 + i));
  return texts.find(text => sides(Number(text)) === sides(value)) ?? String(value);
}

export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1); NaN for one value. */
  readonly std: number;
}

export function summarize(values: readonly number[]): Summary {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const std = n > 1 ? Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)) : Number.NaN;
  return { n, mean, std };
}

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
