/** Points with names beside them. */
import { labelLayer } from './labels.ts';
import { INK } from './palette.ts';
import { colourBy, type Member, originBy, sharedDomain, sideBySide } from './panels.ts';
import { type Axis, axisOf, type PlotSpec, plotOf, type Titles } from './spec.ts';

/** A point of a scatter plot. */
export interface ScatterPoint extends Member {
  readonly x: number;
  readonly y: number;
  /** Written beside the point. */
  readonly label?: string;
  /** Ends of an interval of x, such as mean ± standard deviation over rounds of timing. */
  readonly low?: number;
  readonly high?: number;
}

/** What the axes of a scatter plot say. */
export interface ScatterOptions extends Titles {
  readonly x: Axis;
  readonly y: Axis;
  readonly width?: number;
  readonly height?: number;
}

/** Points by series; those of the paper are rings. Panels share both axes. No label lies on a point or on another label. */
export function scatter(points: readonly ScatterPoint[], { x, y, width, height, ...titles }: ScatterOptions): PlotSpec {
  const filled = points.map(point => ({ origin: 'here' as const, ...point })).filter(p => Number.isFinite(p.x + p.y));
  const xs = axisOf('x', {
    domain: sharedDomain(filled.flatMap(({ x, low = x, high = x }) => [low, x, high])),
    ...x,
  });
  const ys = axisOf('y', { domain: sharedDomain(filled.map(({ y }) => y)), ...y });
  const color = colourBy(filled, 'circle');
  const shape = originBy(filled, ['circle', RING], { symbolFillColor: INK.muted, symbolStrokeColor: INK.muted });
  const size = { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
  const body = sideBySide(
    filled,
    (own, panel) => {
      const encoding = { x: xs, y: panel === 0 ? ys : { ...ys, title: null }, color };
      const intervals = own.filter(({ low }) => low !== undefined);
      return [
        ...(intervals.length > 0
          ? [
              {
                data: { values: intervals },
                mark: { type: 'rule', strokeWidth: 1.4, opacity: 0.6 },
                encoding: { ...encoding, x: { ...xs, field: 'low' }, x2: { field: 'high' } },
              },
            ]
          : []),
        {
          data: { values: own },
          mark: { type: 'point', filled: true, size: 62, opacity: 1 },
          encoding: { ...encoding, shape },
        },
        labelLayer(own, xs, encoding.y, panel),
      ];
    },
    size,
  );
  return plotOf(titles, body);
}

/** A ring, as a path that is filled: hollow, whatever lies behind it. */
const RING = 'M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0ZM0.55,0A0.55,0.55,0,1,0,-0.55,0A0.55,0.55,0,1,0,0.55,0Z';
