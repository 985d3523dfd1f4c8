/** From tables and a scale to the cells to fill: what each runs, and what the paper has in its place. */
import { RefoldError } from '@refold/core';
import { DATASETS, isAvailable } from '@refold/core/data';
import { isSupervised } from '@refold/core/runs';
import type { AnyConfig } from '@refold/core/train';
import type { Cell, RunnableCell, Train } from '../define/cells.ts';
import type { Column } from '../define/columns.ts';
import { type NotRunCell, notRun, type QuotedCell } from '../define/conditional.ts';
import type { PaperTable } from '../define/paper.ts';
import { cellsOf, type Row, shownName } from '../define/rows.ts';
import type { Scale, Settings } from '../define/scales.ts';
import type { Printed } from '../judge/printed.ts';
import { paperFigure } from '../judge/verdict.ts';
import type { CellName } from '../results/results.ts';
import { type Job, type JobPlace, jobOf } from './jobs.ts';
import { printedValues } from './papers.ts';
import { plannedSeeds } from './seeds.ts';

/** What fills a cell at one scale, or why nothing does. */
export type PlannedRun = RunnableCell<Settings> | NotRunCell | QuotedCell;

/** A cell at one scale: what it runs, if it runs, and what the paper has in its place. */
export interface PlannedCell {
  readonly row: Row<Settings>;
  /** The table's with the row's own over them. */
  readonly settings: Settings;
  readonly key: string;
  readonly column: Column;
  readonly cell: PlannedRun;
  readonly printed: Printed | undefined;
  /** Whether its row is one of those asked for. */
  readonly wanted: boolean;
}

export interface PlannedTable {
  readonly table: PaperTable;
  readonly settings: Settings;
  readonly cells: readonly PlannedCell[];
}

/** What the command line may say of a table's rows and settings. */
export interface Overrides {
  /** Only rows whose name or heading contains this, in whatever case, and their baselines. */
  readonly row?: string;
  /** Seeds 0 to n−1 in place of the table's, and of its rows'. */
  readonly seeds?: number;
  readonly data?: string;
  /** What runs are trained on, where that is known already. */
  readonly backend?: string;
}

/** Backends that `onWasm` speaks of. */
const SLOW = ['wasm', 'cpu'];

/** The cells of a table at a scale. @throws RefoldError for a file of printed values that is missing or malformed */
export function planTable(
  table: PaperTable,
  scale: Scale,
  experiments: string,
  overrides: Overrides = {},
): PlannedTable {
  const printed = printedValues(table, experiments);
  const { row: part, seeds, data, backend = '' } = overrides;
  const usual = table.scales[scale];
  const stated = usual && (SLOW.includes(backend) ? { ...usual, ...usual.onWasm } : usual);
  const chosen = part === undefined ? table.rows : withBaselines(table, part);
  const told = seeds === undefined ? {} : { seeds: Array.from({ length: seeds }, (_, seed) => seed) };
  const settings: Settings = { ...stated, ...told, ...(data !== undefined && { data }) };
  const cells = table.rows.flatMap(row => {
    const ofRow = typeof row.settings === 'function' ? row.settings(scale) : row.settings;
    const own = { ...settings, ...ofRow, ...told };
    const wanted = chosen.includes(row);
    const made = cellsOf(row, table.columns);
    return Object.entries(table.columns).flatMap(([key, column]): PlannedCell[] => {
      const figure = paperFigure(printed, row, key, column, table.rows);
      const cell = made[key] ?? (figure && withoutCell(row));
      if (cell === undefined) return [];
      const scaled = atScale(cell, scale, table, stated && own);
      return [{ row, key, column, settings: own, printed: figure, cell: scaled, wanted }];
    });
  });
  return { table, settings, cells };
}

