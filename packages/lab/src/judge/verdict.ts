/** How a measured cell stands to the figure that the paper prints. */

import type { Column, RatioColumn } from '../define/columns.ts';
import { printedName, type Row } from '../define/rows.ts';
import { inUnit, median, printedDigits, shorten, show, summarize } from './numbers.ts';
import type { Printed, PrintedTable } from './printed.ts';

/** What a cell came to: raw figures, in base units (one a seed, or one a round). */
export type Outcome =
  | { readonly kind: 'value'; readonly value: number | string }
  /** @property conditions what disturbed a timing, in words */
  | { readonly kind: 'samples'; readonly samples: readonly number[]; readonly conditions?: string }
  /** The row that a ratio is to: 1 by definition. */
  | { readonly kind: 'reference' }
  | { readonly kind: 'not run'; readonly reason: string }
  /** The paper takes its value from elsewhere. */
  | { readonly kind: 'quoted' };

export type Verdict =
  | ''
  | 'match'
  | 'mismatch'
  | 'close'
  | 'differs'
  | 'not comparable'
  /** 1 by definition: the row that a ratio is to. */
  | 'reference'
  | 'quoted'
  | `not run (${string})`;

/** How many cells are a `mismatch`, as a sentence without its stop. */
export const mismatchCount = (n: number): string =>
  `${n} ${n === 1 ? "value that must match doesn't" : "values that must match don't"} equal the paper's`;

/** A cell's columns of the results CSV that depend on what was measured. Empty where there is nothing to say. */
export interface Judged {
  readonly paper: string;
  readonly source: string;
  readonly measured: string;
  readonly std: string;
  readonly n: string;
  /** In the column's unit, one a seed or round, in their order; separated by spaces. */
  readonly values: string;
  readonly delta: string;
  readonly verdict: Verdict;
}

type RowName = Pick<Row<never>, 'name' | 'printed' | 'baseline'>;

/** The figure to hold a cell against: what the paper prints, or for a ratio the quotient of two printed figures. */
export function paperFigure(
  table: PrintedTable,
  row: RowName,
  columnKey: string,
  column: Column,
  rows: readonly RowName[],
): Printed | undefined {
  if (column.kind === 'measured') return undefined;
  const name = column.printed ?? columnKey;
  const find = (row: RowName): Printed | undefined => {
    const printed = printedName(row);
    return printed === undefined ? undefined : table.find(printed, name);
  };
  const own = find(row);
  if (column.kind !== 'ratio' || own === undefined) return own;
  const reference = find(rows.find(({ name }) => name === column.to) ?? { name: column.to });
  const quotient = Number(own.value) / Number(reference?.value);
  if (reference === undefined || !Number.isFinite(quotient)) return undefined;
  const recalled = [own, reference].find(figure => figure.confidence === 'recalled');
  return { ...(recalled ?? own), value: show(quotient, column.digits), unit: column.unit };
}

/** Where a printed figure comes from; one that was recalled, not looked up, says so. */
export const sourceOf = (printed: Printed): string =>
  printed.confidence === 'recalled' ? `${printed.source} (unverified)` : printed.source;

/** Under which conditions a cell is judged; default: neither. */
export interface Conditions {
  /** Whether data, network and schedule are the paper's; of scores only. */
  readonly comparable?: boolean;
  /** Whether the printed value contradicts the paper's own rule; of exact values only. */
  readonly disputed?: boolean;
}

/** What the results CSV says of a cell. An exact column's value must equal the printed one, that of every seed or round where there are several. */
export function judge(
  column: Column,
  printed: Printed | undefined,
  outcome: Outcome,
  conditions: Conditions = {},
): Judged {
  const paper = { paper: printed?.value ?? '', source: printed ? sourceOf(printed) : '' };
  const blank = { measured: '', std: '', n: '', values: '', delta: '', verdict: '' as const };
  switch (outcome.kind) {
    case 'not run':
      return { ...paper, ...blank, verdict: `not run (${outcome.reason})` };
    case 'quoted':
      return { ...paper, ...blank, verdict: 'quoted' };
    case 'reference':
      return {
        ...paper,
        ...blank,
        measured: show(1, column.digits),
        verdict: printed === undefined ? '' : 'reference',
      };
    case 'value':
      return { ...paper, ...blank, ...judgeValue(column, printed, outcome.value, conditions) };
    case 'samples':
      return { ...paper, ...judgeSamples(column, printed, outcome.samples, conditions) };
  }
}

