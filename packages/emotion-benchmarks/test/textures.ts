/** Planes and pictures from formulas, for tests of texture. */
import { Analysis } from '../src/features/analysis.ts';
import { type Plane, pictureOf } from '../src/raster/picture.ts';

/** A value for each pixel. */
export type Formula = (x: number, y: number) => number;

/** A plane from a formula. */
export const planeFrom = (width: number, height: number, of: Formula): Plane => ({
  width,
  height,
  values: Float32Array.from({ length: width * height }, (_, i) => of(i % width, Math.floor(i / width))),
});

/** The analysis of a picture whose colours, or greys of 0 to 255, come from a formula. */
export function analysisOf(
  width: number,
  height: number,
  of: (x: number, y: number) => number | readonly [red: number, green: number, blue: number],
): Analysis {
  const pixels = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    const colour = of(i % width, Math.floor(i / width));
    pixels.set(typeof colour === 'number' ? [colour, colour, colour] : colour, 3 * i);
  }
  return new Analysis(pictureOf(width, height, pixels));
}

/** Whole numbers of 0 to 250: the texture of test/fixtures/texture.json. */
export const texture: Formula = (x, y) => (3 * x * x + 7 * x * y + 5 * y * y + 11 * x) % 251;

/** A plane turned about its vertical axis. */
export const mirrored = ({ width, height, values }: Plane): Plane =>
  planeFrom(width, height, (x, y) => values[y * width + width - 1 - x]!);
