/** Tamura's measures of texture: coarseness, contrast and directionality (Tamura, Mori and Yamawaki 1978). */
import { prewitt } from '../../raster/filter.ts';
import type { Plane } from '../../raster/picture.ts';
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
  const reach = 2 ** LARGEST;
  const sums = integral(plane, reach);
  const stride = width + 2 * reach + 1;
  const windows = new Float64Array(sums.length);
  const largest = new Float64Array(width * height);
  const sides = new Uint8Array(width * height).fill(2);
  for (let size = 2; size <= reach; size *= 2) {
    const rows = size * stride;
    const half = size / 2;
    const halfRows = half * stride;
    const scale = 1 / size ** 2;
    for (let at = (reach - size) * stride; at < (reach + height) * stride; at++) {
      windows[at] = sums[at + rows + size]! - sums[at + rows]! - sums[at + size]! + sums[at]!;
    }
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0, at = (y + reach) * stride + reach; x < width; x++, at++, i++) {
        // Windows that meet at the pixel: side by side, and one above the other.
        const right = at - halfRows;
        const below = at - half;
        const across = Math.abs(windows[right]! - windows[right - size]!);
        const along = Math.abs(windows[below]! - windows[below - rows]!);
        const difference = scale * Math.max(across, along);
        if (difference > largest[i]!) {
          largest[i] = difference;
          sides[i] = size;
        }
      }
    }
  }
  let total = 0;
  for (const side of sides) total += side;
  return total / (sides.length * reach);
}

/** Sums over all that lies above and to the left, of a plane that goes on for `margin` pixels as its outermost ones. */
function integral({ width, height, values }: Plane, margin: number): Float64Array {
  const [across, down] = [width + 2 * margin, height + 2 * margin];
  const sums = new Float64Array((across + 1) * (down + 1));
  for (let y = 0; y < down; y++) {
    const from = Math.min(height - 1, Math.max(0, y - margin)) * width;
    let row = 0;
    for (let x = 0, at = (y + 1) * (across + 1) + 1; x < across; x++, at++) {
      row += values[from + Math.min(width - 1, Math.max(0, x - margin))]!;
      sums[at] = sums[at - across - 1]! + row;
    }
  }
  return sums;
}

/** Standard deviation over the fourth root of the kurtosis, over 128: 0 of one grey, at most 127.5 / 128 (half black, half white). */
export function contrast({ values }: Plane): number {
  let mean = 0;
  for (const value of values) mean += value;
  mean /= values.length;
  let [second, fourth] = [0, 0];
  for (const value of values) {
    const square = (value - mean) ** 2;
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
