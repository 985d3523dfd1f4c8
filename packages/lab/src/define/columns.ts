/** The kinds of columns: how a value is judged, and where rows that have no cell of their own take it from. */
import type { CostName, Costs } from './model.ts';

export type Better = 'higher' | 'lower';
/** How the paper shortens a number to the digits that it prints. */
export type Rounding = 'round' | 'truncate';
/** What a printed 1 stands for: 'M' prints 8,309,384 as 8.30. */
export type Unit = '' | 'K' | 'M' | 'G' | 'T' | '%' | 'ms' | 'MiB' | (string & {});

interface ColumnBase {
  /** Heading in the drawn table; default: the column's key. */
  readonly heading?: string;
  readonly unit: Unit;
  /** Name of this column in the file of printed values; default: the column's key. */
  readonly printed?: string;
  /** Digits after the point of values that the paper doesn't print; printed ones keep the paper's. */
  readonly digits?: number;
  /** Name of the metric, among those that a row's `train` or `measure` gives. */
  readonly metric?: string;
  /** The value of a row that has a `model`: one of its counts ('folded.params'), or what is made of them. */
  readonly of?: CostName | ((costs: Costs) => number);
}
/** Must equal the printed value to its printed precision: `match` or `mismatch`. */
export interface ExactColumn extends ColumnBase {
  readonly kind: 'exact';
  readonly rounding: Rounding;
}
/**
 * Measured against the row `to` in the same run: both ratios are row ÷ reference. `not comparable` with the paper's, which is of another
 * machine; where that makes no difference `close` within `tolerance` (relative), else `differs`.
 */
export interface RatioColumn extends ColumnBase {
  readonly kind: 'ratio';
  readonly to: string;
  readonly better: Better;
  /** 'rate' is work per second, 'time' is seconds per pass. */
  readonly quantity: 'rate' | 'time';
  readonly tolerance: number;
  /** Whether it is the same on every machine, at every batch and image size: a ratio of memory, say. */
  readonly comparable: boolean;
  /** What a row's `bench` is timed at. */
  readonly mode: 'inference' | 'train';
  /** Whether what a row's `bench` names is folded before it is timed; the row may say otherwise. */
  readonly fold: boolean;
}
/** The mean of a trained metric over seeds. `close` within `tolerance` (in the column's unit), else `differs`; `not comparable` under other conditions. */
export interface ScoreColumn extends ColumnBase {
  readonly kind: 'score';
  readonly better: Better;
  readonly tolerance: number;
}
/** A value of ours that the paper doesn't print: shown, not judged. */
export interface MeasuredColumn extends ColumnBase {
  readonly kind: 'measured';
}

/** What a column shows, and how its cells are judged against the paper’s. */
export type Column = ExactColumn | RatioColumn | ScoreColumn | MeasuredColumn;

type Options<C> = Partial<Omit<C, 'kind'>>;

/** A value that must equal the printed one to its printed precision. Strings are compared as they stand. */
export const exact = (options: Options<ExactColumn> = {}): ExactColumn => ({
  unit: '',
  rounding: 'round',
  ...options,
  kind: 'exact',
});
/** A speed or a time, measured against row `to` in the same run; `tolerance` is relative, default 10 %. Not `comparable` by default. */
export const ratio = (options: Options<RatioColumn> & { readonly to: string }): RatioColumn => ({
  unit: '×',
  better: 'higher',
  quantity: 'rate',
  tolerance: 0.1,
  comparable: false,
  digits: 2,
  mode: 'inference',
  fold: false,
  ...options,
  kind: 'ratio',
});
/** A trained metric, its mean over seeds; `tolerance` is in the column's unit, default 0.3. */
export const score = (options: Options<ScoreColumn> = {}): ScoreColumn => ({
  unit: '%',
  better: 'higher',
  tolerance: 0.3,
  digits: 2,
  ...options,
  kind: 'score',
});
/** A value of ours that the paper doesn't print. */
export const measured = (options: Options<MeasuredColumn> & { readonly unit: Unit }): MeasuredColumn => ({
  ...options,
  kind: 'measured',
});
