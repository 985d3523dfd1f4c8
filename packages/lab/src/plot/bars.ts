/** Bars that stand in groups. */
import { INK } from './palette.ts';
import {
  colourBy,
  distinct,
  domainOf,
  type GridOptions,
  groupsBy,
  type Member,
  originBy,
  panelled,
  WIDTH,
} from './panels.ts';
import { type Axis, type PlotSpec, plotOf, type Titles } from './spec.ts';

/** A bar. */
export interface Bar extends Member {
  /** What stands below it. */
  readonly group: string;
  readonly value: number;
  /** Ends of an interval of the value, such as mean ± standard deviation over seeds. */
  readonly low?: number;
  readonly high?: number;
}

/** What the axes of a plot of bars say. */
export interface BarOptions extends Titles, GridOptions {
  readonly x: string;
  readonly y: Axis;
}

/** Pixels that a value of three digits takes. */
const VALUE_WIDTH = 27;

/** Bars from zero, a colour per series, the paper's lighter; the value above each where there is room. Panels of a row share the y axis. */
export function bars(all: readonly Bar[], options: BarOptions): PlotSpec {
  const { x, y, title, subtitle, width = WIDTH, ...grid } = options;
  const placed = all
    .filter(({ value }) => Number.isFinite(value))
    .map(bar => ({ origin: 'here' as const, ...bar, bar: `${bar.series ?? ''} ${bar.origin ?? 'here'}` }));
  const color = colourBy(placed, { symbol: 'square', width });
  const opacity = originBy(placed, [1, 0.42], {
    symbolType: 'square',
    symbolFillColor: INK.muted,
    symbolStrokeWidth: 0,
  });
  const body = panelled(
    placed,
    ({ own, row, isFirst }) => {
      const kinds = kindsOf(own);
      const groups = distinct(own.map(({ group }) => group)).length;
      const columns = grid.perRow ?? distinct(row.map(({ panel }) => panel)).length;
      const areShown = width / columns / groups / (kinds.length + 0.4) >= VALUE_WIDTH;
      const ends = row.flatMap(({ value, low = value, high = value }) => [
        low,
        value,
        high * (areShown ? HEADROOM : 1),
      ]);
      const encoding = {
        x: { field: 'group', type: 'nominal', sort: null, title: x, scale: GROUPS, axis: BELOW },
        ...(kinds.length > 1 && {
          xOffset: { field: 'bar', sort: kinds, scale: { domain: kinds, paddingInner: 0.08 } },
        }),
        y: {
          field: 'value',
          type: 'quantitative',
          title: isFirst ? (own[0]?.row ?? y.title) : null,
          scale: { zero: true, nice: true, domain: y.domain ?? domainOf([0, ...ends]) },
          axis: { ...(y.whole && { tickMinStep: 1, format: ',d' }) },
        },
      };
      const mark = { data: { values: own }, mark: { type: 'bar' }, encoding: { ...encoding, color, opacity } };
      return [mark, ...intervalsOf(own, encoding), ...(areShown ? [valuesOf(own, encoding)] : [])];
    },
    { width, ...grid },
  );
  return plotOf({ title, ...(subtitle !== undefined && { subtitle }) }, width, body);
}

/** How much higher than its bars a plot is that shows their values. */
const HEADROOM = 1.07;
const GROUPS = { paddingInner: 0.22, paddingOuter: 0.12 } as const;
const BELOW = { labelAngle: 0, ticks: false, labelColor: INK.text, labelLimit: 0 } as const;

/** The bars of a group, in the order in which they stand: by series, ours before the paper's. */
const kindsOf = (own: readonly (Bar & { readonly bar: string })[]): readonly string[] =>
  [...groupsBy(own, ({ series = '' }) => series).values()].flatMap(bars =>
    distinct(bars.toSorted((a, b) => (a.origin ?? '').localeCompare(b.origin ?? '')).map(({ bar }) => bar)),
  );

/** A rule through the end of each bar that has an interval. */
function intervalsOf(own: readonly Bar[], encoding: { readonly y: object }): readonly object[] {
  const values = own.filter(({ low, high }) => low !== undefined && high !== undefined);
  const mark = { type: 'rule', strokeWidth: 1.3, color: INK.title };
  const ends = { ...encoding, y: { ...encoding.y, field: 'low' }, y2: { field: 'high' } };
  return values.length === 0 ? [] : [{ data: { values }, mark, encoding: ends }];
}

/** The value of each bar, to three digits, above it and its interval. */
const valuesOf = (own: readonly Bar[], encoding: { readonly y: object }): object => ({
  data: {
    values: own.map(bar => ({
      ...bar,
      top: Math.max(bar.value, bar.high ?? bar.value),
      text: Number(bar.value.toPrecision(3)).toLocaleString('en-US'),
    })),
  },
  mark: { type: 'text', dy: -8, fontSize: 11, color: INK.muted },
  encoding: { ...encoding, y: { ...encoding.y, field: 'top' }, text: { field: 'text', type: 'nominal' } },
});
