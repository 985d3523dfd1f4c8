/** The tables of a results page: measured values beside the paper's, and the claims. */

import type { Column } from '../define/columns.ts';
import type { Omission } from '../define/omission.ts';
import type { PaperTable } from '../define/paper.ts';
import { isOwn, type Row, shownName } from '../define/rows.ts';
import type { Table } from '../define/table.ts';
import { formula } from '../judge/claims.ts';
import { byChance } from '../judge/together.ts';
import type { CellRecord, ClaimRecord } from '../results/results.ts';

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

  get list(): string {
    return this.#all.map((reason, i) => `${i + 1}. Not run: ${reason}`).join('\n');
  }
}

/** What stands in the brackets of 'not run (...)'; empty for other verdicts. */
const reasonIn = (verdict: string): string => /^not run \((.*)\)$/s.exec(verdict)?.[1] ?? '';

/**
 * A table as Markdown, one line per row. An exact column shows one value if it equals the paper's; other columns that the paper
 * prints take two. A row that wasn't run shows the paper's values and one note.
 */
export function drawGrid(table: Table, cells: readonly CellRecord[], reasons: Reasons): string {
  const columns = Object.entries(table.columns).filter(([key]) => cells.some(cell => cell.column === key));
  const hasTwo = (key: string, column: Column) =>
    column.kind !== 'exact' && cells.some(cell => cell.column === key && cell.paper !== '');
  const hasSeeds = cells.some(({ n }) => n !== '');
  const head = columns.flatMap(([key, column]) => {
    const name = headingOf(key, column);
    return hasTwo(key, column) ? [`${name}, paper`, 'measured'] : [name];
  });
  const body = table.rows.flatMap(row => {
    const { name } = row;
    const own = cells.filter(cell => cell.row === name);
    if (own.length === 0) return [];
    const whole = new Set(own.map(cell => reasons.noteOf(cell)));
    const note = whole.size === 1 ? [...whole].join() : '';
    const noteOf = (cell: CellRecord) => (note === '' ? reasons.noteOf(cell) : '');
    const figures = columns.flatMap(([key, column]) => {
      const cell = own.find(cell => cell.column === key);
      if (hasTwo(key, column)) return cell ? [paperText(cell), measuredText(cell, noteOf(cell))] : ['', ''];
      return [cell ? exactText(cell, noteOf(cell)) : ''];
    });
    return [
      [`${rowHeading(row)}${note}`, ...(hasSeeds ? [distinct(own.map(({ n }) => n)).join(', ')] : []), ...figures],
    ];
  });
  return markdownTable([headingOfNames(body), ...(hasSeeds ? ['n'] : []), ...head], body, 1);
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

/** The text with non-breaking spaces. */
const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');

const MARKS: Readonly<Record<string, string>> = { match: ' ✓', mismatch: ' ✗', close: ' ≈', differs: ' ≠' };

const paperText = ({ paper, source }: CellRecord): string => (source.endsWith('(unverified)') ? `${paper} †` : paper);

function measuredText({ measured, std, verdict }: CellRecord, note: string): string {
  if (verdict.startsWith('not run')) return note === '' ? '' : `not run${note}`;
  return unbroken(`${measured}${std === '' ? '' : ` ± ${std}`}${MARKS[verdict] ?? ''}`);
}

function exactText(cell: CellRecord, note: string): string {
  const [paper, measured] = [paperText(cell), measuredText(cell, note)];
  if (paper === '') return measured;
  if (cell.verdict === 'match') return unbroken(`${paper} ✓`);
  return cell.measured === '' ? `*${paper}*${note}` : unbroken(`${measured} ${paper}`);
}

/** A claim's formula with the headings of its table's rows; as it was recorded, where the table has no such claim any more. */
export function claimText({ claims = [], rows }: Pick<Table, 'claims' | 'rows'>, record: ClaimRecord): string {
  const claim = claims.find(one => formula(one) === record.claim && one.column === record.column);
  const heading = (name: string) => rowHeading(rows.find(row => row.name === name) ?? { name });
  return `${record.column}: ${claim === undefined ? record.claim : formula(claim, heading)}`;
}

/** The claims as Markdown: each sentence of the paper once, with all that was measured of it. */
export function drawClaims(
  table: Pick<Table, 'claims' | 'rows'>,
  claims: readonly ClaimRecord[],
  reasons: Reasons,
): string {
  const sentences = claims.map(({ sentence, source }) => `${sentence} (${source})`);
  const body = claims.map((claim, i) => [
    sentences[i] === sentences[i - 1] ? '' : sentences[i]!,
    claimText(table, claim),
    claim.verdict.startsWith('not run') ? `not run${reasons.noteOf(claim)}` : `**${claim.verdict}**`,
    claim.corrected === claim.verdict ? 'the same' : claim.corrected,
    inNumbers(claim),
    claim.low === '' ? '' : `${claim.low} to ${claim.high}`,
    claim.effect,
    claim.n === '0' ? '' : claim.n,
    claim.p,
  ]);
  const head = ['claim', 'measured on', 'verdict', 'corrected', 'measured', '95 % interval', 'effect size', 'n', 'p'];
  return `${markdownTable(head, body, 4)}${chanceOf(claims)}`;
}

/** What was measured of a claim: '1.2' for a difference, '1.6×' for a ratio. */
export const inNumbers = ({ compared, estimate }: ClaimRecord): string =>
  compared === 'a ÷ b' && estimate !== '' ? `${estimate}×` : estimate;

/** The omissions as Markdown: of which files, rows and columns, and why. */
export function drawOmissions(omissions: readonly Omission[]): string {
  const inWords = (patterns: string | readonly string[] = 'all') => [patterns].flat().join('; ').replaceAll('*', '…');
  const body = omissions.map(({ file, row, column, reason }) => [inWords(file), inWords(row), inWords(column), reason]);
  return markdownTable(['file', 'rows', 'columns', 'why'], body, 4);
}

/** How many of a table's claims chance alone would pass. */
function chanceOf(claims: readonly ClaimRecord[]): string {
  const { tests, expected } = byChance(claims);
  if (tests < 2) return '';
  return `\n\n${tests} claims are tested here; if nothing differed in truth, ${expected.toFixed(2)} of them would hold by chance.`;
}

/** @param words number of leading columns of words, which are aligned left; numbers are aligned right */
function markdownTable(head: readonly string[], body: readonly (readonly string[])[], words: number): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), `| ${head.map((_, i) => (i < words ? ':--' : '--:')).join(' | ')} |`, ...body.map(line)].join(
    '\n',
  );
}

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Each value once, in order of appearance, without empty ones. */
export const distinct = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter(value => value !== '')),
];
