/** What more seeds would tell, for the terminal. */
import type { Paper, PaperTable } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import { formula } from '../judge/claims.ts';
import { type Contested, contestedClaims } from '../judge/contested.ts';
import { show } from '../judge/numbers.ts';
import { MOST_SEEDS } from '../judge/power.ts';
import type { Results } from '../results/results.ts';
import { textTable } from '../terminal/text-table.ts';
import { bestScale } from './compare.ts';
import { headlineOf, rowHeading } from './headings.ts';

/** Each table's undecided claims at its best scale, or at the scale given, with the seeds that they need. */
export function drawPower(paper: Paper, results: Results, scale?: Scale): string {
  const parts = paper.tables.flatMap(table => {
    const best = bestScale(table, results, scale);
    const contested = best === undefined ? [] : contestedOf(table, results, best);
    if (contested.length === 0) return [];
    return [`${headlineOf(table)} (${best})\n${textTable(HEAD, contested.map(lineOf(table)))}`];
  });
  return parts.length > 0 ? parts.join('\n\n') : 'No claim that seeds would decide is undecided.';
}

const HEAD = ['claim', 'seeds', 'measured', 'p', 'effect', 'seeds needed', 'next decides'];

function contestedOf(table: PaperTable, results: Results, scale: Scale): readonly Contested[] {
  const cells = results.cells(scale, table.id);
  return contestedClaims(table.claims ?? [], table.columns, (row, column) => {
    const values = cells.find(cell => cell.row === row && cell.column === column)?.values ?? '';
    return values === '' ? undefined : values.split(' ').map(Number);
  });
}

const lineOf =
  (table: PaperTable) =>
  ({ claim, ruling, effect, needed, chance }: Contested): readonly string[] => {
    const name = formula(claim, row => rowHeading(table.rows.find(({ name }) => name === row) ?? { name: row }));
    const figures = [ruling.estimate, ruling.p, effect].map(value => show(value, undefined, 3));
    const wanted = needed === undefined ? `more than ${MOST_SEEDS}` : String(needed);
    return [`${claim.column}: ${name}`, String(ruling.n), ...figures, wanted, `${Math.round(100 * chance)} %`];
  };
