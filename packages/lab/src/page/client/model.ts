/** The data of the page, unpacked where it is shown. */
import type {
  CellTuple,
  ClaimData,
  ColumnData,
  PageData,
  PaperData,
  RunTuple,
  ScaleData,
  TableData,
} from '../shape.ts';
import { kindOf } from './verdicts.ts';

const page = JSON.parse(document.getElementById('data')!.textContent) as PageData;

export const { papers, commit, date } = page;

const text = (id: number): string => page.texts[id]!;

/** Where a value comes from. */
export interface Provenance {
  readonly data: string;
  readonly network: string;
  readonly backend: string;
  readonly commit: string;
  readonly date: string;
}

/** The origin at a place. */
export function originAt(place: number): Provenance {
  const [data, network, backend, commit, date] = page.origins[place]!;
  return { data: text(data), network: text(network), backend: text(backend), commit: text(commit), date: text(date) };
}

export interface Cell {
  readonly column: ColumnData;
  readonly paper: string;
  readonly measured: string;
  readonly std: string;
  readonly values: readonly string[];
  readonly verdict: string;
  readonly source: string;
  readonly origin: number;
}

/** A row of a table at one scale. */
export interface GridRow {
  readonly heading: string;
  /** By column. */
  readonly cells: readonly (Cell | undefined)[];
  /** What a search finds it by, in lower case. */
  readonly text: string;
}

const grids = new WeakMap<ScaleData, readonly GridRow[]>();

/** The rows of a table at a scale, in the paper's order. */
export function gridOf(table: TableData, at: ScaleData): readonly GridRow[] {
  const known = grids.get(at);
  if (known !== undefined) return known;
  const rows = table.rows.map((heading, r) => {
    const own = at.cells.filter(([row]) => row === r);
    const cells = table.columns.map((column, c) =>
      cellOf(
        own.find(([, at]) => at === c),
        column,
      ),
    );
    return { heading, cells, text: `${heading} ${cells.map(said).join(' ')}`.toLowerCase() };
  });
  const filled = rows.filter(({ cells }) => cells.some(cell => cell !== undefined));
  grids.set(at, filled);
  return filled;
}

function cellOf(tuple: CellTuple | undefined, column: ColumnData): Cell | undefined {
  if (tuple === undefined) return undefined;
  const [, , paper, measured, std, values, verdict, source, origin] = tuple;
  return {
    column,
    paper,
    measured,
    std,
    values: values === '' ? [] : values.split(' '),
    verdict: text(verdict),
    source: text(source),
    origin,
  };
}

function said(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  const { data, network, backend } = originAt(cell.origin);
  return `${kindOf(cell.verdict)} ${data} ${network} ${backend}`;
}

/** A claim and the table that it is about. */
export interface Claim extends ClaimData {
  readonly table: TableData;
  readonly scale: string;
}

/** What a search finds a claim by, in lower case. */
export function claimText({ sentence, source, compared, verdict, table, origin }: Claim): string {
  const { data, network, backend } = originAt(origin);
  return [sentence, source, compared, verdict, table.headline, data, network, backend].join(' ').toLowerCase();
}

/** Runs that differ by their seeds alone. */
export interface Runs extends Provenance {
  readonly table: string;
  readonly row: string;
  readonly scale: string;
  readonly seeds: string;
  readonly steps: number;
  readonly seconds: number;
  readonly hashes: readonly string[];
}

/** The runs of a paper. */
export const runsOf = ({ runs }: PaperData): readonly Runs[] => runs.map(runsIn);

function runsIn([
  table,
  row,
  scale,
  seeds,
  backend,
  steps,
  seconds,
  commit,
  date,
  data,
  network,
  hashes,
]: RunTuple): Runs {
  return {
    table: text(table),
    row: text(row),
    scale: text(scale),
    seeds,
    steps,
    seconds,
    backend: text(backend),
    commit: text(commit),
    date: text(date),
    data: text(data),
    network: text(network),
    hashes: hashes.split(' '),
  };
}

/** A number of seconds as people say it: '3 h 20 min'. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(10 * seconds) / 10} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}
