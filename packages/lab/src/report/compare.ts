/** The paper's values beside the measured ones, for the terminal. */

import { comparisonsOf } from '../define/own-rows.ts';
import type { Paper, PaperTable } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import { type CellRecord, type ClaimRecord, isJudged, isMeasured, type Results } from '../results/results.ts';
import { textTable } from '../terminal/text-table.ts';
import { claimText, inNumbers, intervalText, verdictText } from './claims.ts';
import { conditionsIn, NetworkNotes, networkLine } from './networks.ts';
import { type Shown, summaryOf } from './summary.ts';
import { headingOf, headlineOf, isLong, rowHeading } from './tables.ts';
import { totalsInWords, totalsOf } from './totals.ts';

export interface Comparison {
  readonly text: string;
  /** The number of exact cells that differ from the paper: failures. */
  readonly mismatches: number;
}

/**
 * Draws every table at its best scale (`Results.scalesOf`), or at the scale given. Tables without results are named.
 */
export function compare(paper: Paper, results: Results, scale?: Scale): Comparison {
  const shown: Shown[] = [];
  const parts = paper.tables.map(table => {
    const best = bestScale(table, results, scale);
    if (best === undefined) return `${headlineOf(table)}\n  no results${scale ? ` at scale ${scale}` : ''} yet`;
    const cells = results.cells(best, table.id);
    shown.push({ cells, claims: results.claims(best, table.id) });
    return drawTable(table, best, cells, results);
  });
  const all = { cells: shown.flatMap(({ cells }) => cells), claims: shown.flatMap(({ claims }) => claims) };
  const mismatches = all.cells.filter(({ verdict }) => verdict === 'mismatch').length;
  const summary = summaryOf(all);
  return { text: [...parts, ...(summary.length > 0 ? [summary.join('\n')] : [])].join('\n\n'), mismatches };
}

/** The scale of the results that are shown of a table: the best that it has, or the one asked for; undefined where it has none. */
export const bestScale = ({ id }: Pick<PaperTable, 'id'>, results: Results, scale?: Scale): Scale | undefined =>
  results.scalesOf(id).find(found => scale === undefined || found === scale);

function drawTable(table: PaperTable, scale: Scale, cells: readonly CellRecord[], results: Results): string {
  const isHere = results.cellsHere(scale, table.id);
  const origin = originOf(cells.filter(isMeasured).map(isHere));
  const headingOfColumn = (key: string) => (table.columns[key] ? headingOf(key, table.columns[key]) : key);
  const networks = new NetworkNotes(cells);
  const rowOf = (cell: CellRecord) => {
    const row = table.rows.find(({ name }) => name === cell.row) ?? { name: cell.row };
    return `${rowHeading(row)}${networks.noteOf(row, [cell])}`;
  };
  const head = ['row', 'column', 'paper', 'measured', 'verdict'];
  const body = cells.map(cell => [
    ...[rowOf(cell), headingOfColumn(cell.column), cell.paper, measuredOf(cell), cell.verdict],
    isMeasured(cell) ? markOf(isHere(cell)) : '',
  ]);
  const own = { ...table, claims: comparisonsOf(table) };
  const totals = totalsInWords(totalsOf(cells));
  const ran = [networkLine(cells), ...conditionsIn(cells)].filter(text => text !== '').join('; ');
  return [
    `${headlineOf(table)} (${[scale, ...origin.words].join('; ')})`,
    ...(ran === '' ? [] : [`  ${ran}`]),
    isLong(table)
      ? `  ${table.rows.length} rows: ${results.path(scale, `${table.id}.csv`)}`
      : marked(head, body, origin.isMixed),
    ...(totals === '' ? [] : [`  ${totals}`]),
    ...drawJudgements('claim', table, results.claims(scale, table.id), results.claimsHere(scale)),
    ...drawJudgements(
      'own row',
      own,
      results.claims(scale, table.id, 'comparisons'),
      results.claimsHere(scale, 'comparisons'),
    ),
  ].join('\n');
}

/** Claims, or comparisons, as a table under that heading; nothing where there are none. */
function drawJudgements(
  heading: string,
  table: PaperTable,
  records: readonly ClaimRecord[],
  isHere: (record: ClaimRecord) => boolean,
): readonly string[] {
  if (records.length === 0) return [];
  const judged = records.filter(isJudged);
  const body = records.map(record => [...claimLine(table, record), isJudged(record) ? markOf(isHere(record)) : '']);
  return [marked([heading, 'measured', '95 %', 'n', 'verdict'], body, originOf(judged.map(isHere)).isMixed)];
}

/** Where values come from: in words where there are any, and whether from both places. */
function originOf(here: readonly boolean[]): { readonly words: readonly string[]; readonly isMixed: boolean } {
  const own = here.filter(Boolean).length;
  if (here.length === 0) return { words: [], isMixed: false };
  if (own === here.length) return { words: ['measured here'], isMixed: false };
  if (own === 0) return { words: [FROM_REPOSITORY], isMixed: false };
  return { words: [`${own} of ${here.length} values measured here, the others ${FROM_REPOSITORY}`], isMixed: true };
}

const FROM_REPOSITORY = 'from the repository';

const markOf = (isHere: boolean): string => (isHere ? 'here' : 'repository');

/** A table whose last column, which says where a line is from, is shown only where lines are from both places. */
function marked(head: readonly string[], body: readonly (readonly string[])[], isMixed: boolean): string {
  return isMixed
    ? textTable([...head, 'from'], body)
    : textTable(
        head,
        body.map(line => line.slice(0, -1)),
      );
}

const measuredOf = ({ measured, std }: CellRecord): string => (std === '' ? measured : `${measured} ± ${std}`);

const claimLine = (table: PaperTable, claim: ClaimRecord): string[] => [
  claimText(table, claim),
  inNumbers(claim),
  intervalText(claim),
  claim.n,
  verdictText(claim),
];
