/** Variety of colours and of gradients (section 4.6 of the specification). */
import { octantOf } from '../../raster/direction.ts';
import type { Part } from '../analysis.ts';
import { colourNames } from '../colour/colour-names.ts';
import { reducedGradient } from '../content/reduced.ts';

const DIRECTIONS = 8;
const MAGNITUDES = 6;

/** 12 numbers: the count of colour names in the picture, then the pixels of each of the eleven, all divided by their sum. */
export const colourVariety: Part<readonly number[]> = analysis => {
  const { width, height } = analysis.picture;
  const counts = analysis.get(colourNames).map(share => share * width * height);
  const present = counts.filter(count => count > 0).length;
  const sum = present + width * height;
  return [present, ...counts].map(number => number / sum);
};

/**
 * 48 numbers of sum 1: the joint histogram of the gradient's direction (8, right, then clockwise) and magnitude (6, from the least), over the pixels
 * of the smaller copy that have a gradient; zeros if none has. The bins of magnitude hold equally many pixels, as far as equal
 * magnitudes, which share a bin, allow.
 */
export const gradientVariety: Part<readonly number[]> = analysis => {
  const { dx, dy } = analysis.get(reducedGradient);
  const lengths = new Float32Array(dx.values.length);
  for (let i = 0; i < lengths.length; i++) lengths[i] = Math.sqrt(dx.values[i]! ** 2 + dy.values[i]! ** 2);
  const sorted = lengths.filter(length => length > 0).sort();
  const bounds = Array.from(
    { length: MAGNITUDES - 1 },
    (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / MAGNITUDES)]!,
  );
  const shares = new Array<number>(DIRECTIONS * MAGNITUDES).fill(0);
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i] === 0) continue;
    let magnitude = 0;
    while (magnitude < bounds.length && lengths[i]! >= bounds[magnitude]!) magnitude++;
    shares[octantOf(dx.values[i]!, dy.values[i]!) * MAGNITUDES + magnitude]! += 1 / sorted.length;
  }
  return shares;
};
