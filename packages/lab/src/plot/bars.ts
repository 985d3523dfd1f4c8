/** Bars that stand in groups. */
import { INK } from './palette.ts';
import { colourBy, distinct, type Member, originBy, sharedDomain, sideBySide } from './panels.ts';
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
export interface BarOptions extends Titles {
  readonly x: string;
  readonly y: Axis;
  readonly height?: number;
}

const WIDTH = 600;
/** Pixels that a value of three digits takes. */
const VALUE_WIDTH = 27;

/** Bars from zero, a colour per series, the paper's lighter; the value above each where there is room. Panels share the y axis. */
export function bars(all: readonly Bar[], { x, y, height, ...titles }: BarOptions): PlotSpec {
  const filled = all
    .filter(({ value }) => Number.isFinite(value))
    .map(bar => {
      const { series = '', origin = 'here' } = bar;
      return { ...bar, origin, bar: `${series} ${origin}` };
    });
  const domain =
    y.domain ?? sharedDomain([0, ...filled.flatMap(({ value, low = value, high = value }) => [low, value, high])]);
  const kinds = distinct(filled.map(({ series }) => series)).flatMap(series =>
    distinct(filled.filter(bar => bar.series === series).map(({ bar }) => bar)),
  );
  const color = colourBy(filled, 'square');
  const opacity = originBy(filled, [1, 0.42], {
    symbolType: 'square',
    symbolFillColor: INK.muted,
    symbolStrokeWidth: 0,
  });
  const groups = distinct(filled.map(bar => JSON.stringify([bar.panel, bar.group]))).length;
  const areShown = WIDTH / groups / (kinds.length + 0.4) >= VALUE_WIDTH;
  const body = sideBySide(
    filled,
    (own, panel) => {
      const scale = { zero: true, nice: true, domain };
      const axis = { ...(y.whole && { tickMinStep: 1, format: 'd' }) };
      const encoding = {
        x: {
          field: 'group',
          type: 'nominal',
          sort: null,
          title: x,
          scale: { paddingInner: 0.22, paddingOuter: 0.12 },
          axis: { labelAngle: 0, ticks: false, labelColor: INK.text },
        },
        ...(kinds.length > 1 && {
          xOffset: { field: 'bar', sort: kinds, scale: { domain: kinds, paddingInner: 0.08 } },
        }),
        y: { field: 'value', type: 'quantitative', title: panel === 0 ? y.title : null, scale, axis },
      };
      const intervals = own.filter(({ low }) => low !== undefined);
      return [
        { data: { values: own }, mark: { type: 'bar', cornerRadiusEnd: 2 }, encoding: { ...encoding, color, opacity } },
        ...(intervals.length > 0
          ? [
              {
                data: { values: intervals },
                mark: { type: 'rule', strokeWidth: 1.3, color: INK.title },
                encoding: { ...encoding, y: { ...encoding.y, field: 'low' }, y2: { field: 'high' } },
              },
            ]
          : []),
        ...(areShown ? [valuesOf(own, encoding)] : []),
      ];
    },
    { width: WIDTH, ...(height !== undefined && { height }) },
  );
  return plotOf(titles, body);
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
