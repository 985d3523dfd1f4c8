/** Plots of several panels side by side, with axes to compare by and one legend. */
import { colourOf } from './palette.ts';
import { extent } from './spec.ts';

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
}

/** The different values, in the order in which they first come. */
export const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** The values that have the same key, by key, in the order in which keys first come. */
export const groupsBy = <T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> =>
  new Map(distinct(values.map(keyOf)).map(key => [key, values.filter(value => keyOf(value) === key)]));

const HEIGHT = 300;
const WHOLE = 600;

/** Panels in one row that fill the width of the plot; one alone needs no title. */
export function sideBySide<M extends Member>(
  members: readonly M[],
  layersOf: (own: readonly M[], panel: number) => readonly object[],
  { width = WHOLE, height = HEIGHT }: { readonly width?: number; readonly height?: number } = {},
): object {
  const panels = [...groupsBy(members, ({ panel = '' }) => panel)];
  const [room, apart] = [width - 30 * (panels.length - 1), panels.length];
  const views = panels.map(([title, own], i) => ({
    ...(panels.length > 1 && { title: { text: title, fontSize: 12, fontWeight: 500, offset: 8, frame: 'group' } }),
    width: Math.round(room / apart),
    height,
    layer: layersOf(own, i),
  }));
  return views.length === 1 ? views[0]! : { hconcat: views, resolve: SHARED };
}

const SHARED = {
  scale: { color: 'shared', strokeDash: 'shared', opacity: 'shared', shape: 'shared', fill: 'shared' },
  legend: { color: 'shared', strokeDash: 'shared', opacity: 'shared', shape: 'shared', fill: 'shared' },
} as const;

/** Legends of so few words that they stand in a row; longer ones are broken. */
const ROW = 84;

/** How many names of a legend stand in a row. */
export function columnsFor(names: readonly string[]): number {
  const longest = Math.max(...names.map(name => name.length)) + 6;
  return Math.max(1, Math.min(names.length, Math.floor(ROW / longest)));
}

/** The colour of a member; a legend if there is more than one series. */
export function colourBy(members: readonly Member[], symbol: 'stroke' | 'circle' | 'square'): object {
  const names = distinct(members.flatMap(({ series }) => series ?? []));
  if (names.length === 0) return { value: colourOf(0) };
  const legend =
    names.length > 1
      ? { symbolType: symbol, columns: columnsFor(names), symbolOpacity: 1, symbolSize: symbol === 'stroke' ? 250 : 90 }
      : null;
  return {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain: names, range: names.map((_, i) => colourOf(i)) },
    legend,
  };
}

/** Whether there are values of both origins. */
export const isCompared = (members: readonly Member[]): boolean =>
  distinct(members.map(({ origin = 'here' }) => origin)).length > 1;

/** An encoding by origin: the first of `range` is here, the second the paper's. */
export const originBy = (members: readonly Member[], range: readonly unknown[], legend: object | null): object => ({
  field: 'origin',
  type: 'ordinal',
  title: null,
  scale: { domain: ['here', 'paper'], range },
  legend: isCompared(members) ? legend : null,
});

/** The ends that panels share, around all values. */
export const sharedDomain = (values: readonly number[]): readonly [number, number] => {
  const [low, high] = extent(values.filter(Number.isFinite));
  return low < high ? [low, high] : [low - 1, high + 1];
};
