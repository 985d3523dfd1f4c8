/** The tables of a results page: measured values beside the paper's. */

import type { Column } from '../define/columns.ts';
import type { Omission } from '../define/omission.ts';
import type { PaperTable } from '../define/paper.ts';
import { isOwn, printedName, type Row, shownName } from '../define/rows.ts';
import type { Table } from '../define/table.ts';
import type { CellRecord } from '../results/results.ts';
import { distinct, markdownTable, unbroken } from './markdown.ts';
import { NetworkNotes } from './networks.ts';
import { reasonIn, totalsInWords, totalsOf } from './totals.ts';

/** The reasons why cells and claims were not run, each once: a page refers to them by number. */
export class Reasons {
  readonly #all: readonly string[];

  constructor(records: readonly { readonly verdict: string }[]) {
    this.#all = distinct(records.map(({ verdict }) => reasonIn(verdict)));
  }

  /** ' [2]'; empty for what was run. */
  noteOf({ verdict }: { readonly verdict: string }): string {
    const at = this.#all.indexOf(reasonIn(verdict));
    return at < 0 ? '' : ` [${at + 1}]`;
  }

  /** How many of the cells each reason keeps from being run: ' (12 [1], 3 [2])'. */
  countsOf(cells: readonly { readonly verdict: string }[]): string {
    const notes = cells.map(cell => this.noteOf(cell)).filter(note => note !== '');
    const counts = distinct(notes).map(note => `${notes.filter(one => one === note).length}${note}`);
    return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
  }

  get list(): string {
    return this.#all.map((reason, i) => `${i + 1}. Not run: ${reason}`).join('\n');
  }
}

/**
 * A table as Markdown, one line per row. An exact column shows one value if it equals the paper's; other columns that the paper
 * prints take two. A row that wasn't run, or is only quoted, shows the paper's values and one note. Where none of the paper's values is known,
 * scores have a column that says so.
 */
export function drawGrid(table: Table, cells: readonly CellRecord[], reasons: Reasons): string {
  const columns = Object.entries(table.columns).filter(([key]) => cells.some(cell => cell.column === key));
  const isUnknown = table.printed !== undefined && cells.every(({ paper }) => paper === '');
  const hasTwo = (key: string, column: Column) =>
    (column.kind === 'score' && isUnknown) ||
    (column.kind !== 'exact' && cells.some(cell => cell.column === key && cell.paper !== ''));
  const hasSeeds = cells.some(({ n }) => n !== '');
  const head = columns.flatMap(([key, column]) => {
    const name = headingOf(key, column);
    return hasTwo(key, column) ? [`${name}, paper`, 'measured'] : [name];
  });
  const networks = new NetworkNotes(cells);
  const missing = (cell: CellRecord) => (cell.verdict === 'quoted' ? ' · quoted' : reasons.noteOf(cell));
  const body = table.rows.flatMap(row => {
    const { name } = row;
    const own = cells.filter(cell => cell.row === name);
    if (own.length === 0) return [];
    const whole = new Set(own.map(missing));
    const note = whole.size === 1 ? [...whole].join() : '';
    const noteOf = (cell: CellRecord) => (note === '' ? missing(cell) : '');
    const figures = columns.flatMap(([key, column]) => {
      const cell = own.find(cell => cell.column === key);
      const unknown = isUnknown && printedName(row) !== undefined ? UNKNOWN : '';
      if (hasTwo(key, column))
        return [cell?.paper ? paperText(cell) : unknown, cell ? measuredText(cell, noteOf(cell)) : ''];
      return [cell ? exactText(cell, noteOf(cell)) : ''];
    });
    const heading = `${rowHeading(row)}${networks.noteOf(row, own)}${note}`;
    return [[heading, ...(hasSeeds ? [distinct(own.map(({ n }) => n)).join(', ')] : []), ...figures]];
  });
  return markdownTable([headingOfNames(body), ...(hasSeeds ? ['n'] : []), ...head], body, 1);
}

/** The line of totals below a table: '57 printed values: 40 matched, 3 different, 14 not run (12 [1], 2 [2]).'; empty where the paper prints none. */
export function drawTotals(cells: readonly CellRecord[], reasons: Reasons): string {
  const words = totalsInWords(totalsOf(cells));
  return words === '' ? '' : `${words}${reasons.countsOf(cells.filter(({ paper }) => paper !== ''))}.`;
}

/** Whether a table has more rows than a page or a terminal should show at once. */
export const isLong = ({ rows }: Pick<Table, 'rows'>): boolean => rows.length > 40;

/** The title of a table or figure with the paper's number: 'Table 4: Winning tickets'. */
export function headlineOf({ id, title }: Pick<PaperTable, 'id' | 'title'>): string {
  const [, kind, number] = /^(table|figure)-(\d+)$/.exec(id) ?? [];
  const name = kind === 'table' ? `Table ${number}` : `Figure ${number}`;
  return kind === undefined || title.startsWith(name) ? title : `${name}: ${title}`;
}

/** The name of a row as pages show it: a reader's own row is marked. */
export const rowHeading = (row: Pick<Row<never>, 'name' | 'heading' | 'baseline'>): string =>
  isOwn(row) ? `${shownName(row)} (own)` : shownName(row);

/** A column's heading with its unit: 'Top-1 (%)'. */
export function headingOf(key: string, column: Column): string {
  const name = column.heading ?? key;
  if (column.kind === 'ratio') return `${name} (× ${column.to})`;
  return column.unit === '' ? name : `${name} (${column.unit})`;
}

/** A blank heading about as wide as the row names: in a wide table they would otherwise wrap at every word. */
const headingOfNames = (body: readonly (readonly string[])[]): string =>
  '&nbsp;'.repeat(Math.min(36, 2 * Math.max(...body.map(([name = '']) => name.length))));

/** Stands in the place of values that nobody here has seen. */
const UNKNOWN = 'paper figure not available';

const MARKS: Readonly<Record<string, string>> = { match: ' ✓', mismatch: ' ✗', close: ' ≈', differs: ' ≠' };

const paperText = ({ paper, source }: CellRecord): string => (source.endsWith('(unverified)') ? `${paper} †` : paper);

function measuredText({ measured, std, verdict }: CellRecord, note: string): string {
  if (verdict === 'quoted') return note === '' ? '' : 'quoted';
  if (verdict.startsWith('not run')) return note === '' ? '' : `not run${note}`;
  return unbroken(`${measured}${std === '' ? '' : ` ± ${std}`}${MARKS[verdict] ?? ''}`);
}

function exactText(cell: CellRecord, note: string): string {
  const [paper, measured] = [paperText(cell), measuredText(cell, note)];
  if (paper === '') return measured;
  if (cell.verdict === 'match') return unbroken(`${paper} ✓`);
  return cell.measured === '' ? `*${paper}*${note}` : unbroken(`${measured} ${paper}`);
}

/** The omissions as Markdown: of which files, rows and columns, and why. */
export function drawOmissions(omissions: readonly Omission[]): string {
  const inWords = (patterns: string | readonly string[] = 'all') => [patterns].flat().join('; ').replaceAll('*', '…');
  const body = omissions.map(({ file, row, column, reason }) => [inWords(file), inWords(row), inWords(column), reason]);
  return markdownTable(['file', 'rows', 'columns', 'why'], body);
}
