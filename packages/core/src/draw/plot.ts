/** Scatter plots and bars, with axes, grid and legend. */
import { COLOUR, picture, px, rect, text, textWidth } from './svg.ts';
import { logTicks, shown, ticks } from './ticks.ts';

/** Told apart by eyes of every kind (Okabe and Ito's palette). */
const SERIES = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;
const colourOf = (i: number): string => SERIES[i % SERIES.length]!;

/** A point of a series. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Written beside the point. */
  readonly label?: string;
}

/** Points that belong together, with their name. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  /** Joined by a line, from left to right. */
  readonly line?: boolean;
}

/** Titles, axes and size of a plot. */
export interface PlotOptions {
  readonly title: string;
  /** What the axes say. */
  readonly x: string;
  readonly y: string;
  /** Logarithmic x axis, of a scatter plot; every x is above 0. */
  readonly logX?: boolean;
  /** The same of the y axis. */
  readonly logY?: boolean;
}

/** Bars that stand together. */
export interface BarGroup {
  readonly name: string;
  /** One value a series. */
  readonly values: readonly number[];
}

const [WIDTH, HEIGHT] = [760, 460];
const FRAME = { left: 74, right: 28, top: 58, bottom: 62 };
const [PLOT_WIDTH, PLOT_HEIGHT] = [WIDTH - FRAME.left - FRAME.right, HEIGHT - FRAME.top - FRAME.bottom];

/** Points by series, labels beside them. */
export function scatter(series: readonly Series[], options: PlotOptions): string {
  const all = series.flatMap(({ points }) => points);
  const [xs, ys] = [
    axis(
      all.map(p => p.x),
      options.logX,
    ),
    axis(
      all.map(p => p.y),
      options.logY,
    ),
  ];
  const x = (value: number) => FRAME.left + PLOT_WIDTH * xs.share(value);
  const y = (value: number) => FRAME.top + PLOT_HEIGHT * (1 - ys.share(value));
  const spots = all.map(point => ({ x: x(point.x), y: y(point.y) }));
  const taken: Box[] = spots.map(spot => ({
    left: spot.x - 5,
    right: spot.x + 5,
    top: spot.y - 5,
    bottom: spot.y + 5,
  }));
  const body = [
    ...xs.ticks.map(value => vertical(x(value)) + text(x(value), FRAME.top + PLOT_HEIGHT + 16, shown(value), TICK)),
    ...horizontals(ys.ticks, y),
    ...series.flatMap(({ points, line }, i) => [
      ...(line ? [curve(points, x, y, colourOf(i))] : []),
      ...points.map(point => dot(x(point.x), y(point.y), colourOf(i))),
      ...points.map(point => labelled(x(point.x), y(point.y), point.label ?? '', taken)),
    ]),
    text(FRAME.left + PLOT_WIDTH / 2, HEIGHT - 22, options.x, AXIS),
  ];
  return framed(
    body,
    options,
    series.map(({ name }) => name),
  );
}

/** Groups of bars from zero, a colour a series, the value above each where there is room for it. */
export function bars(groups: readonly BarGroup[], series: readonly string[], options: PlotOptions): string {
  const ys = axis([0, ...groups.flatMap(({ values }) => values)]);
  const y = (value: number) => FRAME.top + PLOT_HEIGHT * (1 - ys.share(value));
  const room = PLOT_WIDTH / Math.max(1, groups.length);
  const width = Math.min(64, (room * 0.72) / Math.max(1, series.length));
  const gap = Math.min(4, width / 4);
  const areValuesShown = (series.length > 1 ? width : room) >= VALUE_WIDTH;
  const body = [
    ...horizontals(ys.ticks, y),
    ...groups.flatMap(({ name, values }, g) => {
      const middle = FRAME.left + room * (g + 0.5);
      return [
        text(middle, FRAME.top + PLOT_HEIGHT + 16, name, { ...TICK, fill: COLOUR.ink }),
        ...values.map((value, i) => {
          const left = middle + (i - values.length / 2) * width;
          const bar = rect(left + gap / 2, y(value), width - gap, y(0) - y(value), `rx="2" fill="${colourOf(i)}"`);
          if (!areValuesShown) return bar;
          return bar + text(left + width / 2, y(value) - 9, shown(Number(value.toPrecision(3))), TICK);
        }),
      ];
    }),
    text(FRAME.left + PLOT_WIDTH / 2, HEIGHT - 22, options.x, AXIS),
  ];
  return framed(body, options, series);
}

