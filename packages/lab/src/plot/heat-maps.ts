/** Matrices as coloured grids, on one scale. */
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

const CELL = 32;
/** Sides of a cell that shows its value. */
const [WIDE, TALL] = [84, 36];
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
  if (others.length === 0) {
    const { title: _, ...alone } = first!;
    return plotOf(titles, alone);
  }
  const shared = { scale: { color: 'shared' }, legend: { color: 'shared' } };
  return plotOf(titles, { concat: [first, ...others], columns: perRow, resolve: shared });
}

function viewOf(
  { name, values, rows, columns, digits }: HeatMap,
  color: object,
  [low, high]: readonly [number, number],
): Record<string, unknown> {
  const cells = values.flatMap((row, y) =>
    row.map((value, x) => ({
      x: columns?.[x] ?? String(x),
      y: rows?.[y] ?? String(y),
      value,
      ...(digits !== undefined && { text: value.toFixed(digits) }),
    })),
  );
  const named = (names: readonly string[] | undefined, more: object) =>
    names === undefined
      ? null
      : { title: null, ticks: false, domain: false, labelColor: INK.text, labelAngle: 0, labelLimit: 0, ...more };
  const encoding = {
    x: { field: 'x', type: 'nominal', sort: null, axis: named(columns, { orient: 'top' }) },
    y: { field: 'y', type: 'nominal', sort: null, axis: named(rows, {}) },
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
  const [width, height] = digits === undefined ? [CELL, CELL] : [WIDE, TALL];
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
