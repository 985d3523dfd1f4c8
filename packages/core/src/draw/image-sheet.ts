/** JPEG pictures in rows and columns, in one file. */
import { COLOUR, picture, px, text } from './svg.ts';

/** A JPEG file's bytes, and the size that it is shown at. */
export interface Shown {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

const GAP = 14;
const FRAME = { left: 24, right: 24, top: 84, bottom: 24 };

/** Rows of pictures, each as many as there are headings; all of one size. The pictures are part of the SVG. */
export function imageSheet(
  headings: readonly string[],
  rows: readonly (readonly Shown[])[],
  { title }: { readonly title: string },
): string {
  const { width, height } = rows[0]![0]!;
  const x = (column: number): number => FRAME.left + column * (width + GAP);
  const y = (row: number): number => FRAME.top + row * (height + GAP);
  const whole = x(headings.length) - GAP + FRAME.right;
  const names = headings.map((name, column) =>
    text(x(column) + width / 2, FRAME.top - 16, name, { size: 12.5, fill: COLOUR.ink }),
  );
  const images = rows.flatMap((row, r) =>
    row.map(({ jpeg }, c) => {
      const href = `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
      return `<image x="${px(x(c))}" y="${px(y(r))}" width="${width}" height="${height}" href="${href}"/>`;
    }),
  );
  const heading = text(whole / 2, 30, title, { size: 15, weight: 600 });
  return picture(whole, y(rows.length) - GAP + FRAME.bottom, title, [heading, ...names, ...images].join('\n'));
}
