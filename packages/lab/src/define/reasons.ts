/** Guesses about claims that don't hold. */

/**
 * Why we think that claims of a table don't hold here, and what would tell. Shown only while they don't. `npm test` says so where a reason is
 * about no claim any more.
 */
export interface Reason {
  /** 'table-4' */
  readonly table: string;
  /** Of the claims as claims.csv names them, or several patterns; `*` stands for anything. */
  readonly claim: string | readonly string[];
  /** A guess that the code, the deviations or the CSV files give grounds for: a phrase without a stop. */
  readonly reason: string;
  /** The experiment that would tell, a phrase without a stop: what to change, and what should come of it. */
  readonly experiment: string;
}
