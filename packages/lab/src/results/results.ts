/** results/<paper>/<scale>/: one tidy CSV file per table, and one for the claims of all tables, and for comparisons of rows of one's own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SCALES, type Scale } from '../define/scales.ts';
import { type CsvRecord, readCsv, writeCsv } from './csv.ts';

/** What a value comes from. */
const ORIGIN_COLUMNS = ['data', 'network', 'backend', 'commit', 'date'] as const;

export const CELL_COLUMNS = [
  'row',
  'column',
  'kind',
  'paper',
  'source',
  'measured',
  'std',
  'n',
  'delta',
  'verdict',
  ...ORIGIN_COLUMNS,
] as const;
export type CellRecord = CsvRecord<(typeof CELL_COLUMNS)[number]>;

export const CLAIM_COLUMNS = [
  'table',
  'claim',
  'sentence',
  'source',
  'a',
  'b',
  'column',
  'n',
  'difference',
  'effect',
  'low',
  'high',
  'verdict',
  ...ORIGIN_COLUMNS,
] as const;
export type ClaimRecord = CsvRecord<(typeof CLAIM_COLUMNS)[number]>;

/** What is judged of rows: the paper's claims, or how rows of a reader's own compare with their baselines. */
export type Judgements = 'claims' | 'comparisons';

/** The results of one paper. Every write replaces a whole file atomically, so the CSV files are valid at all times. */
export class Results {
  readonly folder: string;

  constructor(results: string, paper: string) {
    this.folder = join(results, paper);
  }

  path(scale: Scale, file: string): string {
    return join(this.folder, scale, file);
  }

  cells(scale: Scale, table: string): readonly CellRecord[] {
    return readCsv(this.path(scale, `${table}.csv`), CELL_COLUMNS);
  }

  /** The claims, or comparisons, of one table, or of all. */
  claims(scale: Scale, table?: string, judgements: Judgements = 'claims'): readonly ClaimRecord[] {
    const all = readCsv(this.path(scale, `${judgements}.csv`), CLAIM_COLUMNS);
    return table === undefined ? all : all.filter(claim => claim.table === table);
  }

  /** The scales at which a table has results, largest first. */
  scalesOf(table: string): readonly Scale[] {
    return SCALES.filter(scale => existsSync(this.path(scale, `${table}.csv`))).reverse();
  }

  /**
   * Writes cells, each in place of the earlier one of its row and column. Cells are sorted by `order`; one that isn't in it is
   * dropped, so that a redefined table keeps nothing of its past.
   */
  writeCells(scale: Scale, table: string, order: readonly CellName[], cells: readonly CellRecord[]): void {
    const byName = new Map([...this.cells(scale, table), ...cells].map(cell => [nameOf(cell), cell]));
    const records = order.map(name => byName.get(nameOf(name))).filter(cell => cell !== undefined);
    writeCsv(this.path(scale, `${table}.csv`), CELL_COLUMNS, records);
  }

  /** Writes one table's claims, or comparisons, in place of its earlier ones. Tables are sorted by `order`. */
  writeClaims(
    scale: Scale,
    order: readonly string[],
    table: string,
    claims: readonly ClaimRecord[],
    judgements: Judgements = 'claims',
  ): void {
    const path = this.path(scale, `${judgements}.csv`);
    const merged = [...this.claims(scale, undefined, judgements).filter(claim => claim.table !== table), ...claims];
    if (merged.length === 0 && !existsSync(path)) return;
    writeCsv(
      path,
      CLAIM_COLUMNS,
      order.flatMap(id => merged.filter(claim => claim.table === id)),
    );
  }
}

/** The row and column of a cell. */
export type CellName = Pick<CellRecord, 'row' | 'column'>;
const nameOf = ({ row, column }: CellName): string => JSON.stringify([row, column]);
