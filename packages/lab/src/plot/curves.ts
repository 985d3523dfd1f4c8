/** Values over epochs, batches or layers, as lines. */

import { INK } from './palette.ts';
import type { Member } from './panels.ts';
import { colourBy, groupsBy, originBy, sharedDomain, sideBySide } from './panels.ts';
import { type Axis, axisOf, type PlotSpec, plotOf, type Titles } from './spec.ts';

/** A point that a line passes. */
export interface CurvePoint extends Member {
  readonly x: number;
  readonly y: number;
  /** Ends of an interval of y, such as mean ± standard deviation over seeds. */
  readonly low?: number;
  readonly high?: number;
}

/** What the axes of a plot of curves say. */
export interface CurveOptions extends Titles {
  readonly x: Axis;
  readonly y: Axis;
}

const withoutGrid = (encoding: ReturnType<typeof axisOf>) => ({ ...encoding, axis: { ...encoding.axis, grid: false } });

/** A line of so few points shows them. */
const FEW = 14;

/**
 * Lines through points, one per series and origin in every panel: dashed where they are the paper's. Panels share the y axis; x axes are their
 * own, since a paper's epochs are more than ours.
 */
export function curves(points: readonly CurvePoint[], { x, y, ...titles }: CurveOptions): PlotSpec {
  const filled = points.map(point => ({ origin: 'here' as const, ...point })).filter(p => Number.isFinite(p.x + p.y));
  const domain = y.domain ?? sharedDomain(filled.flatMap(({ y, low = y, high = y }) => [low, y, high]));
  const color = colourBy(filled, 'stroke');
  const strokeDash = originBy(
    filled,
    [
      [1, 0],
      [5, 3],
    ],
    {
      symbolType: 'stroke',
      symbolSize: 500,
      symbolStrokeColor: INK.muted,
    },
  );
  const detail = [
    { field: 'series', type: 'nominal' },
    { field: 'origin', type: 'nominal' },
  ];
  const body = sideBySide(filled, (own, panel) => {
    const xs = withoutGrid(axisOf('x', x));
    const ys = axisOf('y', { ...y, domain });
    const encoding = { x: xs, y: panel === 0 ? ys : { ...ys, title: null }, color, detail };
    const banded = own.some(({ low }) => low !== undefined);
    const few = lines(own)
      .filter(line => line.length <= FEW)
      .flat();
    return [
      ...(banded
        ? [
            {
              data: { values: own },
              mark: { type: 'area', opacity: 0.16 },
              encoding: { ...encoding, y: { ...encoding.y, field: 'low' }, y2: { field: 'high' } },
            },
          ]
        : []),
      {
        data: { values: own },
        mark: { type: 'line', strokeWidth: 2, strokeJoin: 'round', clip: false },
        encoding: { ...encoding, strokeDash, order: { field: 'x', type: 'quantitative' } },
      },
      ...(few.length > 0
        ? [
            {
              data: { values: few },
              mark: { type: 'point', filled: true, size: 26, opacity: 1, strokeWidth: 1.4 },
              encoding,
            },
          ]
        : []),
    ];
  });
  return plotOf(titles, body);
}

/** The points of each line. */
const lines = (points: readonly CurvePoint[]): readonly (readonly CurvePoint[])[] => [
  ...groupsBy(points, ({ series, origin }) => JSON.stringify([series, origin])).values(),
];
