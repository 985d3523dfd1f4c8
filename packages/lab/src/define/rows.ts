/** Rows: what one line of a table trains, times, measures and counts, said once for all of its columns. */
import { RefoldError } from '@refold/core';
import {
  type Bench,
  type BenchCase,
  benched,
  type Cell,
  type Measure,
  type RunConfig,
  type RunnableCell,
  type Train,
} from './cells.ts';
import type { Column } from './columns.ts';
import { type Conditional, mapped } from './conditional.ts';
import { costNamed, costsOf, type Model } from './model.ts';
import type { Scale } from './scales.ts';

/** A row: what it trains, measures, times or counts. That fills its columns, each by its kind. */
export interface Row<S, C extends string = string> {
  /** Names the row in CSVs, claims and `--row`. */
  readonly name: string;
  /** Shown in place of `name` in pages, comparisons and progress. */
  readonly heading?: string;
  /** The network that the name promises, spelt as `settings.network` does: where another is run, pages say so. */
  readonly network?: string;
  /** Name of this row in the file of printed values; default: `name`; false where the paper has no such row. Rows of your own have none. */
  readonly printed?: string | false;
  /**
   * Of a row of your own, which isn't the paper's: the name of the row that it is compared with, by every score and ratio. The paper's
   * claims are about none of these rows, and `--row` runs the baseline too.
   */
  readonly baseline?: string;
  /** In place of the table's own, for this row; a function where that depends on the scale. */
  readonly settings?: Partial<S> | ((scale: Scale) => Partial<S>);
  /** How it trains: one run per seed. Fills the columns that have a `metric`. */
  readonly train?: Conditional<Train<S>>;
  /** What it measures, of its runs if it trains. Fills the columns that have a `metric`, in place of the runs' own metrics. */
  readonly measure?: Conditional<Measure<S>>;
  /** In place of the columns' own: the only columns that `train` or `measure` fills, with the metric of each. */
  readonly metrics?: { readonly [column in C]?: string };
  /** What it times: a pass, or 'trained' for the network and batch that it trains. Fills the ratio columns. */
  readonly bench?: Conditional<Bench<S>> | 'trained';
  /** What it counts. Fills the columns that have an `of`. */
  readonly model?: Model;
  /** Columns left to `cells`, or blank, though the fields above would fill them. */
  readonly without?: readonly C[];
  /** Columns whose printed value contradicts the paper's own rule (the deviations say how): a difference is shown, and fails nothing. */
  readonly disputed?: readonly C[];
  /** Why nothing of it is run: stands in every column that the paper prints and that has no cell otherwise. */
  readonly notRun?: string;
  /** Whether the paper only quotes it, as it does other methods: so are the columns that it prints and that have no cell otherwise. */
  readonly quoted?: boolean;
  /** Cells of single columns, in place of what the fields above would give them. A column without any is blank, or `not run` or `quoted` where the paper prints a value. */
  readonly cells?: { readonly [column in C]?: Cell<S> };
}

/** The name to show. */
export const shownName = ({ name, heading = name }: Pick<Row<never>, 'name' | 'heading'>): string => heading;

/** Whether a row is a reader's own: it names its baseline. */
export const isOwn = ({ baseline }: Pick<Row<never>, 'baseline'>): boolean => baseline !== undefined;

/** The row's name in the file of printed values; undefined where the paper has no such row. */
export function printedName(row: Pick<Row<never>, 'name' | 'printed' | 'baseline'>): string | undefined {
  const { name, printed = isOwn(row) ? false : name } = row;
  return printed === false ? undefined : printed;
}

/** The cells of a row by column: its own, and those that `train`, `measure`, `bench` and `model` make. */
export function cellsOf<S>(
  row: Row<S>,
  columns: Readonly<Record<string, Column>>,
): Readonly<Record<string, Cell<S> | undefined>> {
  const measure = row.measure && mapped(row.measure, remembered);
  const cells = Object.entries(columns).map(([key, column]) => {
    const metric = row.metrics === undefined ? column.metric : row.metrics[key];
    const isLeft = row.cells?.[key] !== undefined || row.without?.includes(key) === true;
    return [key, isLeft ? row.cells?.[key] : made({ ...row, ...(measure && { measure }) }, column, metric)] as const;
  });
  return Object.fromEntries(cells);
}

function made<S>(row: Row<S>, column: Column, metric: string | undefined): Cell<S> | undefined {
  const { train, measure, bench, model } = row;
  if (metric !== undefined && measure !== undefined) return measuredCell(measure, metric, train);
  if (metric !== undefined && train !== undefined) {
    return mapped(train, (config): RunnableCell<S> => ({ kind: 'trained', config, metric }));
  }
  if (column.kind === 'ratio' && bench !== undefined) {
    const { mode, fold } = column;
    const cell = (timed: Bench<S>): RunnableCell<S> => benched(settings => ({ mode, fold, ...timed(settings) }));
    if (bench !== 'trained') return mapped(bench, cell);
    return train && mapped(train, config => cell(settings => passOf(config(settings, 0))));
  }
  const { of } = column;
  return of && model && { kind: 'computed', value: () => costNamed(of, costsOf(model)) };
}

/** The pass of what a run trains. @throws RefoldError for a run of a paper's own task, which has several networks */
function passOf(config: ReturnType<Train<unknown>>): BenchCase {
  const { layer, input, batchSize } = config as RunConfig;
  if (layer !== undefined) return { layer, input, batchSize };
  throw new RefoldError("`bench: 'trained'` is for runs that learn one network; say what is timed");
}

/** One of the values that a measurement gives; under the conditions of the row's `train` where that has any. */
function measuredCell<S>(
  measure: Conditional<Measure<S>>,
  metric: string,
  train: Conditional<Train<S>> | undefined,
): Cell<S> {
  const cell = (all: Measure<S>, config?: Train<S>): RunnableCell<S> => ({
    kind: 'measured',
    value: async (settings, context) => {
      const metrics = await all(settings, context);
      const value = metrics[metric];
      if (value === undefined) {
        throw new RefoldError(`no metric '${metric}'. Available: ${Object.keys(metrics).join(', ')}.`);
      }
      return value;
    },
    ...(config && { train: config }),
  });
  if (train === undefined || typeof measure !== 'function') return mapped(measure, all => cell(all));
  return mapped(train, config => cell(measure, config));
}

/** Measures once per seed, however many columns ask. */
function remembered<S>(measure: Measure<S>): Measure<S> {
  const known = new Map<number | undefined, ReturnType<Measure<S>>>();
  return (settings, context) => {
    const values = known.get(context.seed) ?? measure(settings, context);
    known.set(context.seed, values);
    return values;
  };
}
