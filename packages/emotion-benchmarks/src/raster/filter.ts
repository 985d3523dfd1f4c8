/** Filters of planes. Beyond its edge a plane goes on as its outermost pixels. */
import { RefoldError } from '@refold/core';
import { type Plane, planeLike } from './picture.ts';
import { scratchBy } from './scratch.ts';

/** Correlates rows with `across` and columns with `down`, each of odd length. */
export function separable(plane: Plane, across: readonly number[], down: readonly number[]): Plane {
  const { width, height } = plane;
  const rows = correlatedAcross(plane, tapsOf(across));
  const out = planeLike(plane);
  const { weights, places, reach } = tapsOf(down);
  const from = new Int32Array(places.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < from.length; k++) from[k] = Math.min(height - 1, Math.max(0, y + places[k]! - reach)) * width;
    addTaps(sums, rows, weights, from);
    out.values.set(sums, y * width);
  }
  return out;
}

const rowsOf = scratchBy(length => new Float64Array(length));

/** Rows in single precision, as those of any plane, but widened: each is read many times, and widening costs as much as adding. Until the next call. */
function correlatedAcross({ width, values }: Plane, { weights, places, reach }: Taps): Float64Array {
  const out = rowsOf(values.length);
  const padded = new Float64Array(width + 2 * reach);
  const sums = new Float64Array(width);
  for (let from = 0; from < values.length; from += width) {
    padded.fill(values[from]!, 0, reach);
    padded.set(values.subarray(from, from + width), reach);
    padded.fill(values[from + width - 1]!, reach + width);
    addTaps(sums, padded, weights, places);
    for (let x = 0; x < width; x++) out[from + x] = Math.fround(sums[x]!);
  }
  return out;
}

/** A kernel as pairs of places of the same weight: those as far from its middle of a symmetric one, else a place with itself at half its weight. */
interface Taps {
  /** An even number of pairs, the last perhaps of weight 0. */
  readonly weights: Float64Array;
  /** [pairs, 2] */
  readonly places: Int32Array;
  /** Places on each side of the middle. */
  readonly reach: number;
}

function tapsOf(kernel: readonly number[]): Taps {
  const last = kernel.length - 1;
  const symmetric = kernel.every((weight, k) => weight === kernel[last - k]);
  const pairs = symmetric ? last / 2 + 1 : kernel.length;
  const weights = new Float64Array(pairs + (pairs % 2));
  const places = new Int32Array(2 * weights.length);
  for (let k = 0; k < pairs; k++) {
    const other = symmetric ? last - k : k;
    weights[k] = other === k ? kernel[k]! / 2 : kernel[k]!;
    places.set([k, other], 2 * k);
  }
  return { weights, places, reach: last / 2 };
}

/** Sets `sums` to the sum over pairs of a pair's weight times what stands in `values` from its two places on. */
function addTaps(sums: Float64Array, values: Float64Array, weights: Float64Array, from: Int32Array): void {
  sums.fill(0);
  for (let k = 0; k < weights.length; k += 2) {
    const one = weights[k]!;
    const other = weights[k + 1]!;
    const a = from[2 * k]!;
    const b = from[2 * k + 1]!;
    const c = from[2 * k + 2]!;
    const d = from[2 * k + 3]!;
    for (let i = 0; i < sums.length; i++) {
      sums[i]! += one * (values[a + i]! + values[b + i]!) + other * (values[c + i]! + values[d + i]!);
    }
  }
}

/**
 * A Gaussian of that standard deviation in pixels, cut at four of them, of sum 1.
 * @throws RefoldError when the standard deviation isn't above 0
 */
export function gaussianKernel(sigma: number): readonly number[] {
  if (!(sigma > 0)) throw new RefoldError(`a Gaussian needs a standard deviation above 0, not ${sigma}`);
  const reach = Math.ceil(4 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma ** 2)));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map(weight => weight / sum);
}

/** Blurred by a Gaussian of that standard deviation in pixels. */
export function blurred(plane: Plane, sigma: number): Plane {
  const kernel = gaussianKernel(sigma);
  return separable(plane, kernel, kernel);
}

/** Derivatives to the right and downwards. */
export interface Gradient {
  readonly dx: Plane;
  readonly dy: Plane;
}

/** Sobel's derivatives, in the plane's units per pixel. */
export const sobel = (plane: Plane): Gradient => derivatives(plane, 1 / 4, 1 / 2);
/** Prewitt's derivatives, in the plane's units per pixel. */
export const prewitt = (plane: Plane): Gradient => derivatives(plane, 1 / 3, 1 / 3);

/** Half differences along one axis, smoothed along the other by three weights of sum 1: both in one pass over the plane. */
function derivatives(plane: Plane, beside: number, middle: number): Gradient {
  const { width, height, values } = plane;
  const [dx, dy] = [planeLike(plane), planeLike(plane)];
  let [above, here, below] = [rowLike(width), rowLike(width), rowLike(width)];
  filterRow(values, 0, here, beside, middle);
  above.difference.set(here.difference);
  above.smooth.set(here.smooth);
  for (let y = 0; y < height; y++) {
    filterRow(values, Math.min(height - 1, y + 1) * width, below, beside, middle);
    combineRows(above, here, below, dx.values, dy.values, y * width, beside, middle);
    [above, here, below] = [here, below, above];
  }
  return { dx, dy };
}

/** A row's half differences, and its values smoothed. */
interface FilteredRow {
  readonly difference: Float32Array;
  readonly smooth: Float32Array;
}

const rowLike = (width: number): FilteredRow => ({
  difference: new Float32Array(width),
  smooth: new Float32Array(width),
});

function filterRow(values: Float32Array, from: number, row: FilteredRow, beside: number, middle: number): void {
  const { difference, smooth } = row;
  const last = smooth.length - 1;
  for (let x = 0, left = values[from]!, here = left; x <= last; x++) {
    const right = x < last ? values[from + x + 1]! : here;
    difference[x] = right / 2 - left / 2;
    smooth[x] = beside * left + middle * here + beside * right;
    left = here;
    here = right;
  }
}

function combineRows(
  above: FilteredRow,
  here: FilteredRow,
  below: FilteredRow,
  dx: Float32Array,
  dy: Float32Array,
  to: number,
  beside: number,
  middle: number,
): void {
  for (let x = 0; x < here.smooth.length; x++) {
    dx[to + x] = beside * above.difference[x]! + middle * here.difference[x]! + beside * below.difference[x]!;
    dy[to + x] = below.smooth[x]! / 2 - above.smooth[x]! / 2;
  }
}

/** Lengths of gradients. */
export function magnitude({ dx, dy }: Gradient): Plane {
  const out = planeLike(dx);
  for (let i = 0; i < out.values.length; i++) {
    // Faster than Math.hypot, which guards against overflow.
    out.values[i] = Math.sqrt(dx.values[i]! * dx.values[i]! + dy.values[i]! * dy.values[i]!);
  }
  return out;
}
