/** Values over epochs, batches or layers, as lines. */
import { INK } from './palette.ts';
import {
  colourBy,
  domainOf,
  type GridOptions,
  groupsBy,
  type Member,
  originBy,
  panelled,
  STROKE,
  WIDTH,
} from './panels.ts';
import { type Axis, axisOf, type PlotSpec, plotOf, type Titles } from './spec.ts';

/** A point that a line passes. */
export interface CurvePoint extends Member {
  readonly x: number;
  readonly y: number;
  /** Ends of an interval of y, such as mean ± standard deviation over seeds. */
  readonly low?: number;
  readonly high?: number;
  /** Its place along the line; default: x. */
  readonly order?: number;
}

/** What the axes of a plot of curves say. */
export interface CurveOptions extends Titles, GridOptions {
  readonly x: Axis;
  /** Titles of the x axes of panels that have another. */
  readonly xOf?: Readonly<Record<string, string>>;
  readonly y: Axis;
  /** Whether every panel has a y axis of its own; default: those of a row share one. */
  readonly ownY?: boolean;
  /** Whether series have an order, which their colours show. */
  readonly ordered?: boolean;
  /** A line to compare with, which belongs to no series, in every panel; the subtitle says what it is. */
  readonly guide?: readonly { readonly x: number; readonly y: number }[];
}

/** A line of so few points shows them, and its intervals as bars instead of a band. */
const FEW = 14;

type Placed = CurvePoint & Required<Pick<CurvePoint, 'origin' | 'order'>>;

/**
 * Lines through points, one per series and origin in every panel; those of the paper are dashed. Panels have x axes of their own: a paper's epochs
 * are more than ours. Points that aren't finite are left out.
 */
export function curves(points: readonly CurvePoint[], options: CurveOptions): PlotSpec {
  const { x, xOf = {}, y, ownY = false, ordered = false, guide = [], title, subtitle, ...grid } = options;
  const placed: readonly Placed[] = points
    .filter(point => Number.isFinite(point.x + point.y))
    .map(point => ({ origin: 'here', order: point.x, ...point }));
  const color = colourBy(placed, { symbol: 'stroke', width: grid.width, ordered });
  const strokeDash = originBy(placed, [SOLID, DASHED], {
    symbolType: 'stroke',
    symbolSize: STROKE,
    symbolStrokeColor: INK.muted,
  });
  const body = panelled(
    placed,
    ({ own, title, row, isFirst }) => {
      const along = axisOf('x', {
        ...(x.log && {
          domain: domainOf(
            own.map(({ x }) => x),
            true,
          ),
        }),
        ...x,
        title: xOf[title] ?? x.title,
      });
      const values = [...(ownY ? own : row), ...guide].flatMap(endsOf);
      const up = axisOf('y', { ...y, title: own[0]?.row ?? y.title, domain: y.domain ?? domainOf(values, y.log) });
      const encoding = {
        x: { ...along, axis: { ...along.axis, grid: false } },
        y: isFirst ? up : { ...up, title: null },
        color,
        detail: DETAIL,
      };
      return [...guideOf(guide, encoding), ...layers(own, encoding, strokeDash)];
    },
    grid,
  );
  return plotOf({ title, ...(subtitle !== undefined && { subtitle }) }, grid.width ?? WIDTH, body);
}

const SOLID = [1, 0];
const DASHED = [5, 3];
const DETAIL = [
  { field: 'series', type: 'nominal' },
  { field: 'origin', type: 'nominal' },
];

/** A thin dotted line. */
const guideOf = (values: CurveOptions['guide'] & object, { x, y }: { readonly x: object; readonly y: object }) =>
  values.length === 0
    ? []
    : [
        {
          data: { values },
          mark: { type: 'line', strokeWidth: 1.5, strokeDash: [2, 3], color: INK.muted },
          encoding: { x, y },
        },
      ];

function layers(own: readonly Placed[], encoding: { readonly y: object }, strokeDash: object): readonly object[] {
  const lines = [...groupsBy(own, ({ series, origin }) => JSON.stringify([series, origin])).values()];
  const few = lines.filter(line => line.length <= FEW).flat();
  const many = lines.filter(line => line.length > FEW).flat();
  const interval = { ...encoding, y: { ...encoding.y, field: 'low' }, y2: { field: 'high' } };
  const layer = (values: readonly Placed[], mark: object, of: object) =>
    values.length > 0 ? [{ data: { values }, mark, encoding: of }] : [];
  return [
    ...layer(many.filter(isSpread), { type: 'area', opacity: 0.16 }, interval),
    ...layer(few.filter(isSpread), { type: 'rule', strokeWidth: 1.4, opacity: 0.7 }, interval),
    ...layer(
      own,
      { type: 'line', strokeWidth: 2, strokeJoin: 'round' },
      { ...encoding, strokeDash, order: { field: 'order', type: 'quantitative' } },
    ),
    ...layer(few, { type: 'point', filled: true, size: 30, opacity: 1 }, encoding),
  ];
}

const endsOf = ({ y, low = y, high = y }: Pick<CurvePoint, 'y' | 'low' | 'high'>): readonly number[] => [low, y, high];
const isSpread = ({ low, high }: CurvePoint): boolean => low !== undefined && high !== undefined;
