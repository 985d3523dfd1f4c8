/** A paper in three lines: how many exact values match, what became of all that it prints, whose claims hold. */
import type { Paper } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import type { CellRecord, ClaimRecord, Results } from '../results/results.ts';
import { claimsByClaimant, tally } from './claims.ts';
import { totalsInWords, totalsOf } from './totals.ts';

/** The results of tables, each at the scale that is shown. */
export interface Shown {
  readonly cells: readonly CellRecord[];
  readonly claims: readonly ClaimRecord[];
}

/** The scales at which a table is shown on pages, best first: those at which it was run for its numbers. */
export const shownScales = (table: string, results: Results): readonly Scale[] =>
  results.scalesOf(table).filter(scale => scale !== 'smoke');

/** All results of a paper, each table's at its best scale. */
export function bestOf({ tables }: Pick<Paper, 'tables'>, results: Results): Shown {
  const found = tables.flatMap(({ id }) =>
    shownScales(id, results)
      .slice(0, 1)
      .map(scale => ({ id, scale })),
  );
  return {
    cells: found.flatMap(({ scale, id }) => results.cells(scale, id)),
    claims: found.flatMap(({ scale, id }) => results.claims(scale, id)),
  };
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