/** Pixels that a value of three digits takes. */
const VALUE_WIDTH = 26;
const TICK = { size: 11, fill: COLOUR.muted } as const;
const AXIS = { size: 12.5, fill: COLOUR.ink } as const;

/** Round ends and steps around the values, and where a value stands between the ends. */
function axis(values: readonly number[], log = false) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const steps = log ? logTicks(low, high) : high > low ? ticks(low, high) : ticks(low - 1, low + 1);
  const at = log ? Math.log : Number;
  const [first, last] = [at(steps[0]!), at(steps.at(-1)!)];
  return { ticks: steps, share: (value: number) => (at(value) - first) / (last - first) };
}

const grid = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="${COLOUR.grid}"/>`;
const vertical = (x: number): string => grid(x, FRAME.top, x, FRAME.top + PLOT_HEIGHT);
const horizontals = (values: readonly number[], y: (value: number) => number): readonly string[] =>
  values.map(
    value =>
      grid(FRAME.left, y(value), FRAME.left + PLOT_WIDTH, y(value)) +
      text(FRAME.left - 9, y(value), shown(value), { ...TICK, anchor: 'end' }),
  );

const dot = (x: number, y: number, colour: string): string =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="5" fill="${colour}" stroke="${COLOUR.paper}" stroke-width="1.2"/>`;

function curve(points: readonly Point[], x: (n: number) => number, y: (n: number) => number, colour: string): string {
  const sorted = points.toSorted((a, b) => a.x - b.x);
  const d = sorted.map((p, i) => `${i === 0 ? 'M' : 'L'}${px(x(p.x))} ${px(y(p.y))}`).join('');
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.8" opacity="0.65"/>`;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The label at the place around its point where it meets least. */
function labelled(x: number, y: number, label: string, taken: Box[]): string {
  if (label === '') return '';
  const width = textWidth(label, 11);
  const places = [8, 15].flatMap(away => [
    [x + away, y],
    [x - away - width, y],
    [x - width / 2, y - away - 5],
    [x - width / 2, y + away + 5],
    [x + away - 2, y - away],
    [x + away - 2, y + away],
    [x - away + 2 - width, y - away],
    [x - away + 2 - width, y + away],
  ]) as [number, number][];
  const boxes = places
    .map(([left, middle]) => ({ left, right: left + width, top: middle - 6, bottom: middle + 6 }))
    .filter(isInside)
    .map(box => ({ box, met: taken.filter(other => meets(box, other)).length }))
    .sort((a, b) => a.met - b.met);
  const box = boxes[0]?.box ?? { left: x + 8, right: x + 8 + width, top: y - 6, bottom: y + 6 };
  taken.push(box);
  return text(box.left, (box.top + box.bottom) / 2, label, { size: 11, anchor: 'start' });
}

const isInside = (box: Box): boolean =>
  box.left > FRAME.left && box.right < WIDTH - 8 && box.top > FRAME.top - 8 && box.bottom < HEIGHT - FRAME.bottom;
const meets = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function framed(body: readonly string[], { title, y }: PlotOptions, series: readonly string[]): string {
  const up = FRAME.top + PLOT_HEIGHT / 2;
  let at = WIDTH - FRAME.right;
  const legend = series
    .map((name, i) => ({ name, colour: colourOf(i) }))
    .toReversed()
    .map(({ name, colour }) => {
      at -= textWidth(name, 12) + 22;
      return dot(at + 6, FRAME.top - 14, colour) + text(at + 16, FRAME.top - 14, name, { size: 12, anchor: 'start' });
    });
  return picture(
    WIDTH,
    HEIGHT,
    title,
    [
      text(FRAME.left, 24, title, { size: 15, weight: 600, anchor: 'start' }),
      ...legend,
      text(20, up, y, { ...AXIS, rotate: -90 }),
      ...body,
    ].join('\n'),
  );
}
