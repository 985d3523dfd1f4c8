/** results/<paper>/<scale>/: one tidy CSV file per table, and one for the claims of all tables, and for comparisons of rows of one's own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RefoldError } from '@refold/core';
import { withLockSync } from '@refold/core/io';
import { SCALES, type Scale } from '../define/scales.ts';
import { type CsvRecord, readAnyCsv, readCsv, writeCsv } from './csv.ts';
import { contentOf, keepUnchanged, saySame } from './unchanged.ts';

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
  'values',
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
  'claimant',
  'a',
  'b',
  'column',
  'size',
  'n',
  'compared',
  'estimate',
  'effect',
  'method',
  'level',
  'low',
  'high',
  'p',
  'p_size',
  'verdict',
  'corrected',
  ...ORIGIN_COLUMNS,
] as const;
export type ClaimRecord = CsvRecord<(typeof CLAIM_COLUMNS)[number]>;

/** Which file claims are written to, and what is to be said of a table's claims once all of them are there. */
export interface WriteClaims {
  readonly judgements?: Judgements;
  readonly together?: (claims: readonly ClaimRecord[]) => readonly ClaimRecord[];
}

/** What is judged of rows: the paper's claims, or how rows of a reader's own compare with their baselines. */
export type Judgements = 'claims' | 'comparisons';

/**
 * The results of one paper. Every write replaces a whole file atomically, so the CSV files are valid at all times. Lines that say what
 * they said before keep their commit and date. What is measured in this checkout is also kept in `here/`, with the commit and date of now:
 * git ignores that folder, so all other lines came with the repository.
 */
export class Results {
  readonly folder: string;

  constructor(results: string, paper: string) {
    this.folder = join(results, paper);
  }

  path(scale: Scale, file: string): string {
    return join(this.folder, scale, file);
  }

  /** The folders that results of a scale are written to. */
  foldersAt(scale: Scale): readonly string[] {
    return [this.folder, this.path(scale, ''), this.path(scale, HERE)];
  }

  cells(scale: Scale, table: string): readonly CellRecord[] {
    return readCsv(this.path(scale, `${table}.csv`), CELL_COLUMNS, EARLIER);
  }

  /** The claims, or comparisons, of one table, or of all. */
  claims(scale: Scale, table?: string, judgements: Judgements = 'claims'): readonly ClaimRecord[] {
    const all = readCsv(this.path(scale, `${judgements}.csv`), CLAIM_COLUMNS, EARLIER);
    return table === undefined ? all : all.filter(claim => claim.table === table);
  }

  /** Tells the cells of a table that were measured in this checkout from those that came with the repository. */
  cellsHere(scale: Scale, table: string): (cell: CellRecord) => boolean {
    return among(readHere(this.path(scale, `${HERE}/${table}.csv`), CELL_COLUMNS));
  }

  /** Tells the claims, or comparisons, that were judged in this checkout. */
  claimsHere(scale: Scale, judgements: Judgements = 'claims'): (claim: ClaimRecord) => boolean {
    return among(readHere(this.path(scale, `${HERE}/${judgements}.csv`), CLAIM_COLUMNS));
  }

  /**
   * The scales at which a table has results, best first: that at which most claims have an interval, then that with most values; of equals the largest.
   * A table that is only begun at a larger scale doesn't take the place of a whole one.
   */
  scalesOf(table: string): readonly Scale[] {
    return SCALES.filter(scale => existsSync(this.path(scale, `${table}.csv`)))
      .reverse()
      .map(scale => ({
        scale,
        decided: this.claims(scale, table).filter(({ low }) => low !== '').length,
        values: this.cells(scale, table).filter(isMeasured).length,
      }))
      .sort((a, b) => b.decided - a.decided || b.values - a.values)
      .map(({ scale }) => scale);
  }

