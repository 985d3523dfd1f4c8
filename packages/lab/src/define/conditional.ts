/** What runs at some scales only, once its data is there, or not at all. */
import type { Scale } from './scales.ts';

/** `of` at the scales named, `not run` at the others, with the command that runs it at the first of them. */
export interface Scaled<T> {
  readonly kind: 'onlyAt';
  readonly scales: readonly Scale[];
  readonly of: T;
  readonly reason: string;
}
/** `of` once the dataset of its settings is in the data folder; till then `not run`, with the command that fetches it. */
export interface Fetched<T> {
  readonly kind: 'ifFetched';
  readonly of: T;
}

/** What isn’t run at all. */
export interface NotRunCell {
  readonly kind: 'notRun';
  readonly reason: string;
  /** What would run it. */
  readonly command?: string;
}

/** A value that the paper takes from elsewhere: another method's, as its own authors print it. Nothing is to be run. */
export interface QuotedCell {
  readonly kind: 'quoted';
}

/** `T`, or `T` under a condition, or what stands in its place where there is none. */
export type Conditional<T> = T | Scaled<T> | Fetched<T> | NotRunCell | QuotedCell;

/** What isn't run, and why. */
export const notRun = (reason: string, command?: string): NotRunCell => ({
  kind: 'notRun',
  reason,
  ...(command !== undefined && { command }),
});

/** `of` (a cell, or a row's `train`, `measure` or `bench`) at the scales named; at others `not run` for `reason` ("needs ImageNet"), with the command that runs it. */
export const onlyAt = <T>(scales: readonly [Scale, ...Scale[]], of: T, reason: string): Scaled<T> => ({
  kind: 'onlyAt',
  scales,
  of,
  reason,
});

/** `of` at every scale but smoke, for what is too large to build, fold or time there. */
export const aboveSmoke = <T>(of: T, reason = 'too large for smoke'): Scaled<T> =>
  onlyAt(['quick', 'standard', 'paper'], of, reason);

/** `of` at --scale paper, the only one that trains on ImageNet. */
export const needsImageNet = <T>(of: T): Scaled<T> => onlyAt(['paper'], of, 'needs ImageNet');

/** `of` if its dataset is in the data folder already; a dataset that may be out of reach then stops no other row. */
export const ifFetched = <T>(of: T): Fetched<T> => ({ kind: 'ifFetched', of });

/** The same conditions on what `make` makes of it. */
export function mapped<F extends (...args: never[]) => unknown, U>(
  given: Conditional<F>,
  make: (of: F) => U,
): Conditional<U> {
  if (typeof given === 'function') return make(given);
  return 'of' in given ? { ...given, of: make(given.of) } : given;
}
