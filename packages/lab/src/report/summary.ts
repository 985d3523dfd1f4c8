/** A paper in three lines: how many exact values match, what became of all that it prints, whose claims hold. */
import type { CellRecord, ClaimRecord } from '../results/results.ts';
import { claimsByClaimant, tally } from './claims.ts';
import { totalsInWords, totalsOf } from './totals.ts';

/** The results of tables, each at the scale that is shown. */
export interface Shown {
  readonly cells: readonly CellRecord[];
  readonly claims: readonly ClaimRecord[];
}

/** The lines that stand above a paper's tables; none where there are no results. */
export function summaryOf({ cells, claims }: Shown): readonly string[] {
  const exact = cells.filter(({ kind, verdict }) => kind === 'exact' && verdict in EXACT);
  const totals = totalsInWords(totalsOf(cells));
  return [
    ...(exact.length > 0 ? [`${exactValues(exact)}.`] : []),
    ...(totals === '' ? [] : [`${totals}.`]),
    ...claimsByClaimant(claims),
  ];
}

const EXACT = { match: 'match', mismatch: 'mismatched', differs: 'disputed' };

/** '117 of 118 exact values match; 1 disputed' */
function exactValues(cells: readonly CellRecord[]): string {
  const { match, ...others } = EXACT;
  const matching = cells.filter(({ verdict }) => verdict === 'match').length;
  const rest = tally(cells, others);
  return `${matching} of ${cells.length} exact values ${match}${rest === '' ? '' : `; ${rest}`}`;
}