  /**
   * Writes cells, each in place of the earlier one of its row and column. Cells are sorted by `order`; one that isn't in it is
   * dropped, so that a redefined table keeps nothing of its past.
   * @param isHere whether they were measured in this checkout
   */
  writeCells(
    scale: Scale,
    table: string,
    order: readonly CellName[],
    cells: readonly CellRecord[],
    isHere = true,
  ): void {
    this.#alone(scale, () => {
      const here = this.path(scale, `${HERE}/${table}.csv`);
      const measured = merged(readHere(here, CELL_COLUMNS), isHere ? cells : [], order, cellName);
      writeCsv(here, CELL_COLUMNS, measured.filter(isMeasured));
      const before = this.cells(scale, table);
      const all = merged(before, keepUnchanged(before, cells), order, cellName);
      writeCsv(this.path(scale, `${table}.csv`), CELL_COLUMNS, all);
    });
  }

  /**
   * Writes claims, or comparisons, of one table, each in place of the earlier one of its name. They are sorted by `order`, which names
   * all that the table has; one that isn't in it is dropped. Tables are sorted by `tables`.
   */
  writeClaims(
    scale: Scale,
    tables: readonly string[],
    table: string,
    order: readonly ClaimName[],
    claims: readonly ClaimRecord[],
    { judgements = 'claims', together = all => all }: WriteClaims = {},
  ): void {
    const write = (path: string, before: readonly ClaimRecord[], fresh: readonly ClaimRecord[]) => {
      const earlier = before.filter(claim => claim.table === table);
      const own = together(merged(earlier, fresh, order, claimName));
      const all = tables.flatMap(id => (id === table ? own : before.filter(claim => claim.table === id)));
      if (all.length > 0 || existsSync(path)) writeCsv(path, CLAIM_COLUMNS, all);
    };
    this.#alone(scale, () => {
      const here = this.path(scale, `${HERE}/${judgements}.csv`);
      write(here, readHere(here, CLAIM_COLUMNS), claims.filter(isJudged));
      const before = this.claims(scale, undefined, judgements);
      write(this.path(scale, `${judgements}.csv`), before, keepUnchanged(before, claims));
    });
  }

  /** Another process may fill other cells of a file: it waits until what was read here is written, changed. */
  #alone(scale: Scale, work: () => void): void {
    withLockSync(this.path(scale, '.lock'), work);
  }

  /**
   * Writes the numbers behind a figure in place of its earlier ones; a file that says the same already is left as it is.
   * @param rows all with the same keys, provenance among them
   */
  writeFigure(scale: Scale, figure: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
    const path = this.path(scale, `${figure}.csv`);
    const columns = Object.keys(rows[0] ?? {});
    const texts = rows.map(row => Object.fromEntries(columns.map(column => [column, String(row[column] ?? '')])));
    const before = earlier(path);
    if (!saySame(before, texts)) writeCsv(path, columns, keepUnchanged(before, texts));
  }
}

/** The lines of a figure's file; none where it is damaged: it is about to be replaced. */
const earlier = (path: string): readonly Readonly<Record<string, string>>[] => orNone(() => readAnyCsv(path));

/** What was measured in this checkout; nothing where an earlier version noted it. */
const readHere = <const C extends string>(path: string, columns: readonly C[]): readonly CsvRecord<C>[] =>
  orNone(() => readCsv(path, columns));

function orNone<R>(read: () => readonly R[]): readonly R[] {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof RefoldError) return [];
    throw cause;
  }
}

const HERE = 'here';

/** What to do with a file that an earlier version of this code wrote, or that was edited. */
const EARLIER = 'Correct it, or delete the file: reproduce fills it again.';

/** The fresh records, and those from before whose names no fresh one has, in that order; without those that are not in it. */
function merged<N, R extends N>(
  before: readonly R[],
  fresh: readonly R[],
  order: readonly N[],
  nameOf: (named: N) => string,
): readonly R[] {
  const byName = new Map([...before, ...fresh].map(record => [nameOf(record), record]));
  return order.flatMap(name => byName.get(nameOf(name)) ?? []);
}

/** Whether a line says what one of these does. */
function among<R extends CellRecord | ClaimRecord>(records: readonly R[]): (record: R) => boolean {
  const known = new Set(records.map(contentOf));
  return record => known.has(contentOf(record));
}

/** Whether a cell has a value of ours. */
export const isMeasured = ({ measured }: Pick<CellRecord, 'measured'>): boolean => measured !== '';

/** Whether a claim was judged. */
export const isJudged = ({ n }: Pick<ClaimRecord, 'n'>): boolean => n !== '0';

/** The row and column of a cell. */
export type CellName = Pick<CellRecord, 'row' | 'column'>;
const cellName = ({ row, column }: CellName): string => JSON.stringify([row, column]);

/** What tells the claims of a table apart: one pair of rows may stand for two sentences, and be compared by two columns. */
export type ClaimName = Pick<ClaimRecord, 'claim' | 'column' | 'sentence'>;
const claimName = ({ claim, column, sentence }: ClaimName): string => JSON.stringify([claim, column, sentence]);
