/** Variety of colours and of gradients (section 4.6 of the specification). */
import { octantOf } from '../../raster/direction.ts';
import { magnitude } from '../../raster/filter.ts';
import { valuesAtRanks } from '../../raster/statistics.ts';
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
  const gradient = analysis.get(reducedGradient);
  const [dx, dy] = [gradient.dx.values, gradient.dy.values];
  const lengths = magnitude(gradient).values;
  let flat = 0;
  for (let i = 0; i < lengths.length; i++) if (lengths[i] === 0) flat++;
  const sloping = lengths.length - flat;
  if (sloping === 0) return new Array<number>(DIRECTIONS * MAGNITUDES).fill(0);
  const ranks = Array.from({ length: MAGNITUDES - 1 }, (_, k) => flat + Math.floor(((k + 1) * sloping) / MAGNITUDES));
  const bounds = Float64Array.from(valuesAtRanks(lengths, ranks));
  const counts = new Uint32Array(DIRECTIONS * MAGNITUDES);
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i]!;
    if (length === 0) continue;
    let bin = 0;
    while (bin < bounds.length && length >= bounds[bin]!) bin++;
    counts[octantOf(dx[i]!, dy[i]!) * MAGNITUDES + bin]!++;
  }
  return Array.from(counts, count => count / sloping);
};
