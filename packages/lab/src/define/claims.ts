/** Sentences of a paper made testable. */

/** A sentence of the paper about two rows, or two columns of a row: the sign of a − b, or its size. */
export interface Claim {
  readonly kind: 'greater' | 'less' | 'equal';
  readonly a: string;
  /** A row, or a bound. */
  readonly b: string | number;
  readonly column: string;
  /** The column of `b`, where it is another than that of `a`. */
  readonly against?: string;
  /** greater, less: by more than this; equal: to within this. In the column's unit. */
  readonly margin: number;
  readonly sentence: string;
  /** Where the paper says so. */
  readonly source: string;
}

interface Wording {
  readonly sentence: string;
  readonly source: string;
}

/** a > b, by more than `by` (default 0). `b` is a row or a bound. */
export const greater = (
  a: string,
  b: string | number,
  column: string,
  { by = 0, ...wording }: Wording & { by?: number },
): Claim => ({ kind: 'greater', a, b, column, margin: by, ...wording });
/** a < b, by more than `by` (default 0). */
export const less = (
  a: string,
  b: string | number,
  column: string,
  { by = 0, ...wording }: Wording & { by?: number },
): Claim => ({ kind: 'less', a, b, column, margin: by, ...wording });
/** |a − b| < within, in the column's unit. */
export const equal = (
  a: string,
  b: string | number,
  column: string,
  { within, ...wording }: Wording & { within: number },
): Claim => ({ kind: 'equal', a, b, column, margin: within, ...wording });
/** In one row: column a > column b. */
export const greaterInRow = (row: string, a: string, b: string, wording: Wording): Claim => ({
  ...greater(row, row, a, wording),
  against: b,
});
/** Each row greater than the one after it: one claim per neighbouring pair. */
export const ordered = (rows: readonly string[], column: string, wording: Wording): readonly Claim[] =>
  rows.slice(1).map((row, i) => greater(rows[i]!, row, column, wording));
