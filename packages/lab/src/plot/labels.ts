/** Labels beside points, as a layer of a plot. */
import { INK } from './palette.ts';

/** Ends the name of the layer whose marks are placed by `vegaOf`. */
export const LABELS = 'labels';

/** A point that labels keep off, in the units of the axes; with a label, it is what the label names. */
export interface Labelled {
  readonly x: number;
  readonly y: number;
  readonly label?: string;
}

/** Pixels around the middle of a point. */
const RADIUS = 5;

/** The middle of a point and places around it. The transform keeps labels off the data of its mark, each of which is one pixel. */
const AROUND = [
  [0, 0],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map(i => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]),
].map(([dx, dy]) => ({ dx: Math.round(RADIUS * dx!) + 0, dy: Math.round(RADIUS * dy!) + 0 }));

/**
 * The layer: labels of points, and blank ones at and around all points, which come last. Long labels come first: short ones find a place between
 * them.
 */
export function labelLayer(points: readonly Labelled[], x: object, y: object, panel: number): object {
  const named = points.flatMap(({ label, ...at }) => (label ? [{ ...at, label }] : []));
  const inOrder = named.toSorted((a, b) => b.label.length - a.label.length);
  const values = [
    ...inOrder.map(({ x, y, label }, order) => ({ x, y, label, dx: 0, dy: 0, order })),
    ...points.flatMap(({ x, y }) => AROUND.map(({ dx, dy }) => ({ x, y, label: '', dx, dy, order: named.length }))),
  ];
  return {
    name: `${panel}_${LABELS}`,
    data: { values },
    mark: { type: 'text', fontSize: 11, color: INK.text, xOffset: { expr: 'datum.dx' }, yOffset: { expr: 'datum.dy' } },
    encoding: { x, y, text: { field: 'label', type: 'nominal' } },
  };
}
