/** Claims as text: the verdict and what was compared on one line, the numbers below it. */
import type { ClaimRecord } from '../results/results.ts';
import { hanging } from '../terminal/grid.ts';
import { type About, claimText, inNumbers, intervalText, sureness } from './claims.ts';
import { verdictOf } from './grid.ts';
import { type Look, styleOf } from './text-grid.ts';
import { reasonIn } from './totals.ts';

/** As wide as the longest verdict, 'holds in direction'. */
const VERDICT = 20;

/**
 * Draws claims, or comparisons, under a heading; empty where there are none.
 * @param isMarked whether a claim was judged in this checkout, where that has to be told
 */
export function drawTextClaims(
  heading: string,
  table: About,
  claims: readonly ClaimRecord[],
  { width, paint }: Look,
  isMarked: (claim: ClaimRecord) => boolean,
): string {
  const indent = ' '.repeat(VERDICT);
  const lines = claims.map(claim => {
    const verdict = verdictOf(claim);
    const name = paint(styleOf(claim), verdict) + ' '.repeat(VERDICT - verdict.length);
    return `${name}${hanging(`${claimText(table, claim)}${isMarked(claim) ? '*' : ''}`, width, indent)}\n${indent}${hanging(numbersOf(claim), width, indent)}`;
  });
  return lines.length === 0 ? '' : [paint('bold', heading), ...lines].join('\n');
}

/** '1.06, 95 % -0.39 to 2.51, n 5 (p 0.12)'; of what was not run, why. */
function numbersOf(claim: ClaimRecord): string {
  if (verdictOf(claim) === 'not run') return reasonIn(claim.verdict);
  const interval = intervalText(claim);
  const sure = sureness(claim);
  return `${inNumbers(claim)}${interval === '' ? '' : `, 95 % ${interval}`}, n ${claim.n}${sure === '' ? '' : ` (${sure})`}`;
}
