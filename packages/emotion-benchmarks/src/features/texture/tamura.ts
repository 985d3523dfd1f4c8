/** Tamura's measures of texture: coarseness, contrast and directionality (Tamura, Mori and Yamawaki 1978). */
import { prewitt } from '../../raster/filter.ts';
import type { Plane } from '../../raster/picture.ts';
import { scratchBy } from '../../raster/scratch.ts';
import { sumOf } from '../../raster/statistics.ts';
import type { Part } from '../analysis.ts';
import type { PictureExtractor } from '../extractor.ts';
import { grey } from '../parts.ts';
import { directionality } from './directionality.ts';

/** Windows have sides of 2 to 2⁵ pixels. */
const LARGEST = 5;

/**
 * The mean side of the window in which a pixel's surroundings differ most, over 32: 1/16 to 1. Beyond its edge the plane goes on as its
 * outermost pixels; of windows that differ alike the smallest counts.
 */
export function coarseness(plane: Plane): number {
  const { width, height } = plane;
  const reach = 1 << LARGEST;
  const sums = integral(plane, reach);
  const stride = width + 2 * reach + 1;
  const bands: Bands = { upright: new Float64Array(stride), stacked: new Float64Array(stride) };
  const differences = new Float32Array(width);
  const largest = new Int32Array(width);
  const sides = new Int32Array(width);
  let total = 0;
  for (let y = 0; y < height; y++) {
    largest.fill(0);
    sides.fill(2);
    for (let size = 2; size <= reach; size *= 2) {
      sumBands(sums, (y + reach) * stride, stride, size, bands);
      compareWindows(bands, size, reach, differences);
      keepLarger(new Int32Array(differences.buffer), size, largest, sides);
    }
    for (let x = 0; x < width; x++) total += sides[x]!;
  }
  return total / (width * height * reach);
}

/** Sums over bands about a row, up to each place in it. Differences of sums are exact: greys are single and sums double. */
interface Bands {
  /** Of a window's height, half above the row and half below it. */
  readonly upright: Float64Array;
  /** Of a window's height below the row, less the one above it. */
  readonly stacked: Float64Array;
}

function sumBands(sums: Float64Array, row: number, stride: number, size: number, { upright, stacked }: Bands): void {
  const half = (size >> 1) * stride;
  const whole = size * stride;
  for (let x = 0, at = row; x < stride; x++, at++) {
    upright[x] = sums[at + half]! - sums[at - half]!;
    stacked[x] = sums[at + whole]! - 2 * sums[at]! + sums[at - whole]!;
  }
}

/** How much the means of windows that meet at a pixel differ: side by side or one above the other, whichever is more. */
function compareWindows({ upright, stacked }: Bands, size: number, reach: number, differences: Float32Array): void {
  const half = size >> 1;
  const scale = 1 / (2 * size ** 2);
  for (let x = 0, at = reach; x < differences.length; x++, at++) {
    const across = upright[at + size]! - 2 * upright[at]! + upright[at - size]!;
    const along = stacked[at + half]! - stacked[at - half]!;
    // Twice the larger of both without a branch, which texture would make a guess each time.
    differences[x] = scale * (Math.abs(across + along) + Math.abs(across - along));
  }
}

/** Sets `sides` to `size` where a difference is larger than before; differences as bits, in which those of numbers above 0 rise as the numbers do. */
function keepLarger(differences: Int32Array, size: number, largest: Int32Array, sides: Int32Array): void {
  for (let x = 0; x < sides.length; x++) {
    const rise = differences[x]! - largest[x]!;
    // All bits where it isn't larger: without a branch, again.
    const kept = (rise - 1) >> 31;
    largest[x] = largest[x]! + (rise & ~kept);
    sides[x] = (sides[x]! & kept) | (size & ~kept);
  }
}

const sumsOf = scratchBy(length => new Float64Array(length));

/** Sums over all that lies above and to the left, of a plane that goes on for `margin` pixels as its outermost ones. */
function integral({ width, height, values }: Plane, margin: number): Float64Array {
  const [across, down] = [width + 2 * margin, height + 2 * margin];

  const sums = sumsOf((across + 1) * (down + 1)).fill(0);
  const padded = new Float64Array(across);
  for (let y = 0; y < down; y++) {
    const from = Math.min(height - 1, Math.max(0, y - margin)) * width;
    padded.fill(values[from]!, 0, margin);
    padded.set(values.subarray(from, from + width), margin);
    padded.fill(values[from + width - 1]!, margin + width);
    let row = 0;
    for (let x = 0, at = (y + 1) * (across + 1) + 1; x < across; x++, at++) {
      row += padded[x]!;
      sums[at] = sums[at - across - 1]! + row;
    }
  }
  return sums;
}

/** Standard deviation over the fourth root of the kurtosis, over 128: 0 of one grey, at most 127.5 / 128 (half black, half white). */
export function contrast({ values }: Plane): number {
  const mean = sumOf(values) / values.length;
  let [second, fourth] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const square = (values[i]! - mean) ** 2;
    second += square;
    fourth += square ** 2;
  }
  // σ / (μ₄ / σ⁴)^¼ = σ² / μ₄^¼
  return fourth === 0 ? 0 : second / values.length / (fourth / values.length) ** 0.25 / 128;
}

/** Angles of edges are counted in 16 bins over π, of which the first lies about 0. */
const BINS = 16;
/** Slopes between the bins of the first quarter of the circle. */
const BOUNDS = Array.from({ length: BINS / 2 }, (_, k) => Math.tan(((k + 0.5) * Math.PI) / BINS));
/** Least (|ΔH| + |ΔV|) / 2 of an edge, where ΔH and ΔV are Prewitt's sums of three differences, each over two pixels. */
const LEAST_EDGE = 12;

/** Shares of the angles of edges, modulo π; all 0 when there is no edge. */
export function edgeAngles(plane: Plane): readonly number[] {
  const { dx, dy } = prewitt(plane);
  const counts = new Array<number>(BINS).fill(0);
  let edges = 0;
  for (let i = 0; i < plane.values.length; i++) {
    const across = Math.abs(dx.values[i]!);
    const along = Math.abs(dy.values[i]!);
    // A derivative per pixel is a sixth of Prewitt's sum.
    if (3 * (across + along) < LEAST_EDGE) continue;
    let bin = 0;
    while (bin < BOUNDS.length && along > BOUNDS[bin]! * across) bin++;
    counts[dx.values[i]! * dy.values[i]! < 0 ? (BINS - bin) % BINS : bin]!++;
    edges++;
  }
  return counts.map(count => (edges === 0 ? 0 : count / edges));
}

/** Coarseness, contrast and directionality of the grey picture, each 0 to 1. */
export const tamura: Part<readonly [coarseness: number, contrast: number, directionality: number]> = analysis => {
  const plane = analysis.get(grey);
  return [coarseness(plane), contrast(plane), directionality(edgeAngles(plane))];
};

/** Tamura's three measures. */
export const tamuraTexture: PictureExtractor = {
  name: 'tamura',
  title: "Tamura's texture",
  source: 'Tamura, Mori and Yamawaki 1978',
  size: 3,
  version: 1,
  extract: analysis => analysis.get(tamura),
};
