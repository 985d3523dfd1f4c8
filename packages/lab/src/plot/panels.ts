/** Plots of several panels, in rows and columns, with one legend. */
import { colourOf, rampOf } from './palette.ts';

/** Whose values they are: measured in this repository, or printed by the paper. */
export type Origin = 'here' | 'paper';

/** Where a value is drawn, and what it belongs to. */
export interface Member {
  /** What its colour says; default: all are of one colour. */
  readonly series?: string;
  /** Default: here. */
  readonly origin?: Origin;
  /** The title of its panel; panels stand side by side, in the order in which they first come. */
  readonly panel?: string;
  /** What the y axis of its row of panels says, where there are several rows. */
  readonly row?: string;
}

/** The different values, in the order in which they first come. */
export const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** The values that have the same key, by key, in the order in which keys first come. */
export const groupsBy = <T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> =>
  new Map(distinct(values.map(keyOf)).map(key => [key, values.filter(value => keyOf(value) === key)]));

/** A panel's members and its place. */
export interface Panel<M extends Member> {
  readonly own: readonly M[];
  readonly title: string;
  /** Counted from 0 through all rows. */
  readonly index: number;
  /** Whether it is the first of its row, and has the title of the y axis. */
  readonly isFirst: boolean;
  /** All members of its row of panels, which share a y axis. */
  readonly row: readonly M[];
}

/** The size of a plot's panels together, without axes, and how many stand in a row (default: all). */
export interface GridOptions {
  readonly width?: number;
  /** Of each panel. */
  readonly height?: number;
  readonly perRow?: number;
}

const [WIDTH, HEIGHT, APART] = [640, 290, 34];

/** Panels that fill the width of the plot; one alone needs no title. */
export function panelled<M extends Member>(
  members: readonly M[],
  layersOf: (panel: Panel<M>) => readonly object[],
  { width = WIDTH, height = HEIGHT, perRow }: GridOptions,
): object {
  const rows = [...groupsBy(members, ({ row = '' }) => row).values()];
  const panels = rows.flatMap((row, r) =>
    [...groupsBy(row, ({ panel = '' }) => panel)].map(([title, own], i) => ({ own, title, row, r, i })),
  );
  const columns = perRow ?? Math.max(...panels.map(({ i }) => i + 1));
  const views = panels.map(({ own, title, row, r, i }, index) => ({
    ...(title !== '' && (r === 0 || perRow !== undefined) && { title: { text: title, ...PANEL_TITLE } }),
    width: Math.round((width - APART * (columns - 1)) / columns),
    height,
    layer: layersOf({ own, title, index, row, isFirst: i % columns === 0 }),
  }));
  if (views.length > 1) return { concat: views, columns, resolve: { scale: SHARED, legend: SHARED } };
  const { title: _, ...alone } = { title: undefined, ...views[0]! };
  return alone;
}

const PANEL_TITLE = { fontSize: 12, fontWeight: 500, offset: 8, frame: 'group' } as const;
const SHARED = { color: 'shared', strokeDash: 'shared', opacity: 'shared', shape: 'shared' } as const;

/** Letters in a row of a legend. */
const LETTERS = 84;

/** How many names of a legend stand in a row. */
function columnsFor(names: readonly string[]): number {
  const longest = Math.max(...names.map(name => name.length)) + 6;
  return Math.max(1, Math.min(names.length, Math.floor(LETTERS / longest)));
}

/**
 * The colour of a member; a legend if there is more than one series.
 * @param ordered whether the series have an order, which the colours then show
 */
export function colourBy(members: readonly Member[], symbol: 'stroke' | 'circle' | 'square', ordered = false): object {
  const names = distinct(members.flatMap(({ series }) => series ?? []));
  if (names.length === 0) return { value: colourOf(0) };
  const legend = { symbolType: symbol, columns: columnsFor(names), symbolOpacity: 1, symbolSize: SYMBOL[symbol] };
  return {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain: names, range: ordered ? rampOf(names.length) : names.map((_, i) => colourOf(i)) },
    legend: names.length > 1 ? legend : null,
  };
}

const SYMBOL = { stroke: 250, circle: 90, square: 110 } as const;

/** An encoding by origin, with a legend if there are both: the first of `range` is here, the second the paper's. */
export const originBy = (members: readonly Member[], range: readonly unknown[], legend: object): object => ({
  field: 'origin',
  type: 'nominal',
  sort: ['here', 'paper'],
  title: null,
  scale: { domain: ['here', 'paper'], range },
  legend: distinct(members.map(({ origin }) => origin ?? 'here')).length > 1 ? legend : null,
});

/** The least and the largest of numbers, apart. */
export function domainOf(values: readonly number[]): readonly [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 1, high + 1];
}
