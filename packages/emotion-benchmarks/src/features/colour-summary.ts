/** Means and deviations of colour over a picture or a part of it. */
import { moments } from '../raster/statistics.ts';
import type { Analysis } from './analysis.ts';
import { hueDirections, meanDirection } from './hue.ts';
import { hsv, lab } from './parts.ts';

/** What the numbers of `colourSummary` are. */
export const COLOUR_SUMMARY: readonly string[] = [
  ...['red', 'green', 'blue', 'saturation', 'value', 'L*', 'a*', 'b*'].flatMap(channel => [
    `mean ${channel}`,
    `deviation of ${channel}`,
  ]),
  'mean cosine of hue',
  'mean sine of hue',
  'dispersion of hue',
  'colourfulness',
];

/**
 * Returns the 20 numbers named in `COLOUR_SUMMARY` over the pixels where `mask` is 1 (default: over all): the mean and the standard
 * deviation of R, G and B (0 to 1), S and V of HSV, and L*, a* and b*. Hue is a direction, so its mean is a cosine and a sine and its
 * deviation a dispersion, weighted by saturation; a grey picture has hue 0. The last is the colourfulness of Hasler & Süsstrunk
 * (2003), for R, G and B in 0 to 1.
 */
export function colourSummary(analysis: Analysis, mask?: Uint8Array): readonly number[] {
  const { pixels } = analysis.picture;
  const [, saturation, value] = analysis.get(hsv);
  const rgb = [0, 1, 2].map(first => moments(pixels, mask, first, 3));
  const others = [saturation, value, ...analysis.get(lab)].map(({ values }) => moments(values, mask));
  const hue = meanDirection(analysis.get(hueDirections), saturation.values, mask);
  return [
    ...rgb.flatMap(({ mean, deviation }) => [mean / 255, deviation / 255]),
    ...others.flatMap(({ mean, deviation }) => [mean, deviation]),
    hue.cos,
    hue.sin,
    hue.dispersion,
    opponentColourfulness(pixels, mask) / 255,
  ];
}

/** Deviation plus .3 of the mean length, of the opponent channels red-green and yellow-blue. */
function opponentColourfulness(pixels: Uint8Array, mask: Uint8Array | undefined): number {
  const redGreen = new Float32Array(pixels.length / 3);
  const yellowBlue = new Float32Array(pixels.length / 3);
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    redGreen[i] = pixels[k]! - pixels[k + 1]!;
    yellowBlue[i] = (pixels[k]! + pixels[k + 1]!) / 2 - pixels[k + 2]!;
  }
  const [rg, yb] = [moments(redGreen, mask), moments(yellowBlue, mask)];
  return Math.hypot(rg.deviation, yb.deviation) + 0.3 * Math.hypot(rg.mean, yb.mean);
}
