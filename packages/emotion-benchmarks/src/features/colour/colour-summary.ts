/** Means and deviations of colour over a picture or a part of it. */
import { type Moments, moments } from '../../raster/statistics.ts';
import type { Analysis } from '../analysis.ts';
import { hsv, hsvMoments, lab, labMoments } from '../parts.ts';
import { hueDirections, meanDirection } from './hue.ts';

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
  const [, saturation] = analysis.get(hsv);
  const channels = byteMoments(pixels, mask);
  const [redGreen, yellowBlue] = [channels[3]!, channels[4]!];
  const others =
    mask === undefined
      ? [...analysis.get(hsvMoments), ...analysis.get(labMoments)]
      : [...analysis.get(hsv).slice(1), ...analysis.get(lab)].map(({ values }) => moments(values, mask));
  const hue = meanDirection(analysis.get(hueDirections), saturation.values, mask);
  return [
    ...channels.slice(0, 3).flatMap(({ mean, deviation }) => [mean, deviation]),
    ...others.flatMap(({ mean, deviation }) => [mean, deviation]),
    hue.cos,
    hue.sin,
    hue.dispersion,
    Math.hypot(redGreen.deviation, yellowBlue.deviation) + 0.3 * Math.hypot(redGreen.mean, yellowBlue.mean),
  ];
}

/** Mean and deviation of red, green, blue, red − green and (red + green) / 2 − blue, where red, green and blue are 0 to 1. */
function byteMoments(pixels: Uint8Array, mask: Uint8Array | undefined): readonly Pick<Moments, 'mean' | 'deviation'>[] {
  // Sums of whole numbers are exact, so one pass is enough and equal values have deviation 0.
  let [count, sumR, sumG, sumB, sumRG, sumYB] = [0, 0, 0, 0, 0, 0];
  let [squareR, squareG, squareB, squareRG, squareYB] = [0, 0, 0, 0, 0];
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    if (mask !== undefined && mask[i] === 0) continue;
    const red = pixels[k]!;
    const green = pixels[k + 1]!;
    const blue = pixels[k + 2]!;
    const redGreen = red - green;
    const yellowBlue = red + green - 2 * blue;
    sumR += red;
    sumG += green;
    sumB += blue;
    sumRG += redGreen;
    sumYB += yellowBlue;
    squareR += red * red;
    squareG += green * green;
    squareB += blue * blue;
    squareRG += redGreen * redGreen;
    squareYB += yellowBlue * yellowBlue;
    count++;
  }
  const squares = [squareR, squareG, squareB, squareRG, squareYB];
  return [sumR, sumG, sumB, sumRG, sumYB].map((sum, channel) => {
    const scale = channel === 4 ? 2 * 255 : 255;
    const variance = Math.max(0, count * squares[channel]! - sum * sum) / count ** 2;
    return { mean: sum / count / scale, deviation: Math.sqrt(variance) / scale };
  });
}
