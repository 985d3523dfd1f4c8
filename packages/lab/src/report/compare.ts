/** The paper's values beside the measured ones, for the terminal. */

import { comparisonsOf } from '../define/own-rows.ts';
import type { Paper, PaperTable } from '../define/paper.ts';
import type { Scale } from '../define/scales.ts';
import { type CellRecord, type ClaimRecord, isJudged, isMeasured, type Results } from '../results/results.ts';
import { hanging } from '../terminal/grid.ts';
import { plain } from '../terminal/style.ts';
import { drawCells } from './cell-list.ts';
import { gridOf, isLong } from './grid.ts';
import { headlineOf } from './headings.ts';
import { conditionsIn, networkLine } from './networks.ts';
import { Reasons } from './not-run.ts';
import { type Shown, summaryOf } from './summary.ts';
import { drawTextClaims } from './text-claims.ts';
import { drawTextGrid, type Look } from './text-grid.ts';
import { totalsInWords, totalsOf } from './totals.ts';

export interface Comparison {
  readonly text: string;
  /** The number of exact cells that differ from the paper: failures. */
  readonly mismatches: number;
}

export interface CompareOptions extends Partial<Look> {
  /** Default: the best that each table has (`Results.scalesOf`). */
  readonly scale?: Scale;
  /** Whether each cell has a line of its own, however long that is. */
  readonly cells?: boolean;
}

/** Draws every table of a paper as the paper lays it out. Tables without results are named. */
export function compare(
  paper: Paper,
  results: Results,
  { scale, cells: isList = false, width = 80, paint = plain }: CompareOptions = {},
): Comparison {
  const look = { width, paint };
  const shown: Shown[] = [];
  const parts = paper.tables.map(table => {
    const best = bestScale(table, results, scale);
    if (best === undefined) {
      return `${paint('bold', headlineOf(table))}\nno results${scale ? ` at scale ${scale}` : ''} yet`;
    }
    const cells = results.cells(best, table.id);
    shown.push({ cells, claims: results.claims(best, table.id) });
    return drawTable(table, best, cells, results, look, isList);
  });
  const all = { cells: shown.flatMap(({ cells }) => cells), claims: shown.flatMap(({ claims }) => claims) };
  const mismatches = all.cells.filter(({ verdict }) => verdict === 'mismatch').length;
  const summary = summaryOf(all).map(line => hanging(line, width, '  '));
  return { text: [...parts, ...(summary.length > 0 ? [summary.join('\n')] : [])].join('\n\n'), mismatches };
}

/** The scale of the results that are shown of a table: the best that it has, or the one asked for; undefined where it has none. */
export const bestScale = ({ id }: Pick<PaperTable, 'id'>, results: Results, scale?: Scale): Scale | undefined =>
  results.scalesOf(id).find(found => scale === undefined || found === scale);

function drawTable(
  table: PaperTable,
  scale: Scale,
  cells: readonly CellRecord[],
  results: Results,
  look: Look,
  isList: boolean,
): string {
  const { width, paint } = look;
  const isHere = results.cellsHere(scale, table.id);
  const origin = originOf(cells.filter(isMeasured).map(isHere));
  const reasons = new Reasons(cells);
  const grid = gridOf(table, cells, reasons);
  const file = results.path(scale, `${table.id}.csv`);
  const drawn = () => {
    if (isList) return drawCells(table, cells, origin.isMixed ? isHere : undefined);
    if (isLong(grid)) return `${grid.lines.length} rows: ${file}`;
    return drawTextGrid(grid, look, origin.isMixed ? isHere : () => false);
  };
  const totals = totalsInWords(totalsOf(cells));
  const ran = [networkLine(cells), ...conditionsIn(cells)].filter(text => text !== '').join('; ');
  const notes = isList ? [] : reasons.all.map((reason, i) => noteText(reason, i + 1, width));
  const judged = (heading: string, kind: 'claims' | 'comparisons') => {
    const claims = results.claims(scale, table.id, kind);
    const isHere = results.claimsHere(scale, kind);
    const { isMixed } = originOf(claims.filter(isJudged).map(isHere));
    const isMarked = (claim: ClaimRecord) => isMixed && isJudged(claim) && isHere(claim);
    const own = kind === 'claims' ? table : { ...table, claims: comparisonsOf(table) };
    return drawTextClaims(heading, own, claims, look, isMarked);
  };
  return [
    paint('bold', hanging(`${headlineOf(table)} (${[scale, ...origin.words].join('; ')})`, width, '  ')),
    ...(ran === '' ? [] : [hanging(ran, width, '')]),
    drawn(),
    ...(totals === ''
      ? []
      : [
          hanging(`${totals}${isList ? '' : reasons.countsOf(cells.filter(({ paper }) => paper !== ''))}`, width, '  '),
        ]),
    ...notes,
    ...[judged('claims', 'claims'), judged('own rows', 'comparisons')].filter(text => text !== ''),
  ].join('\n');
}

/** '[1] Not run: needs ImageNet', and on a line of its own, which is never broken, the command that would run it. */
function noteText(reason: string, number: number, width: number): string {
  const [why = '', command] = reason.split(/; (?=npx )/);
  const note = hanging(`[${number}] Not run: ${why}`, width, '    ');
  return command === undefined ? note : `${note}\n    ${command}`;
}

/** Where values come from: in words where there are any, and whether from both places. */
function originOf(here: readonly boolean[]): { readonly words: readonly string[]; readonly isMixed: boolean } {
  const own = here.filter(Boolean).length;
  if (here.length === 0) return { words: [], isMixed: false };
  if (own === here.length) return { words: ['measured here'], isMixed: false };
  if (own === 0) return { words: [FROM_REPOSITORY], isMixed: false };
  return { words: [`${own} of ${here.length} values measured here (*), the others ${FROM_REPOSITORY}`], isMixed: true };
}

const FROM_REPOSITORY = 'from the repository';
