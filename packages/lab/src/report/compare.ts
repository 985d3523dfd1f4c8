/** The paper's values beside the measured ones, for the terminal. */

import { comparisonsOf } from '../define/own-rows.ts';
import type { Paper, PaperTable } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import type { CellRecord, ClaimRecord, Results } from '../results/results.ts';
import { textTable } from '../terminal/text-table.ts';
import { claimText, headingOf, headlineOf, isLong, rowHeading } from './tables.ts';

export interface Comparison {
  readonly text: string;
  /** The number of exact cells that differ from the paper: failures. */
  readonly mismatches: number;
}

/**
 * Draws every table at its largest scale with results, or at the scale given. Tables without results are named.
 */
export function compare(paper: Paper, results: Results, scale?: Scale): Comparison {
  let mismatches = 0;
  const parts = paper.tables.map(table => {
    const best = results.scalesOf(table.id).find(found => scale === undefined || found === scale);
    if (best === undefined) return `${headlineOf(table)}\n  no results${scale ? ` at scale ${scale}` : ''} yet`;
    const cells = results.cells(best, table.id);
    mismatches += cells.filter(({ verdict }) => verdict === 'mismatch').length;
    const heading = (key: string) => {
      const column = table.columns[key];
      return column ? headingOf(key, column) : key;
    };
    const rowOf = ({ row }: CellRecord) => rowHeading(table.rows.find(({ name }) => name === row) ?? { name: row });
    const claims = results.claims(best, table.id);
    const comparisons = results.claims(best, table.id, 'comparisons');
    return [
      `${headlineOf(table)} (${best})`,
      isLong(table)
        ? `  ${table.rows.length} rows: ${results.path(best, `${table.id}.csv`)}`
        : textTable(
            ['row', 'column', 'paper', 'measured', 'verdict'],
            cells.map(cell => [rowOf(cell), heading(cell.column), cell.paper, measuredOf(cell), cell.verdict]),
          ),
      ...judgements('claim', table, claims),
      ...judgements('own row', { ...table, claims: comparisonsOf(table) }, comparisons),
    ].join('\n');
  });
  return { text: parts.join('\n\n'), mismatches };
}

const measuredOf = ({ measured, std }: CellRecord): string => (std === '' ? measured : `${measured} ± ${std}`);

/** Claims, or comparisons, as a table under that heading; nothing where there are none. */
function judgements(heading: string, table: PaperTable, records: readonly ClaimRecord[]): readonly string[] {
  if (records.length === 0) return [];
  const lines = records.map(record => claimLine(table, record));
  return [textTable([heading, 'a − b', '95 %', 'n', 'verdict'], lines)];
}

const claimLine = (table: PaperTable, claim: ClaimRecord): string[] => {
  const { difference, low, high, n, verdict } = claim;
  return [claimText(table, claim), difference, low === '' ? '' : `${low} to ${high}`, n, verdict];
};
