/** Filters of planes. Beyond its edge a plane goes on as its outermost pixels. */
import { RefoldError } from '@refold/core';
import { type Plane, planeLike } from './picture.ts';

/** Correlates rows with `across` and columns with `down`, each of odd length. */
export function separable(plane: Plane, across: readonly number[], down: readonly number[]): Plane {
  return correlatedDown(correlatedAcross(plane, across), down);
}

function correlatedAcross(plane: Plane, kernel: readonly number[]): Plane {
  const { width, height, values } = plane;
  const out = planeLike(plane);
  const reach = (kernel.length - 1) / 2;
  const padded = new Float32Array(width + 2 * reach);
  const sums = new Float64Array(width);
  for (let from = 0; from < width * height; from += width) {
    padded.fill(values[from]!, 0, reach);
    padded.set(values.subarray(from, from + width), reach);
    padded.fill(values[from + width - 1]!, reach + width);
    sums.fill(0);
    for (let k = 0; k < kernel.length; k++) addScaled(sums, kernel[k]!, padded, k);
    out.values.set(sums, from);
  }
  return out;
}

function correlatedDown(plane: Plane, kernel: readonly number[]): Plane {
  const { width, height, values } = plane;
  const out = planeLike(plane);
  const reach = (kernel.length - 1) / 2;
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let k = 0; k < kernel.length; k++) {
      const row = Math.min(height - 1, Math.max(0, y + k - reach));
      addScaled(sums, kernel[k]!, values, row * width);
    }
    out.values.set(sums, y * width);
  }
  return out;
}

/** Adds to all of `sums` what stands in `values` from place `from` on, times `weight`. */
function addScaled(sums: Float64Array, weight: number, values: Float32Array, from: number): void {
  if (weight === 0) return;
  for (let i = 0; i < sums.length; i++) sums[i]! += weight * values[from + i]!;
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
export const sobel = (plane: Plane): Gradient => derivatives(plane, [1 / 4, 1 / 2, 1 / 4]);
/** Prewitt's derivatives, in the plane's units per pixel. */
export const prewitt = (plane: Plane): Gradient => derivatives(plane, [1 / 3, 1 / 3, 1 / 3]);

const ACROSS = [-1 / 2, 0, 1 / 2];
const derivatives = (plane: Plane, smooth: readonly number[]): Gradient => ({
  dx: separable(plane, ACROSS, smooth),
  dy: separable(plane, smooth, ACROSS),
});

/** Lengths of gradients. */
export function magnitude({ dx, dy }: Gradient): Plane {
  const out = planeLike(dx);
  for (let i = 0; i < out.values.length; i++) {
    // Faster than Math.hypot, which guards against overflow.
    out.values[i] = Math.sqrt(dx.values[i]! * dx.values[i]! + dy.values[i]! * dy.values[i]!);
  }
  return out;
}
