/** From tables and a scale to the cells to fill and the trainings that they need. */
import { DATASETS, isAvailable } from '@refold/core/data';
import type { Cell, Column, NotRunCell, Row, RunnableCell, Scale, Settings, Table } from '../define/types.ts';
import { type Printed, PrintedTable } from '../judge/printed.ts';
import { paperFigure } from '../judge/verdict.ts';
import type { CellName } from '../results/results.ts';
import { type Job, type JobPlace, jobOf } from './jobs.ts';
import { printedPath } from './papers.ts';

/** A cell at one scale: what it runs, if it runs, and what the paper has in its place. */
export interface PlannedCell {
  readonly row: Row<Settings>;
  /** The table's with the row's own over them. */
  readonly settings: Settings;
  readonly key: string;
  readonly column: Column;
  readonly cell: RunnableCell<Settings> | NotRunCell;
  readonly printed: Printed | undefined;
  /** Whether its row is one of those asked for. */
  readonly wanted: boolean;
}

export interface PlannedTable {
  readonly table: Table;
  readonly settings: Settings;
  readonly cells: readonly PlannedCell[];
}

/** What the command line may say of a table's rows and settings. */
export interface Overrides {
  /** Only rows whose name contains this, in whatever case. */
  readonly row?: string;
  /** Seeds 0 to n−1 in place of the table's, and of its rows'. */
  readonly seeds?: number;
  readonly data?: string;
}

export function planTable(table: Table, scale: Scale, experiments: string, overrides: Overrides = {}): PlannedTable {
  const printed =
    table.printed === undefined
      ? PrintedTable.empty
      : PrintedTable.read(printedPath(experiments, table.paper, table.printed));
  const stated = table.scales[scale];
  const { row: part = '', seeds, data } = overrides;
  const told = seeds === undefined ? {} : { seeds: Array.from({ length: seeds }, (_, seed) => seed) };
  const settings: Settings = { ...stated, ...told, ...(data !== undefined && { data }) };
  const cells = table.rows.flatMap(row => {
    const ofRow = typeof row.settings === 'function' ? row.settings(scale) : row.settings;
    const own = { ...settings, ...ofRow, ...told };
    const wanted = row.name.toLowerCase().includes(part.toLowerCase());
    return Object.entries(table.columns).flatMap(([key, column]): PlannedCell[] => {
      const figure = paperFigure(printed, row, key, column, table.rows);
      const cell = row.cells[key] ?? (figure && NO_EXPERIMENT);
      if (cell === undefined) return [];
      const scaled = atScale(cell, scale, table, stated && own);
      return [{ row, key, column, settings: own, printed: figure, cell: scaled, wanted }];
    });
  });
  return { table, settings, cells };
}

const NO_EXPERIMENT: NotRunCell = { kind: 'notRun', reason: 'no experiment for this figure' };

function atScale(
  cell: Cell<Settings>,
  scale: Scale,
  table: Table,
  settings: Settings | undefined,
): RunnableCell<Settings> | NotRunCell {
  if (cell.kind === 'onlyAt') {
    if (cell.scales.includes(scale)) return atScale(cell.cell, scale, table, settings);
    return { kind: 'notRun', reason: cell.reason, command: commandFor(table, cell.scales[0] ?? scale) };
  }
  if (cell.kind === 'ifFetched') {
    return isFetched(settings?.data) ? atScale(cell.cell, scale, table, settings) : notFetched(settings?.data);
  }
  if (settings !== undefined || cell.kind === 'computed' || cell.kind === 'notRun') return cell;
  return { kind: 'notRun', reason: `no settings at scale ${scale}` };
}

const isFetched = (name = ''): boolean => DATASETS.some(dataset => dataset.name === name && isAvailable(dataset));

const notFetched = (name = ''): NotRunCell => ({
  kind: 'notRun',
  reason: `needs ${name}`,
  command: `npx refold data ${name}`,
});

/** What fills a table at another scale. */
export const commandFor = (table: Table, scale: Scale): string =>
  `npx turbo run reproduce --filter=${table.paper} -- --table ${table.id} --scale ${scale}`;

/** A not-run cell's reason as it stands in the CSV: what is missing, then the command. */
export const reasonOf = ({ reason, command }: NotRunCell): string =>
  command === undefined ? reason : `${reason}; ${command}`;

export const orderOf = ({ cells }: PlannedTable): readonly CellName[] =>
  cells.map(({ row, key }) => ({ row: row.name, column: key }));

/** A table's data in words: 'cifar10, 4,000 images'. */
export const dataOf = ({ data = '', images }: Settings): string =>
  images === undefined ? data : `${data}, ${images.toLocaleString('en-US')} images`;

/** The runs of a cell, one per seed. */
export function jobsOf(
  planned: PlannedTable,
  { row, cell, settings }: PlannedCell,
  place: Omit<JobPlace, 'paper'>,
): readonly Job[] {
  if (cell.kind !== 'trained') return [];
  const { paper, id: table } = planned.table;
  return (settings.seeds ?? [0]).map(seed =>
    jobOf(`${table}: ${row.name}, seed ${seed}`, { ...cell.config(settings, seed), seed }, { ...place, paper }),
  );
}
