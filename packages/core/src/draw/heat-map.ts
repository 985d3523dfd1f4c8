/** Matrices as coloured grids, side by side on one scale. */
import { COLOUR, picture, px, rect, text, textWidth } from './svg.ts';

/** A matrix of numbers and what it is called. */
export interface HeatMap {
  readonly name: string;
  /** Rows of equal length, from the top. */
  readonly values: readonly (readonly number[])[];
  /** Names of rows and columns; default: none. */
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
  /** Digits after the point of the value in each cell; default: no values. */
  readonly digits?: number;
}

const CELL = 30;
/** Side of a cell that shows its value. */
const WIDE_CELL = 64;
const GAP = 46;
const FRAME = { left: 28, right: 28, top: 84, bottom: 64 };
/** Size of names. */
const NAME = 12;

/** From light to dark, even in lightness: cold to warm would tell more than there is. */
const LIGHT = [247, 250, 255];
const DARK = [8, 48, 107];

/** Grids of cells, darker for larger values, with the scale below; names of rows on the left, of columns above. */
export function heatMaps(maps: readonly HeatMap[], { title }: { readonly title: string }): string {
  const all = maps.flatMap(({ values }) => values.flat());
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const share = (value: number): number => (most > least ? (value - least) / (most - least) : 0);
  const grids = maps.map(gridOf);
  const height = Math.max(...grids.map(grid => grid.height));
  const inner = grids.reduce((sum, grid) => sum + grid.width, GAP * (maps.length - 1));
  const width = Math.max(inner + FRAME.left + FRAME.right, 640);
  const top = FRAME.top + (maps.some(({ columns }) => columns !== undefined) ? 22 : 0);
  let left = (width - inner) / 2;
  const body = grids.map(grid => {
    const drawn = drawGrid(grid, left, top, share);
    left += grid.width + GAP;
    return drawn;
  });
  return picture(
    width,
    top + height + FRAME.bottom,
    title,
    [
      text(width / 2, 30, title, { size: 15, weight: 600 }),
      ...body,
      legend(width / 2, top + height + 26, least, most),
    ].join('\n'),
  );
}

/** A matrix with the room that it takes. */
interface Grid extends HeatMap {
  readonly cell: number;
  /** Of names of rows. */
  readonly margin: number;
  readonly width: number;
  readonly height: number;
}

function gridOf(map: HeatMap): Grid {
  const { values, rows = [], columns = [], digits } = map;
  const named = Math.max(0, ...columns.map(words => textWidth(words, NAME) + 8));
  const cell = Math.max(digits === undefined ? CELL : WIDE_CELL, named);
  const margin = rows.length === 0 ? 0 : Math.max(...rows.map(words => textWidth(words, NAME))) + 10;
  return { ...map, cell, margin, width: margin + cell * (values[0]?.length ?? 0), height: CELL * values.length };
}

function drawGrid(
  { name, values, rows = [], columns = [], digits, cell, margin, width }: Grid,
  left: number,
  top: number,
  share: (value: number) => number,
): string {
  const [x0, at] = [left + margin, (y: number) => top + CELL * y];
  const cells = values.flatMap((row, y) =>
    row.map((value, x) => {
      const box = rect(x0 + cell * x, at(y), cell, CELL, `fill="${shade(share(value))}" stroke="#ffffff"`);
      if (digits === undefined) return box;
      const fill = share(value) > 0.5 ? '#ffffff' : COLOUR.ink;
      return box + text(x0 + cell * (x + 0.5), at(y + 0.5), value.toFixed(digits), { size: 12, fill });
    }),
  );
  const label = (x: number, y: number, words: string, anchor: 'middle' | 'end') =>
    text(x, y, words, { size: NAME, anchor, fill: COLOUR.ink });
  return [
    text(x0 + (width - margin) / 2, top - (columns.length > 0 ? 38 : 16), name, { size: 12.5, fill: COLOUR.ink }),
    ...columns.map((words, x) => label(x0 + cell * (x + 0.5), top - 14, words, 'middle')),
    ...rows.map((words, y) => label(x0 - 8, at(y + 0.5), words, 'end')),
    ...cells,
  ].join('');
}

function legend(centre: number, top: number, least: number, most: number): string {
  const [steps, width] = [24, 8];
  const left = centre - (steps * width) / 2;
  const bars = Array.from({ length: steps }, (_, i) =>
    rect(left + i * width, top, width, 12, `fill="${shade(i / (steps - 1))}"`),
  );
  const label = (x: number, value: number, anchor: 'start' | 'end') =>
    text(x, top + 6, String(Number(value.toPrecision(3))), { size: 11, anchor, fill: COLOUR.muted });
  return [...bars, label(left - 8, least, 'end'), label(left + steps * width + 8, most, 'start')].join('');
}

const shade = (share: number): string =>
  `rgb(${LIGHT.map((light, i) => px(light + (DARK[i]! - light) * share)).join(',')})`;
