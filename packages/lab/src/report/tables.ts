/** The tables of a results page: measured values beside the paper's. */
import type { Omission } from '../define/omission.ts';
import type { Table } from '../define/table.ts';
import type { CellRecord } from '../results/results.ts';
import { split } from '../terminal/grid.ts';
import { type GridColumn, gridOf, isLong, type Written, writtenOnce, writtenOurs } from './grid.ts';
import { folded, markdownTable, unbroken } from './markdown.ts';
import type { Reasons } from './not-run.ts';
import { totalsInWords, totalsOf } from './totals.ts';

/** Characters across GitHub's page, and how many the rim of a cell takes. */
const PAGE = 104;
const RIM = 3.5;
/** Longer names of rows take several lines. */
const LONGEST_NAME = 30;

/**
 * A table as Markdown, one line per row, split by its columns into tables that are no wider than GitHub's page; folded away where it is long. An
 * exact column shows one value if it equals the paper's; other columns that the paper prints take two.
 */
export function drawGrid(table: Table, cells: readonly CellRecord[], reasons: Reasons): string {
  const grid = gridOf(table, cells, reasons);
  const { lines } = grid;
  const seeds = lines.map(line => line.seeds);
  const fixed: readonly Drawn[] = [
    { head: [''], texts: lines.map(({ heading, note }) => [heading + note]) },
    ...(seeds.some(text => text !== '') ? [{ head: ['n'], texts: seeds.map(text => [text]) }] : []),
  ];
  const drawn = grid.columns.map(drawColumn);
  const room = PAGE - fixed.reduce((sum, one) => sum + Math.min(LONGEST_NAME, widthOf(one)), 0);
  const tables = split(drawn.map(widthOf), room).map(([from, to]) => {
    const columns = [...fixed, ...drawn.slice(from, to)];
    return markdownTable(
      columns.flatMap(({ head }) => head),
      lines.map((_, i) => columns.flatMap(({ texts }) => texts[i]!)),
      1,
    );
  });
  const all = tables.join('\n\n');
  return isLong(grid) ? folded(`${lines.length} rows`, all) : all;
}

/** A column of a grid as one or two of Markdown. */
interface Drawn {
  readonly head: readonly string[];
  /** By line. */
  readonly texts: readonly (readonly string[])[];
}

function drawColumn({ heading, isPaired, values }: GridColumn): Drawn {
  const texts = values.map(value => {
    if (isPaired) return [value?.paper ?? '', value === undefined ? '' : markdownOf(writtenOurs(value))];
    return [value === undefined ? '' : markdownOf(writtenOnce(value))];
  });
  return { head: isPaired ? [`${heading}, paper`, 'measured'] : [heading], texts };
}

/** A mark never begins a line. */
function markdownOf({ text, mark, after, isPapers }: Written): string {
  const marked = unbroken([isPapers ? `*${text}*` : text.replace(' ± ', '\u00a0±\u00a0'), mark]);
  return [marked, after].filter(part => part !== '').join(' ');
}

/** About how many characters a column takes: those of its longest value, or of its heading in three lines. */
function widthOf({ head, texts }: Drawn): number {
  return head.reduce((sum, heading, i) => {
    const words = heading.split(' ').map(word => word.length);
    const values = texts.map(line => line[i]!.length);
    return sum + RIM + Math.max(...words, Math.ceil(heading.length / 3), ...values);
  }, 0);
}

/** The line of totals below a table: '57 printed values: 40 matched, 3 different, 14 not run (12 [1], 2 [2]).'; empty where the paper prints none. */
export function drawTotals(cells: readonly CellRecord[], reasons: Reasons): string {
  const words = totalsInWords(totalsOf(cells));
  return words === '' ? '' : `${words}${reasons.countsOf(cells.filter(({ paper }) => paper !== ''))}.`;
}

/** The reasons as a numbered list. */
export const drawReasons = ({ all }: Reasons): string =>
  all.map((reason, i) => `${i + 1}. Not run: ${reason}`).join('\n');

/** The omissions as Markdown: of which files, rows and columns, and why. */
export function drawOmissions(omissions: readonly Omission[]): string {
  const inWords = (patterns: string | readonly string[] = 'all') => [patterns].flat().join('; ').replaceAll('*', '…');
  const body = omissions.map(({ file, row, column, reason }) => [inWords(file), inWords(row), inWords(column), reason]);
  return markdownTable(['file', 'rows', 'columns', 'why'], body);
}
