/** Rows of a reader's own beside the paper's: each is compared with a row of the table, apart from the paper's claims. */
import { type Claim, greater, less } from './claims.ts';
import { cellsOf, type Row, shownName } from './rows.ts';
import type { Settings } from './scales.ts';
import type { Table } from './table.ts';

/** Whether each row of a reader's own is better than its baseline: one comparison per score and ratio that both rows have. */
export function comparisonsOf({ rows, columns }: Pick<Table, 'rows' | 'columns'>): readonly Claim[] {
  return rows.flatMap(row => {
    const baseline = rows.find(({ name }) => name === row.baseline);
    if (baseline === undefined) return [];
    const [own, other] = [cellsOf(row, columns), cellsOf(baseline, columns)];
    return Object.entries(columns).flatMap(([key, column]) => {
      if (column.kind !== 'score' && column.kind !== 'ratio') return [];
      if (own[key] === undefined || other[key] === undefined) return [];
      return (column.better === 'higher' ? greater : less)(row.name, baseline.name, key, wordingOf(row, baseline));
    });
  });
}

const wordingOf = (own: Row<Settings>, baseline: Row<Settings>) => ({
  sentence: `${shownName(own)} is better than ${shownName(baseline)}.`,
  source: 'a row of your own',
  claimant: 'us' as const,
});
