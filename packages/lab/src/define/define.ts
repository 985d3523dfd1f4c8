import { RefoldError } from '@refold/core';
import type {
  BenchCase,
  BenchedCell,
  Claim,
  ComputedCell,
  ExactColumn,
  FetchedCell,
  Figure,
  MeasuredCell,
  MeasuredColumn,
  NotRunCell,
  Paper,
  RatioColumn,
  RunnableCell,
  Scale,
  ScaledCell,
  ScoreColumn,
  Settings,
  Table,
  TableSpec,
  TrainedCell,
  Unit,
} from './types.ts';

// Columns

type Options<C> = Partial<Omit<C, 'kind'>>;

/** A figure that must equal the printed one to its printed precision. Strings are compared as they stand. */
export const exact = (options: Options<ExactColumn> = {}): ExactColumn => ({
  unit: '',
  rounding: 'round',
  ...options,
  kind: 'exact',
});
/** A figure measured against row `to` in the same run; `tolerance` is relative, 10 % unless told. */
export const ratio = (options: Options<RatioColumn> & { readonly to: string }): RatioColumn => ({
  unit: '×',
  better: 'higher',
  quantity: 'rate',
  tolerance: 0.1,
  digits: 2,
  ...options,
  kind: 'ratio',
});
/** A trained metric, its mean over seeds; `tolerance` is in the column's unit, 0.3 unless told. */
export const score = (options: Options<ScoreColumn> = {}): ScoreColumn => ({
  unit: '%',
  better: 'higher',
  tolerance: 0.3,
  digits: 2,
  ...options,
  kind: 'score',
});
/** A figure of ours that the paper doesn't print. */
export const measured = (options: Options<MeasuredColumn> & { readonly unit: Unit }): MeasuredColumn => ({
  ...options,
  kind: 'measured',
});

// Cells

/** A count or a name that a program can work out. Raw counts: 8309384, not 8.3. */
export const compute = <S>(
  value: ComputedCell<S>['value'],
  options: Pick<ComputedCell<S>, 'disputed'> = {},
): ComputedCell<S> => ({ kind: 'computed', value, ...options });
/** A figure that needs a tensor backend, which is selected before `value` is called. */
export const measure = <S>(value: MeasuredCell<S>['value']): MeasuredCell<S> => ({ kind: 'measured', value });
/** `metric` of the final evaluation of a training a seed. Equal configurations, in whatever table, are trained once. */
export const trained = <S>(config: TrainedCell<S>['config'], metric: string): TrainedCell<S> => ({
  kind: 'trained',
  config,
  metric,
});
/** A forward pass timed in alternation with that of the column's reference row. */
export const benched = <S>(bench: (settings: S) => BenchCase): BenchedCell<S> => ({ kind: 'benched', case: bench });
export const notRun = (reason: string, command?: string): NotRunCell => ({
  kind: 'notRun',
  reason,
  ...(command !== undefined && { command }),
});
/** `cell` at the scales named; at others `not run` for `reason` ("needs ImageNet"), with the command that runs it. */
export const onlyAt = <S>(
  scales: readonly [Scale, ...Scale[]],
  cell: RunnableCell<S>,
  reason: string,
): ScaledCell<S> => ({ kind: 'onlyAt', scales, cell, reason });

/** `cell` if its dataset is in the data folder already; a dataset that may be out of reach then stops no other row. */
export const ifFetched = <S>(cell: RunnableCell<S>): FetchedCell<S> => ({ kind: 'ifFetched', cell });

// Claims

interface Wording {
  readonly sentence: string;
  readonly source: string;
}

/** a > b, by more than `by` (0 unless told). `b` is a row or a bound. */
export const greater = (
  a: string,
  b: string | number,
  column: string,
  { by = 0, ...wording }: Wording & { by?: number },
): Claim => ({
  kind: 'greater',
  a,
  b,
  column,
  margin: by,
  ...wording,
});
/** a < b, by more than `by` (0 unless told). */
export const less = (
  a: string,
  b: string | number,
  column: string,
  { by = 0, ...wording }: Wording & { by?: number },
): Claim => ({
  kind: 'less',
  a,
  b,
  column,
  margin: by,
  ...wording,
});
/** |a − b| < within, in the column's unit. */
export const equal = (
  a: string,
  b: string | number,
  column: string,
  { within, ...wording }: Wording & { within: number },
): Claim => ({
  kind: 'equal',
  a,
  b,
  column,
  margin: within,
  ...wording,
});
/** In one row: column a > column b. */
export const greaterInRow = (row: string, a: string, b: string, wording: Wording): Claim => ({
  ...greater(row, row, a, wording),
  against: b,
});
/** Each row greater than the one after it: one claim a neighbouring pair. */
export const ordered = (rows: readonly string[], column: string, wording: Wording): readonly Claim[] =>
  rows.slice(1).map((row, i) => greater(rows[i]!, row, column, wording));

// Tables, figures, papers

/**
 * Checks a table and seals the type of its settings.
 * @throws RefoldError for a badly formed id, a row named twice, a claim or a ratio about a row or column that isn't there
 */
export function defineTable<S extends Settings, const C extends string>(table: TableSpec<S, C>): Table {
  const problem = firstProblem(table as unknown as Table);
  if (problem !== undefined) throw new RefoldError(`${table.paper}/${table.id}: ${problem}`);
  // Cells only ever see the settings of their own table, so forgetting S is safe.
  return table as unknown as Table;
}

export const defineFigure = (figure: Figure): Figure => {
  if (!ID.test(figure.id)) throw new RefoldError(`${figure.paper}/${figure.id}: ${BAD_ID}`);
  return figure;
};

/**
 * @throws RefoldError for a table or figure of another paper, or two of one id
 */
export function definePaper(paper: Paper): Paper {
  const parts = [...paper.tables, ...(paper.figures ?? [])];
  const stranger = parts.find(part => part.paper !== paper.paper);
  if (stranger) throw new RefoldError(`${paper.paper}: '${stranger.id}' says that it belongs to '${stranger.paper}'`);
  const twice = repeated(parts.map(part => part.id));
  if (twice !== undefined) throw new RefoldError(`${paper.paper}: two parts have the id '${twice}'`);
  return paper;
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const BAD_ID = 'an id is lower-case words joined by hyphens, like table-6';

function firstProblem(table: Table): string | undefined {
  if (!ID.test(table.id)) return BAD_ID;
  const names = table.rows.map(row => row.name);
  const twice = repeated(names);
  if (twice !== undefined) return `two rows are called '${twice}'`;
  for (const [key, column] of Object.entries(table.columns)) {
    if (column.kind === 'ratio' && !names.includes(column.to))
      return `column '${key}' is a ratio to '${column.to}', which is no row`;
  }
  for (const { a, b, column, against = column } of table.claims ?? []) {
    const stranger = [column, against].find(key => !(key in table.columns));
    if (stranger !== undefined)
      return `a claim is about column '${stranger}'; there are ${Object.keys(table.columns).join(', ')}`;
    const missing = [a, b].find(row => typeof row === 'string' && !names.includes(row));
    if (missing !== undefined) return `a claim is about row '${missing}'; there are ${names.join(', ')}`;
  }
  return undefined;
}

const repeated = (names: readonly string[]): string | undefined => names.find((name, i) => names.indexOf(name) !== i);
