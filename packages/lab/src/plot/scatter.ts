/** Points with names beside them. */
import { labelLayer } from './labels.ts';
import { INK } from './palette.ts';
import { colourBy, domainOf, type GridOptions, type Member, originBy, panelled, WIDTH } from './panels.ts';
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
export interface ScatterOptions extends Titles, GridOptions {
  readonly x: Axis;
  readonly y: Axis;
}

/** Points by series; those of the paper are rings. Panels share both axes. No label lies on a point or on another label. */
export function scatter(points: readonly ScatterPoint[], options: ScatterOptions): PlotSpec {
  const { x, y, title, subtitle, ...grid } = options;
  const placed = points
    .filter(point => Number.isFinite(point.x + point.y))
    .map(point => ({ origin: 'here' as const, ...point }));
  const [least, most] = domainOf(
    placed.flatMap(({ x, low = x, high = x }) => [low, x, high]),
    x.log,
  );
  const along = axisOf('x', { domain: x.log ? [least / BESIDE, most * BESIDE] : [least, most], ...x });
  const up = axisOf('y', {
    domain: domainOf(
      placed.map(({ y }) => y),
      y.log,
    ),
    ...y,
  });
  const color = colourBy(placed, { symbol: 'circle', width: grid.width });
  const shape = originBy(placed, ['circle', RING], { symbolFillColor: INK.muted, symbolStrokeWidth: 0 });
  const body = panelled(
    placed,
    ({ own, index, isFirst }) => {
      const encoding = { x: along, y: isFirst ? up : { ...up, title: null }, color };
      const spread = own.filter(({ low, high }) => low !== undefined && high !== undefined);
      const interval = { ...encoding, x: { ...along, field: 'low' }, x2: { field: 'high' } };
      const rules = {
        data: { values: spread },
        mark: { type: 'rule', strokeWidth: 1.4, opacity: 0.6 },
        encoding: interval,
      };
      const mark = { type: 'point', filled: true, size: 62, opacity: 1 };
      return [
        ...(spread.length > 0 ? [rules] : []),
        { data: { values: own }, mark, encoding: { ...encoding, shape } },
        labelLayer([...own, ...spread.flatMap(alongInterval)], along, encoding.y, index),
      ];
    },
    grid,
  );
  return plotOf({ title, ...(subtitle !== undefined && { subtitle }) }, grid.width ?? WIDTH, body);
}

/** Points on the interval of a point, close enough that no label lies on it. */
const alongInterval = ({ y, low, high }: ScatterPoint) =>
  Array.from({ length: 9 }, (_, i) => ({ x: low! + (i / 8) * (high! - low!), y }));

/** A logarithmic axis has no round ends near its points: it is this many times as long at each. */
const BESIDE = 1.2;

/** A ring, as a path that is filled: hollow, whatever lies behind it. */
const RING = 'M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0ZM0.55,0A0.55,0.55,0,1,0,-0.55,0A0.55,0.55,0,1,0,0.55,0Z';
