/** Matrices as coloured grids, on one scale. */
import { textWidth } from '@refold/core/draw';
import { INK } from './palette.ts';
import { domainOf } from './panels.ts';
import { type PlotSpec, plotOf, type Titles } from './spec.ts';

/** A matrix of numbers and what it is called. */
export interface HeatMap {
  readonly name: string;
  /** Rows of equal length, from the top. */
  readonly values: readonly (readonly number[])[];
  /** Names of rows and columns; default: none. */
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
  /** Digits after the point of the value in each cell; default: no values. */
  readonly digits?: number;
}

/** How heat maps look. */
export interface HeatMapOptions extends Titles {
  /** What the colours say. */
  readonly scale: string;
  /** Maps in a row; default: all. */
  readonly perRow?: number;
}

/** Between maps, and the least width that a title is broken to. */
const [BETWEEN, LEAST] = [28, 240];
const CELL = 36;
/** Sides of a cell that shows its value. */
const [WIDE, TALL] = [64, 36];
/** Colours of values in cells, which have the same background on light and dark pages. */
const [ON_LIGHT, ON_DARK] = ['#101418', '#fdfdfe'];

/** Grids of cells, darker for larger values; names of rows stand left, those of columns above. */
export function heatMaps(
  maps: readonly HeatMap[],
  { scale, perRow = maps.length, ...titles }: HeatMapOptions,
): PlotSpec {
  const domain = domainOf(maps.flatMap(({ values }) => values.flat()));
  const color = {
    field: 'value',
    type: 'quantitative',
    title: scale,
    scale: { domain, range: ['#eef4fb', '#9cc3e4', '#3b86c4', '#0b3c73'], type: 'linear' },
    legend: {
      orient: 'bottom',
      gradientLength: 200,
      gradientThickness: 11,
      titleAnchor: 'start',
      tickCount: 4,
      offset: 18,
    },
  };
  const [first, ...others] = maps.map(map => viewOf(map, color, domain));
  const width = [first!, ...others].slice(0, perRow).reduce((sum, view) => sum + view.width + BETWEEN, -BETWEEN);
  if (others.length === 0) {
    const { title: _, ...alone } = first!;
    return plotOf(titles, Math.max(width, LEAST), alone);
  }
  const shared = { scale: { color: 'shared' }, legend: { color: 'shared' } };
  return plotOf(titles, Math.max(width, LEAST), { concat: [first, ...others], columns: perRow, resolve: shared });
}

function viewOf(
  { name, values, rows, columns, digits }: HeatMap,
  color: object,
  [low, high]: readonly [number, number],
): { readonly title: object; readonly width: number; readonly [part: string]: unknown } {
  const cells = values.flatMap((row, y) =>
    row.map((value, x) => ({
      x: columns?.[x] ?? String(x),
      y: rows?.[y] ?? String(y),
      value,
      ...(digits !== undefined && { text: value.toFixed(digits) }),
    })),
  );
  const axisOf = (names: readonly string[] | undefined, more: object) =>
    names === undefined
      ? null
      : { title: null, ticks: false, domain: false, labelColor: INK.text, labelAngle: 0, labelLimit: 0, ...more };
  const encoding = {
    x: { field: 'x', type: 'nominal', sort: null, axis: axisOf(columns, { orient: 'top' }) },
    y: { field: 'y', type: 'nominal', sort: null, axis: axisOf(rows, {}) },
  };
  const isDark = `datum.value > ${low + 0.55 * (high - low)}`;
  const text = {
    mark: { type: 'text', fontSize: 12 },
    encoding: {
      ...encoding,
      text: { field: 'text', type: 'nominal' },
      color: { condition: { test: isDark, value: ON_DARK }, value: ON_LIGHT },
    },
  };
  const named = Math.max(0, ...(columns ?? []).map(words => textWidth(words, 11) + 12));
  const [width, height] = digits === undefined ? [CELL, CELL] : [Math.max(WIDE, named), TALL];
  return {
    title: { text: name, fontSize: 12, fontWeight: 500, anchor: 'middle', offset: 8, frame: 'group' },
    width: width * (values[0]?.length ?? 0),
    height: height * values.length,
    data: { values: cells },
    layer: [
      { mark: { type: 'rect', stroke: INK.card, strokeWidth: 1.5 }, encoding: { ...encoding, color } },
      ...(digits === undefined ? [] : [text]),
    ],
  };
}
