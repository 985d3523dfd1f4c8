/** Arrays as colours, on a canvas: kernels as a grid of tiles, maps channel by channel. */
import type { NdArray } from '@refold/core';
import { contextOf } from '../picture/built-in.ts';
import { largestOf } from '../study/outputs.ts';
import { painter } from './colours.ts';
import { make } from './dom.ts';

/** Values in rows and columns of equal tiles. */
interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  readonly value: (row: number, column: number, y: number, x: number) => number;
}

/** Tiles along a side that are shown of a kernel, channels of a map, and places along a side of a matrix. */
const [MOST_TILES, MOST_CHANNELS, MOST_PLACES] = [16, 8, 256];
/** Pixels that a picture is drawn in at least, so that a lone weight is to be seen, and between tiles. */
const [SIDE, GAP] = [152, 1];

/** A kernel as a figure: a tile for each pair of channels, or a matrix. `title` says whose it is. */
export function kernelFigure(title: string, array: NdArray): HTMLElement {
  const { shape, data } = array;
  const grid = kernelGrid(array);
  const spread = Math.max(largestOf(data), Number.MIN_VALUE);
  const [low, high] = rangeOf(data);
  const range = `${low.toFixed(2)} to ${high.toFixed(2)}`;
  const canvas = painted(grid, spread, `Kernel of ${title}, ${shape.join(' by ')}, values from ${range}`);
  const left = partly(shape, grid);
  const what = make('span', { class: 'note' }, `${shape.join('×')} · ${range}${left === '' ? '' : ` · ${left}`}`);
  return make('figure', { class: 'heat' }, canvas, make('figcaption', {}, make('b', {}, title), what));
}

/** The least and the greatest value. */
function rangeOf(values: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) [low, high] = [Math.min(low, values[i]!), Math.max(high, values[i]!)];
  return [low, high];
}

const partly = (shape: readonly number[], { rows, columns, height, width }: Grid): string => {
  const shown = rows * columns * height * width;
  const all = shape.reduce((a, b) => a * b, 1);
  return shown < all ? `the first ${shown.toLocaleString('en')} of ${all.toLocaleString('en')}` : '';
};

/** Kernels are [height, width, in, out], [in, out], or [groups, in, out]. */
function kernelGrid({ shape, data }: NdArray): Grid {
  if (shape.length === 4) {
    const [height, width, inputs, outputs] = shape as readonly [number, number, number, number];
    return {
      rows: Math.min(outputs, MOST_TILES),
      columns: Math.min(inputs, MOST_TILES),
      height,
      width,
      value: (o, i, y, x) => data[((y * width + x) * inputs + i) * outputs + o]!,
    };
  }
  const [inputs, outputs] = [shape.at(-2)!, shape.at(-1)!];
  const groups = shape.length === 3 ? shape[0]! : 1;
  return {
    rows: 1,
    columns: Math.min(groups, 4),
    height: Math.min(outputs, MOST_PLACES),
    width: Math.min(inputs, MOST_PLACES),
    value: (_, group, o, i) => data[(group * inputs + i) * outputs + o]!,
  };
}

/** The channels of a map side by side, scaled by `spread`; a vector is a map of one row. */
export function mapStrip({ shape, data }: NdArray, spread: number, label: string): HTMLElement {
  const [height, width, channels] = (shape.length === 3 ? shape : [1, shape.at(-1)!, 1]) as readonly [
    number,
    number,
    number,
  ];
  const maps = Array.from({ length: channelsShown(shape) }, (_, channel) =>
    painted(
      {
        rows: 1,
        columns: 1,
        height,
        width,
        value: (_row, _column, y, x) => data[(y * width + x) * channels + channel]!,
      },
      Math.max(spread, Number.MIN_VALUE),
    ),
  );
  return make('div', { role: 'img', 'aria-label': label }, ...maps);
}

/** Number of channels that `mapStrip` shows of a shape. */
export const channelsShown = (shape: readonly number[]): number =>
  Math.min(shape.length === 3 ? shape[2]! : 1, MOST_CHANNELS);

function painted({ rows, columns, height, width, value }: Grid, spread: number, label = ''): HTMLCanvasElement {
  const canvas = make('canvas', label === '' ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': label });
  const scale = Math.max(1, Math.ceil(SIDE / Math.max(rows * height, columns * width)));
  const [tall, wide] = [height * scale, width * scale];
  canvas.width = columns * (wide + GAP) - GAP;
  canvas.height = rows * (tall + GAP) - GAP;
  const ink = contextOf(canvas);
  const image = ink.createImageData(canvas.width, canvas.height);
  const paint = painter();
  for (let row = 0; row < rows * tall; row++) {
    const [tile, y] = [Math.floor(row / tall), Math.floor((row % tall) / scale)];
    for (let column = 0; column < columns * wide; column++) {
      const [across, x] = [Math.floor(column / wide), Math.floor((column % wide) / scale)];
      const at = (row + tile * GAP) * canvas.width + column + across * GAP;
      paint(image.data, 4 * at, value(tile, across, y, x) / spread);
    }
  }
  ink.putImageData(image, 0, 0);
  return canvas;
}
