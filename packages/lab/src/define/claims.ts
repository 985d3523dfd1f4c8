/** Sentences of a paper made testable. */

/** Whose sentence it is. */
export type Claimant = 'paper' | 'readers' | 'us';

/** How large a sentence says that a difference is: '2.66 times', '1.8 points'. */
export type Size =
  /** a ÷ b. */
  | { readonly times: number }
  /** |a − b|, in the column's unit. */
  | { readonly points: number };

/** A sentence about two rows, or two columns of a row: the sign of a − b, or its size. */
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
  /** greater, less: the size in the sentence, where it names one. What reaches the direction alone holds in direction. */
  readonly size?: Size;
  readonly sentence: string;
  /** Where it stands. */
  readonly source: string;
  readonly claimant: Claimant;
}

interface Wording {
  readonly sentence: string;
  readonly source: string;
  /** Default: the paper. */
  readonly claimant?: Claimant;
}
interface Amount {
  /** Default 0. */
  readonly by?: number;
  readonly size?: Size;
}

/** a > b, by more than `by`; of the `size` that the sentence names. `b` is a row or a bound. */
export const greater = (a: string, b: string | number, column: string, wording: Wording & Amount): Claim =>
  unequal('greater', a, b, column, wording);
/** a < b, by more than `by`; of the `size` that the sentence names (`times` is below 1). */
export const less = (a: string, b: string | number, column: string, wording: Wording & Amount): Claim =>
  unequal('less', a, b, column, wording);
/** |a − b| < within, in the column's unit. */
export const equal = (
  a: string,
  b: string | number,
  column: string,
  { within, claimant = 'paper', ...wording }: Wording & { within: number },
): Claim => ({ kind: 'equal', a, b, column, margin: within, claimant, ...wording });
/** In one row: column a > column b. */
export const greaterInRow = (row: string, a: string, b: string, wording: Wording): Claim => ({
  ...greater(row, row, a, wording),
  against: b,
});
/** In one row: |column a − column b| < within. */
export const equalInRow = (row: string, a: string, b: string, wording: Wording & { within: number }): Claim => ({
  ...equal(row, row, a, wording),
  against: b,
});
/** Each row greater than the one after it: one claim per neighbouring pair, with a sentence of its own, of which the pair decides. */
export const ordered = (
  rows: readonly string[],
  column: string,
  { sentence, ...wording }: Omit<Wording, 'sentence'> & { readonly sentence: (a: string, b: string) => string },
): readonly Claim[] =>
  rows.slice(1).map((b, i) => greater(rows[i]!, b, column, { ...wording, sentence: sentence(rows[i]!, b) }));

const unequal = (
  kind: Claim['kind'],
  a: string,
  b: string | number,
  column: string,
  { by = 0, claimant = 'paper', ...wording }: Wording & Amount,
): Claim => ({ kind, a, b, column, margin: by, claimant, ...wording });
