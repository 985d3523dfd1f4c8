/** A table of results as the paper lays it out, for pages and the terminal: its rows and columns, the measured value beside the paper's. */
import type { Column } from '../define/columns.ts';
import { printedName } from '../define/rows.ts';
import type { Table } from '../define/table.ts';
import type { CellRecord } from '../results/results.ts';
import { headingOf, rowHeading } from './headings.ts';
import { distinct } from './markdown.ts';
import { NetworkNotes } from './networks.ts';
import type { Reasons } from './not-run.ts';

/** One value of a grid. */
export interface GridValue {
  /** What the paper prints; '†' marks a value that was recalled; empty where it prints none. */
  readonly paper: string;
  /** Absent where the paper prints a value that nobody looked up, and there is no cell. */
  readonly cell?: CellRecord;
  /** Why nothing was measured: ' [1]', ' · quoted'; empty where the line says so. */
  readonly note: string;
}
export interface GridLine {
  readonly heading: string;
  /** The same of all of its values: ' [1]', ' · quoted'. */
  readonly note: string;
  /** The numbers of seeds: '3, 5'. */
  readonly seeds: string;
}
export interface GridColumn {
  readonly heading: string;
  /** Whether the paper's value and ours are in two columns: of exact values that are equal there is one. */
  readonly isPaired: boolean;
  /** One per line. */
  readonly values: readonly (GridValue | undefined)[];
}
export interface Grid {
  readonly lines: readonly GridLine[];
  readonly columns: readonly GridColumn[];
}

/**
 * The grid of a table's cells. A row that wasn't run, or is only quoted, says so once. Where none of the paper's values is known, scores have a
 * column that says so. A table of many columns and few rows stands on its side.
 */
export function gridOf(table: Table, cells: readonly CellRecord[], reasons: Reasons): Grid {
  const isUnknown = table.printed !== undefined && cells.every(({ paper }) => paper === '');
  const networks = new NetworkNotes(cells);
  const missing = (cell: CellRecord) => (cell.verdict === 'quoted' ? ' · quoted' : reasons.noteOf(cell));
  const rows = table.rows.flatMap(row => {
    const own = cells.filter(cell => cell.row === row.name);
    const notes = new Set(own.map(missing));
    const note = notes.size === 1 ? [...notes].join() : '';
    const heading = `${rowHeading(row)}${networks.noteOf(row, own)}`;
    const seeds = distinct(own.map(({ n }) => n)).join(', ');
    return own.length === 0 ? [] : [{ row, own, line: { heading, note, seeds } }];
  });
  const columns = Object.entries(table.columns)
    .filter(([key]) => cells.some(cell => cell.column === key))
    .map(([key, column]): GridColumn => {
      const hasPaper = cells.some(cell => cell.column === key && cell.paper !== '');
      const isPaired = (column.kind === 'score' && isUnknown) || (column.kind !== 'exact' && hasPaper);
      const gridValue = ({ row, own, line }: (typeof rows)[number]): GridValue | undefined => {
        const cell = own.find(cell => cell.column === key);
        const unknown = isUnknown && isPaired ? unknownOf(row, column) : '';
        if (cell === undefined) return unknown === '' ? undefined : { paper: unknown, note: '' };
        return { paper: paperText(cell) || unknown, cell, note: line.note === '' ? missing(cell) : '' };
      };
      return { heading: headingOf(key, column), isPaired, values: rows.map(gridValue) };
    });
  const grid = { lines: rows.map(({ line }) => line), columns };
  return columns.length > MANY && columns.length > 3 * rows.length ? turned(grid) : grid;
}

/** Columns of a table that may be turned on its side. */
const MANY = 15;

/** A grid whose lines are the columns, and the other way round. */
function turned({ lines, columns }: Grid): Grid {
  return {
    lines: columns.map(({ heading }) => ({ heading, note: '', seeds: '' })),
    columns: lines.map(({ heading, note, seeds }, i) => ({
      heading: `${heading}${note}${seeds === '' ? '' : `, n ${seeds}`}`,
      isPaired: columns.some(({ isPaired }) => isPaired),
      values: columns.map(({ values }) => values[i]),
    })),
  };
}

/** Whether a grid has more lines than a page or a terminal should show at once. */
export const isLong = ({ lines }: Pick<Grid, 'lines'>): boolean => lines.length > 40;

/** Stands in the place of values that nobody here has seen. */
const unknownOf = (row: Parameters<typeof printedName>[0], { kind }: Column): string =>
  kind === 'score' && printedName(row) !== undefined ? 'paper figure not available' : '';

const paperText = ({ paper, source }: CellRecord): string => (source.endsWith('(unverified)') ? `${paper} †` : paper);

/** The marks of verdicts, which say without colour what came of a value; no mark: not comparable, or the paper prints none. */
export const MARKS: Readonly<Record<string, string>> = {
  match: '✓',
  mismatch: '✗',
  close: '≈',
  differs: '≠',
  'not run': '–',
};

/** A verdict without what stands in its brackets: 'not run'. */
export const verdictOf = ({ verdict }: { readonly verdict: string }): string => verdict.replace(/ \(.*/s, '');

/** What is written of a value: '8.30 ✓', '9.00 ✗ 9.10', '– [1]'. */
export interface Written {
  readonly text: string;
  readonly mark: string;
  /** The paper's value, where ours is another and both stand in one column; or a note. */
  readonly after: string;
  /** Whether the text is the paper's, because nothing was measured. */
  readonly isPapers?: boolean;
}

const NOTHING: Written = { text: '', mark: '', after: '' };

/** Our value of a column that has the paper's beside it. */
export function writtenOurs({ cell, note }: GridValue): Written {
  if (cell === undefined) return NOTHING;
  const [verdict, after] = [verdictOf(cell), note.trim()];
  if (verdict === 'quoted') return note === '' ? NOTHING : { ...NOTHING, text: 'quoted' };
  if (verdict === 'not run') return note === '' ? NOTHING : { ...NOTHING, mark: MARKS[verdict]!, after };
  return {
    text: `${cell.measured}${cell.std === '' ? '' : ` ± ${cell.std}`}`,
    mark: MARKS[verdict] ?? '',
    after: '',
  };
}

/** Both values of a column that has room for one. */
export function writtenOnce(value: GridValue): Written {
  const { paper, cell, note } = value;
  if (paper === '' || cell === undefined) return writtenOurs(value);
  if (cell.measured === '') return { text: paper, mark: '', after: note.replace('·', '').trim(), isPapers: true };
  const ours = writtenOurs(value);
  return cell.verdict === 'match' ? { ...ours, text: paper } : { ...ours, after: paper };
}
