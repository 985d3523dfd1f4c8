/** Matrices as coloured grids, side by side on one scale. */
import { COLOUR, picture, px, rect, text } from './svg.ts';

/** A matrix of numbers and what it is called. */
export interface HeatMap {
  readonly name: string;
  /** Rows of equal length, from the top. */
  readonly values: readonly (readonly number[])[];
}

const CELL = 30;
const GAP = 46;
const FRAME = { left: 28, right: 28, top: 84, bottom: 64 };

/** From light to dark, even in lightness: cold to warm would tell more than there is. */
const LIGHT = [247, 250, 255];
const DARK = [8, 48, 107];

/** Grids of cells, darker for larger values, with the scale below. */
export function heatMaps(maps: readonly HeatMap[], { title }: { readonly title: string }): string {
  const all = maps.flatMap(({ values }) => values.flat());
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const share = (value: number): number => (most > least ? (value - least) / (most - least) : 0);
  const widths = maps.map(({ values }) => CELL * (values[0]?.length ?? 0));
  const height = CELL * Math.max(...maps.map(({ values }) => values.length));
  const inner = widths.reduce((sum, width) => sum + width, GAP * (maps.length - 1));
  const width = Math.max(inner + FRAME.left + FRAME.right, 640);
  let left = (width - inner) / 2;
  const body = maps.map(({ name, values }, i) => {
    const cells = values.flatMap((row, y) =>
      row.map((value, x) =>
        rect(left + CELL * x, FRAME.top + CELL * y, CELL, CELL, `fill="${shade(share(value))}" stroke="#ffffff"`),
      ),
    );
    const label = text(left + widths[i]! / 2, FRAME.top - 16, name, { size: 12.5, fill: COLOUR.ink });
    left += widths[i]! + GAP;
    return [label, ...cells].join('');
  });
  return picture(
    width,
    FRAME.top + height + FRAME.bottom,
    title,
    [
      text(width / 2, 30, title, { size: 15, weight: 600 }),
      ...body,
      legend(width / 2, FRAME.top + height + 26, least, most),
    ].join('\n'),
  );
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
