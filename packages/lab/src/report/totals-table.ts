/** What became of the values that papers print, table by table, for the terminal. */
import type { Paper } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import type { CellRecord, Results } from '../results/results.ts';
import { textTable } from '../terminal/text-table.ts';
import { bestScale } from './compare.ts';
import { reasonsInWords, TOTAL_KINDS, TOTAL_NAMES, totalsOf } from './totals.ts';

/** A paper, and what was measured of it. */
export interface PaperResults {
  readonly paper: Paper;
  readonly results: Results;
}

/** A line for each table of the papers, each at its best scale or at the scale given, with sums. Tables without results are named. */
export function drawTotalsTable(papers: readonly PaperResults[], scale?: Scale): string {
  const all: CellRecord[] = [];
  const body = papers.flatMap(({ paper, results }) => {
    const own: CellRecord[] = [];
    const lines = paper.tables.map(table => {
      const best = bestScale(table, results, scale);
      if (best === undefined) return [`${paper.paper} ${table.id}`, 'no results'];
      const cells = results.cells(best, table.id);
      own.push(...cells);
      return lineOf(`${paper.paper} ${table.id}`, best, cells);
    });
    all.push(...own);
    return [...lines, lineOf(`${paper.paper}, all tables`, '', own, false)];
  });
  const sum = papers.length > 1 ? [lineOf('all papers', '', all, false)] : [];
  return textTable(['table', 'scale', 'printed', ...TOTAL_NAMES, 'why not run'], [...body, ...sum]);
}

function lineOf(name: string, scale: string, cells: readonly CellRecord[], hasReasons = true): readonly string[] {
  const totals = totalsOf(cells);
  if (totals.printed === 0) return [name, scale, '0'];
  const counts = TOTAL_KINDS.map(kind => String(totals.counts[kind]));
  return [name, scale, String(totals.printed), ...counts, hasReasons ? reasonsInWords(totals) : ''];
}
