/** What more seeds would tell of a claim that so many have left undecided. */
import jstat from 'jstat';
import type { Claim } from '../define/claims.ts';
import { boundsOf, LEVEL, SIGNIFICANCE } from './claims.ts';
import { summarize } from './numbers.ts';
import { meanOf, pValue } from './student.ts';

const { studentt, noncentralt } = jstat.jStat;

/** The chance to be decided that a number of seeds is chosen for. */
export const POWER = 0.8;

/** Beyond this many seeds nobody would train them. */
export const MOST_SEEDS = 1000;

/** The probability that n paired differences decide a claim in the direction of its effect, which is in standard deviations (Cohen's d_z). */
export function powerOf(effect: number, n: number): number {
  const critical = studentt.inv((1 + LEVEL) / 2, n - 1);
  return 1 - noncentralt.cdf(critical, n - 1, Math.abs(effect) * Math.sqrt(n));
}

/**
 * How many seeds decide a claim with a probability of `POWER`, if the effect that was measured is the true one: an estimate as rough as the
 * few differences that it is made from.
 * @returns at least 2; undefined for more than `MOST_SEEDS`
 */
export function seedsNeeded(effect: number): number | undefined {
  let [enough, tooFew] = [MOST_SEEDS, 1];
  if (!(powerOf(effect, enough) >= POWER)) return undefined;
  while (enough - tooFew > 1) {
    const middle = (enough + tooFew) >> 1;
    if (powerOf(effect, middle) >= POWER) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** How far the mean of differences is from where the claim would change, in their standard deviations. NaN without a spread. */
export function effectOn(claim: Pick<Claim, 'kind' | 'margin'>, differences: readonly number[]): number {
  const { mean, std } = summarize(differences);
  return Math.min(...boundsOf(claim).map(bound => Math.abs(mean - bound))) / std;
}

/** Points of the predictive distribution at which the next difference is tried: the middles of so many equal shares of probability. */
const SHARES = 200;

/**
 * The probability that one more difference decides a claim, given those measured: over what Student's t predicts of the next one. NaN for
 * fewer than two.
 */
export function chanceNextDecides(claim: Pick<Claim, 'kind' | 'margin'>, differences: readonly number[]): number {
  const { n, mean, std } = summarize(differences);
  if (n < 2) return Number.NaN;
  const bounds = boundsOf(claim);
  const reach = std * Math.sqrt(1 + 1 / n);
  let decided = 0;
  for (let i = 0; i < SHARES; i++) {
    const next = mean + reach * studentt.inv((i + 0.5) / SHARES, n - 1);
    const estimate = meanOf([...differences, next]);
    if (bounds.every(bound => pValue(estimate, bound) < SIGNIFICANCE)) decided++;
  }
  return decided / SHARES;
}
