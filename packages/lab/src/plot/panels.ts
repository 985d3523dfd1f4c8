/** Plots of several panels, in rows and columns, with one legend. */
import { textWidth } from '@refold/core/draw';
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

/** The default width of a plot. */
export const WIDTH = 640;
const [HEIGHT, APART] = [290, 34];

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
  if (views.length > 1)
    return { concat: views, columns, resolve: { scale: { ...SHARED, xOffset: 'independent' }, legend: SHARED } };
  const { title: _, ...alone } = { title: undefined, ...views[0]! };
  return alone;
}

const PANEL_TITLE = { fontSize: 12, fontWeight: 500, offset: 8, frame: 'group' } as const;
const SHARED = { color: 'shared', strokeDash: 'shared', opacity: 'shared', shape: 'shared' } as const;

/** How many names of a legend stand in a row of this width, each column as wide as its longest. */
function columnsFor(names: readonly string[], width: number): number {
  const widthOf = (columns: number): number =>
    Array.from({ length: columns }, (_, c) =>
      Math.max(...names.filter((_, i) => i % columns === c).map(name => textWidth(name, 12) + BESIDE_NAME)),
    ).reduce((a, b) => a + b, 0);
  return names.map((_, i) => names.length - i).find(columns => widthOf(columns) <= width) ?? 1;
}

/** Pixels of a symbol and the gaps around it. */
const BESIDE_NAME = 40;
/** Of the legend of origins. */
const ORIGINS = 170;

/** The size of a stroke in a legend, long enough for its dashes. */
export const STROKE = 360;
const SYMBOL = { stroke: STROKE, circle: 110, square: 110 } as const;

/** How colours are given. */
interface Colouring {
  readonly symbol: 'stroke' | 'circle' | 'square';
  /** Of the plot. */
  readonly width?: number | undefined;
  /** Whether the series have an order, which the colours then show: those here, and those of the paper. */
  readonly ordered?: boolean;
}

/** The colour of a member; a legend if there is more than one series. */
export function colourBy(members: readonly Member[], { symbol, width = WIDTH, ordered = false }: Colouring): object {
  const names = distinct(members.flatMap(({ series }) => series ?? []));
  if (names.length === 0) return { value: colourOf(0) };
  const ours = names.filter(name => members.some(({ series, origin }) => series === name && origin !== 'paper'));
  const ramps = [...rampOf(ours.length), ...rampOf(names.length - ours.length)];
  const room = width - (isCompared(members) ? ORIGINS : 0);
  return {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain: names, range: ordered ? ramps : names.map((_, i) => colourOf(i)) },
    legend:
      names.length > 1
        ? { symbolType: symbol, symbolSize: SYMBOL[symbol], symbolOpacity: 1, columns: columnsFor(names, room) }
        : null,
  };
}

/** Whether there are values of both origins. */
const isCompared = (members: readonly Member[]): boolean =>
  distinct(members.map(({ origin }) => origin ?? 'here')).length > 1;

/** An encoding by origin, with a legend if there are both: the first of `range` is here, the second the paper's. */
export const originBy = (members: readonly Member[], range: readonly unknown[], legend: object): object => ({
  field: 'origin',
  type: 'nominal',
  sort: ['here', 'paper'],
  title: null,
  scale: { domain: ['here', 'paper'], range },
  legend: isCompared(members) ? legend : null,
});

/** The least and the largest of numbers; ends around them where all are equal, which above 0 stay there on a logarithmic axis. */
export function domainOf(values: readonly number[], log = false): readonly [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low < high) return [low, high];
  return log ? [low / 2, high * 2] : [low - 1, high + 1];
}