function judgeValue(
  column: Column,
  printed: Printed | undefined,
  value: number | string,
  conditions: Conditions,
): Pick<Judged, 'measured' | 'delta' | 'verdict'> {
  const digits = digitsOf(column, printed);
  const measured = typeof value === 'string' ? value : shown(column, inUnit(value, column.unit), digits);
  if (printed === undefined) return { measured, delta: '', verdict: '' };
  const own = column.kind === 'exact' || typeof value === 'string' ? Number(measured) : inUnit(value, column.unit);
  const delta = own - Number(printed.value);
  return {
    measured,
    delta: Number.isNaN(delta) ? '' : show(delta, digits),
    verdict:
      column.kind === 'exact'
        ? equality([measured], printed, conditions)
        : verdictOf(column, printed, [], delta, conditions),
  };
}

const digitsOf = (column: Column, printed: Printed | undefined): number | undefined =>
  (printed && printedDigits(printed.value)) ?? column.digits;

function equality(measured: readonly string[], { value }: Printed, { disputed }: Conditions): Verdict {
  const equals = (text: string) => Number(text) === Number(value) || plain(text) === plain(value);
  if (measured.every(equals)) return 'match';
  return disputed ? 'differs' : 'mismatch';
}

const shown = (column: Column, value: number, digits: number | undefined): string =>
  column.kind === 'exact' && digits !== undefined
    ? shorten(value, digits, column.rounding)
    : show(value, digits, column.kind === 'exact' ? 12 : 4);

/** Words are compared without regard to case and spacing. */
const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, '');

/** Significant digits of single values: more than float32 has. */
const VALUE_DIGITS = 9;

function judgeSamples(
  column: Column,
  printed: Printed | undefined,
  samples: readonly number[],
  conditions: Conditions,
): Omit<Judged, 'paper' | 'source'> {
  const values = samples.map(sample => inUnit(sample, column.unit));
  const { n, mean, std } = summarize(values);
  const center = column.kind === 'ratio' ? median(values) : mean;
  const delta = center - Number(printed?.value);
  return {
    measured: column.kind === 'exact' ? shown(column, center, digitsOf(column, printed)) : show(center, column.digits),
    std: Number.isNaN(std) ? '' : show(std, column.digits),
    n: String(n),
    values: values.map(value => String(Number(value.toPrecision(VALUE_DIGITS)))).join(' '),
    delta: Number.isNaN(delta) ? '' : show(delta, column.digits),
    verdict: printed === undefined ? '' : verdictOf(column, printed, values, delta, conditions),
  };
}

function verdictOf(
  column: Column,
  printed: Printed,
  values: readonly number[],
  delta: number,
  conditions: Conditions,
): Verdict {
  if (column.kind === 'exact') {
    const texts = values.map(value => shown(column, value, digitsOf(column, printed)));
    return equality(texts, printed, conditions);
  }
  if (column.kind === 'measured') return '';
  if (Number.isNaN(delta)) return 'not comparable';
  const isComparable = column.kind === 'ratio' ? column.comparable : conditions.comparable;
  if (!isComparable) return 'not comparable';
  return Math.abs(delta) <= toleranceOf(column, Number(printed.value)) ? 'close' : 'differs';
}

/** A ratio's tolerance is relative, a score's is in the column's unit. */
const toleranceOf = (column: RatioColumn | Extract<Column, { kind: 'score' }>, paper: number): number =>
  column.kind === 'ratio' ? column.tolerance * Math.abs(paper) : column.tolerance;
