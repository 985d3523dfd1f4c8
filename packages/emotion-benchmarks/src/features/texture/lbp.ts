/** Local binary patterns: which neighbours are at least as light (Ojala, Pietikäinen and Mäenpää 2002). */
import { type Plane, roundedBytes } from '../../raster/picture.ts';
import type { PictureExtractor } from '../extractor.ts';
import { grey } from '../parts.ts';

/** The 58 uniform codes, and one bin for all others. */
const BINS = 59;
/** Bin of each code of 8 bits: codes that change at most twice around the circle have bins 0 to 57, in rising order; all others share bin 58. */
const BIN_OF = uniformBins();

function uniformBins(): Uint8Array {
  const bins = new Uint8Array(256).fill(BINS - 1);
  let next = 0;
  for (let code = 0; code < 256; code++) {
    const rotated = (code >>> 1) | ((code & 1) << 7);
    if (bitCount(code ^ rotated) <= 2) bins[code] = next++;
  }
  return bins;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * How often each uniform pattern occurs: 59 counts over all pixels but the outermost. Bit p of a code tells whether the plane is at least
 * as light as at the pixel, one pixel away at p · 45° (0: to the right, 2: upwards), between pixels by bilinear interpolation. Greys are
 * 0 to 255 and rounded to whole numbers, so that equal greys are equal.
 */
export function uniformPatterns({ width, height, values }: Plane): Uint32Array {
  const levels = roundedBytes(values);
  const counts = new Uint32Array(BINS);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const centre = levels[at]!;
      const right = levels[at + 1]! - centre;
      const up = levels[at - width]! - centre;
      const left = levels[at - 1]! - centre;
      const down = levels[at + width]! - centre;
      const code =
        atLeast(right) |
        (atLeast(between(right, up, levels[at - width + 1]! - centre)) << 1) |
        (atLeast(up) << 2) |
        (atLeast(between(left, up, levels[at - width - 1]! - centre)) << 3) |
        (atLeast(left) << 4) |
        (atLeast(between(left, down, levels[at + width - 1]! - centre)) << 5) |
        (atLeast(down) << 6) |
        (atLeast(between(right, down, levels[at + width + 1]! - centre)) << 7);
      counts[BIN_OF[code]!]!++;
    }
  }
  return counts;
}

/** 1 if a whole number is at least 0, else 0: without a branch, which texture would make a guess each time. */
const atLeast = (difference: number): number => (difference >> 31) + 1;

/**
 * How much lighter the plane is on a diagonal at distance 1, in 10⁻⁵ of a level: bilinear interpolation with √½ rounded to five digits,
 * where the centre itself differs by 0 and falls out.
 */
const between = (beside: number, above: number, corner: number): number => 29289 * (beside + above) + 70711 * corner;

/** Square roots of the shares of the 59 patterns in the grey picture, so that their Euclidean distance is Hellinger's. */
export const lbp: PictureExtractor = {
  name: 'lbp',
  title: 'Local binary patterns',
  source: 'Ojala, Pietikäinen and Mäenpää 2002',
  size: BINS,
  version: 1,
  extract: analysis => {
    const plane = analysis.get(grey);
    const inner = (plane.width - 2) * (plane.height - 2);
    return Float32Array.from(uniformPatterns(plane), count => Math.sqrt(count / inner));
  },
};