/** The rows whose name or heading contains `part`, and those that they are compared with. */
function withBaselines({ rows }: PaperTable, part: string): readonly Row<Settings>[] {
  const contains = (name = '') => name.toLowerCase().includes(part.toLowerCase());
  const named = rows.filter(row => contains(row.name) || contains(row.heading));
  const baselines = named.map(({ baseline }) => baseline);
  return rows.filter(row => named.includes(row) || baselines.includes(row.name));
}

const withoutCell = ({ quoted, notRun: reason = NO_EXPERIMENT }: Row<Settings>): NotRunCell | QuotedCell =>
  quoted ? { kind: 'quoted' } : notRun(reason);

/** Why a printed value isn't run whose row gives no reason. */
export const NO_EXPERIMENT = 'no experiment for this figure';

function atScale(cell: Cell<Settings>, scale: Scale, table: PaperTable, settings: Settings | undefined): PlannedRun {
  if (cell.kind === 'onlyAt') {
    if (cell.scales.includes(scale)) return atScale(cell.of, scale, table, settings);
    return { kind: 'notRun', reason: cell.reason, command: commandFor(table, cell.scales[0] ?? scale) };
  }
  if (cell.kind === 'ifFetched') {
    return isFetched(settings?.data) ? atScale(cell.of, scale, table, settings) : notFetched(settings?.data);
  }
  if (settings !== undefined || ['computed', 'notRun', 'quoted'].includes(cell.kind)) return cell;
  return notRun(`no settings at scale ${scale}`);
}

const isFetched = (name = ''): boolean => DATASETS.some(dataset => dataset.name === name && isAvailable(dataset));

const notFetched = (name = ''): NotRunCell => notRun(`needs ${name}`, `npx refold data ${name}`);

/** What fills a table at another scale. */
export const commandFor = (table: PaperTable, scale: Scale): string =>
  `npx turbo run reproduce --filter=${table.paper} -- --table ${table.id} --scale ${scale}`;

/** A not-run cell's reason as it stands in the CSV: what is missing, then the command. */
export const reasonOf = ({ reason, command }: NotRunCell): string =>
  command === undefined ? reason : `${reason}; ${command}`;

export const orderOf = ({ cells }: PlannedTable): readonly CellName[] =>
  cells.map(({ row, key }) => ({ row: row.name, column: key }));

/** A table's data in words: 'cifar10, 4,000 images', 'fi to d-visa'. */
export function dataOf({ data = '', to = data, images }: Settings): string {
  const sets = to === data ? data : `${data} to ${to}`;
  return images === undefined ? sets : `${sets}, ${images.toLocaleString('en-US')} images`;
}

/** How the runs that a cell needs are configured: those that it is a metric of, or that it measures; undefined where it needs none. */
export function trainOf({ cell }: Pick<PlannedCell, 'cell'>): Train<Settings> | undefined {
  if (cell.kind === 'trained') return cell.config;
  return cell.kind === 'measured' ? cell.train : undefined;
}

/**
 * The runs of a cell, one per seed.
 * @param seeds default: those of its settings
 * @throws RefoldError for one that trains on other data than the CSV would say
 */
export function jobsOf(
  planned: PlannedTable,
  cell: PlannedCell,
  place: Omit<JobPlace, 'paper'>,
  seeds = plannedSeeds(cell.settings),
): readonly Job[] {
  const { row, settings } = cell;
  const train = trainOf(cell);
  if (train === undefined) return [];
  const { paper, id: table } = planned.table;
  return seeds.map(seed => {
    const config: AnyConfig = { ...train(settings, seed), seed };
    checkRecordedData(config, settings);
    return jobOf({ table, row: row.name, heading: shownName(row) }, config, { ...place, paper });
  });
}

/** A record names the data of its settings: the run must train on them. */
function checkRecordedData(config: AnyConfig, { data, to = data }: Settings): void {
  if (data === undefined || !isSupervised(config)) return;
  const { name } = config.data.train;
  if (name !== data && name !== to)
    throw new RefoldError(`trains on '${name}', and can't on '${data}': leave out --data, or select other tables`);
}
