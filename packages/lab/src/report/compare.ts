/** The paper's values beside the measured ones, for the terminal. */

import type { Paper, Scale } from '../define/types.ts';
import type { CellRecord, ClaimRecord, Results } from '../results/results.ts';
import { textTable } from '../terminal/text-table.ts';
import { headingOf, headlineOf } from './tables.ts';

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
    const claims = results.claims(best, table.id);
    return [
      `${headlineOf(table)} (${best})`,
      textTable(
        ['row', 'column', 'paper', 'measured', 'verdict'],
        cells.map(cell => [cell.row, heading(cell.column), cell.paper, measuredOf(cell), cell.verdict]),
      ),
      ...(claims.length > 0 ? [textTable(['claim', 'a − b', '95 %', 'n', 'verdict'], claims.map(claimLine))] : []),
    ].join('\n');
  });
  return { text: parts.join('\n\n'), mismatches };
}

const measuredOf = ({ measured, std }: CellRecord): string => (std === '' ? measured : `${measured} ± ${std}`);

const claimLine = ({ claim, column, difference, low, high, n, verdict }: ClaimRecord): string[] => [
  `${column}: ${claim}`,
  difference,
  low === '' ? '' : `${low} to ${high}`,
  n,
  verdict,
];
