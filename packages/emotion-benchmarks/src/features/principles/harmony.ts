/** Harmony of hues and of directions of gradients (section 4.6 of the specification). */
import { octantOf } from '../../raster/direction.ts';
import { scratchBy } from '../../raster/scratch.ts';
import type { Part } from '../analysis.ts';
import { reducedGradient, reducedHsy } from '../content/reduced.ts';

const BINS = 8;
/** Windows are 9×9 and lie about every fourth pixel of every fourth row, so that they overlap by half. */
const REACH = 4;
const STRIDE = 4;
/** A pixel without a hue or a direction. */
const NONE = -1;

/**
 * Two numbers: harmony of hue and of the direction of the gradient, means over windows of 9×9 pixels of the smaller copy. The histogram of a
 * window, 8 bins around a circle, is cut in two arcs, and each arc has a highest bin; H is the least of exp(−|difference of the two heights|)
 * times their distance on the circle, over all cuts, 0 to 4. Arcs without a pixel have no highest bin, and a window with pixels in fewer than two
 * bins has H = 0. Greys have no hue, flat places no direction: they don't count.
 */
export const harmony: Part<readonly [number, number]> = analysis => {
  const [hue, saturation] = analysis.get(reducedHsy);
  const { dx, dy } = analysis.get(reducedGradient);
  const hues = new Int8Array(dx.values.length).fill(NONE);
  const directions = new Int8Array(dx.values.length).fill(NONE);
  for (let i = 0; i < hues.length; i++) {
    const right = dx.values[i]!;
    const down = dy.values[i]!;
    if (saturation.values[i] !== 0) hues[i] = Math.floor((hue.values[i]! / (2 * Math.PI)) * BINS) % BINS;
    if (right !== 0 || down !== 0) directions[i] = octantOf(right, down);
  }
  return [meanHarmony(hues, hue.width, hue.height), meanHarmony(directions, hue.width, hue.height)];
};

/** The mean of H over windows, for the bins [height, width] of a plane's pixels. */
function meanHarmony(bins: Int8Array, width: number, height: number): number {
  const sums = integralHistogram(bins, width, height);
  const stride = (width + 1) * BINS;
  const counts = new Float64Array(BINS);
  let [total, windows] = [0, 0];
  for (let y = 0; y < height; y += STRIDE) {
    const top = Math.max(0, y - REACH) * stride;
    const bottom = Math.min(height, y + REACH + 1) * stride;
    for (let x = 0; x < width; x += STRIDE) {
      const left = Math.max(0, x - REACH) * BINS;
      const right = Math.min(width, x + REACH + 1) * BINS;
      for (let bin = 0; bin < BINS; bin++) {
        counts[bin] =
          sums[bottom + right + bin]! - sums[bottom + left + bin]! - sums[top + right + bin]! + sums[top + left + bin]!;
      }
      total += windowHarmony(counts);
      windows++;
    }
  }
  return total / windows;
}

const sumsOf = scratchBy(length => new Int32Array(length));

/** Counts of each bin above and left of each corner of pixels: [height + 1, width + 1, bins]. */
function integralHistogram(bins: Int8Array, width: number, height: number): Int32Array {
  const stride = (width + 1) * BINS;

  const sums = sumsOf((height + 1) * stride).fill(0);
  const row = new Int32Array(BINS);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let x = 0; x < width; x++) {
      const bin = bins[y * width + x]!;
      if (bin !== NONE) row[bin]!++;
      const at = (y + 1) * stride + (x + 1) * BINS;
      for (let k = 0; k < BINS; k++) sums[at + k] = sums[at - stride + k]! + row[k]!;
    }
  }
  return sums;
}

/** The highest bin of the arc that begins at a bin and has a length, the first of equal ones: [start, length]. Filled for each window. */
const PEAKS = new Int8Array(BINS * BINS);

/** H of a histogram of counts. */
export function windowHarmony(counts: ArrayLike<number>): number {
  let [total, filled] = [0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    total += counts[bin]!;
    if (counts[bin]! > 0) filled++;
  }
  if (filled < 2) return 0;
  for (let start = 0; start < BINS; start++) {
    let peak = start;
    for (let length = 1; length < BINS; length++) {
      const bin = (start + length - 1) % BINS;
      if (counts[bin]! > counts[peak]!) peak = bin;
      PEAKS[start * BINS + length] = peak;
    }
  }
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < BINS; start++) {
    for (let length = 1; start + length < BINS; length++) {
      const one = PEAKS[start * BINS + length]!;
      const other = PEAKS[(start + length) * BINS + BINS - length]!;
      if (counts[one] === 0 || counts[other] === 0) continue;
      const apart = Math.abs(one - other);
      const distance = Math.min(apart, BINS - apart);
      // The exponential is at least 1 / e: most cuts are out of the question without it.
      if (distance >= Math.E * least) continue;
      least = Math.min(least, Math.exp(-Math.abs(counts[one]! - counts[other]!) / total) * distance);
    }
  }
  return least;
}
