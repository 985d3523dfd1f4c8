/** Tables: columns, rows and claims, and the checks that hold them together. */
import { RefoldError } from '@refold/core';
import type { Claim } from './claims.ts';
import type { Column } from './columns.ts';
import { repeated } from './names.ts';
import { cellsOf, isOwn, printedName, type Row } from './rows.ts';
import type { Scale, Settings } from './scales.ts';

/** A table as an experiment writes it. */
export interface TableSpec<S, C extends string = string> {
  readonly title: string;
  /** File of printed values in experiments/<paper>/paper/. */
  readonly printed?: string;
  /** Settings by scale. At a scale left out only computed cells run. */
  readonly scales: { readonly [scale in Scale]?: S };
  readonly columns: { readonly [column in C]: Column };
  readonly rows: readonly Row<S, NoInfer<C>>[];
  /**
   * Whether the paper quotes the other rows that it prints, such as other methods: each that none of `rows` stands for follows them, with
   * the paper's values, in the order of the file `printed`. Default: they are left out.
   */
  readonly quotedRows?: boolean;
  readonly claims?: readonly Claim[];
  /** Register of deviations from the paper, shown under the table. */
  readonly deviations?: readonly string[];
}

/** A table whose settings' type is sealed: what the lab runs. */
export type Table = TableSpec<Settings>;

/**
 * Checks a table and seals the type of its settings.
 * @throws RefoldError, beginning with the title, for a row named twice, a row, claim or ratio about a row or column that isn't there, a
 * claim about a row of a reader's own, a column whose metric no row gives, and a row that trains, times or counts for no column
 */
export function defineTable<S extends Settings = Settings, const C extends string = string>(
  table: TableSpec<S, C>,
): Table {
  // Rows only ever see the settings of their own table, so forgetting S is safe.
  const sealed = table as unknown as Table;
  const problem = problemOf(sealed);
  if (problem !== undefined) throw new RefoldError(`${table.title}: ${problem}`);
  return sealed;
}

/**
 * The table with its quoted rows.
 * @param printed names of the rows that the paper prints in the table's columns
 */
export function withQuotedRows<T extends Table>(table: T, printed: readonly string[]): T {
  const { rows } = table;
  if (!table.quotedRows) return table;
  const own = new Set(rows.flatMap(row => [row.name, printedName(row)]));
  return { ...table, rows: [...rows, ...printed.filter(name => !own.has(name)).map(name => ({ name, quoted: true }))] };
}

function problemOf({ rows, columns, printed, quotedRows, claims = [] }: Table): string | undefined {
  if (quotedRows && printed === undefined) return '`quotedRows` needs a file of `printed` values';
  const names = rows.map(row => row.name);
  const twice = repeated(names);
  if (twice !== undefined) return `two rows are called '${twice}'`;
  const problems = [
    ...rows.map(row => rowProblem(row, columns)),
    ...Object.entries(columns).map(([key, column]) => columnProblem(key, column, rows)),
    ...rows.map(row => baselineProblem(row, names)),
    ...claims.map(claim => claimProblem(claim, rows, Object.keys(columns))),
  ];
  return problems.find(problem => problem !== undefined);
}

function rowProblem(row: Row<Settings>, columns: Table['columns']): string | undefined {
  const { name, cells = {}, metrics = {}, without = [], disputed = [] } = row;
  const named = [...Object.keys(cells), ...Object.keys(metrics), ...without, ...disputed];
  const stranger = named.find(key => !(key in columns));
  if (stranger !== undefined) {
    return `row '${name}' names a column '${stranger}'. Available: ${Object.keys(columns).join(', ')}.`;
  }
  const { cells: _, notRun: __, ...filling } = row;
  const fills = (key: keyof typeof filling) => {
    const { [key]: one } = filling;
    if (one === undefined) return true;
    const needed = key === 'bench' && row.train !== undefined ? { train: row.train, metrics: {} } : {};
    const alone = { name, ...(row.metrics && { metrics }), ...needed, [key]: one } as Row<Settings>;
    return Object.values(cellsOf(alone, columns)).some(cell => cell !== undefined);
  };
  if (row.measure === undefined && !fills('train')) return `row '${name}' trains, but no column has a metric`;
  if (!fills('measure')) return `row '${name}' measures, but no column has a metric`;
  if (!fills('bench')) return `row '${name}' is timed, but no column is a ratio`;
  if (!fills('model')) return `row '${name}' has a model, but no column counts`;
  return undefined;
}

function columnProblem(key: string, column: Column, rows: Table['rows']): string | undefined {
  if (column.kind === 'ratio' && !rows.some(({ name }) => name === column.to)) {
    return `column '${key}' is a ratio to '${column.to}', which is not a row`;
  }
  const isFilled = (row: Row<Settings>) => cellsOf(row, { [key]: column })[key] !== undefined;
  if (column.metric !== undefined && !rows.some(isFilled)) {
    return `column '${key}' has the metric '${column.metric}', but no row trains or measures it`;
  }
  if (column.of !== undefined && !rows.some(isFilled)) return `column '${key}' counts, but no row has a model`;
  return undefined;
}

function baselineProblem({ name, baseline }: Row<Settings>, rows: readonly string[]): string | undefined {
  if (baseline === undefined || (baseline !== name && rows.includes(baseline))) return undefined;
  const others = rows.filter(row => row !== name).join(', ');
  return `the baseline of row '${name}' is '${baseline}'. Available: ${others}.`;
}

function claimProblem(
  { a, b, column, against = column }: Claim,
  rows: Table['rows'],
  columns: readonly string[],
): string | undefined {
  const stranger = [column, against].find(key => !columns.includes(key));
  if (stranger !== undefined) return `a claim is about column '${stranger}'. Available: ${columns.join(', ')}.`;
  const papers = rows.filter(row => !isOwn(row)).map(({ name }) => name);
  const missing = [a, b].find(row => typeof row === 'string' && !papers.includes(row));
  if (missing === undefined) return undefined;
  return `a claim is about row '${missing}'. Available: ${papers.join(', ')}.`;
}
