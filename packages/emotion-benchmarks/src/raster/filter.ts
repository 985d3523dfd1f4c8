/** Filters of planes. Beyond its edge a plane goes on as its outermost pixels. */
import { type Plane, planeLike } from './picture.ts';

/** Correlates rows with `across` and columns with `down`, each of odd length. */
export function separable(plane: Plane, across: readonly number[], down: readonly number[]): Plane {
  return correlatedAlong(correlatedAlong(plane, across, 1, 0), down, 0, 1);
}

function correlatedAlong(plane: Plane, kernel: readonly number[], dx: number, dy: number): Plane {
  if (kernel.length === 1 && kernel[0] === 1) return plane;
  const { width, height, values } = plane;
  const out = planeLike(plane);
  const reach = (kernel.length - 1) / 2;
  const step = dx + width * dy;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = dx === 1 ? x : y;
      const last = (dx === 1 ? width : height) - 1;
      const at = y * width + x;
      let sum = 0;
      if (place >= reach && place + reach <= last) {
        for (let k = -reach; k <= reach; k++) sum += kernel[k + reach]! * values[at + k * step]!;
      } else {
        for (let k = -reach; k <= reach; k++) {
          const inside = Math.min(last, Math.max(0, place + k));
          sum += kernel[k + reach]! * values[at + (inside - place) * step]!;
        }
      }
      out.values[at] = sum;
    }
  }
  return out;
}

/** A Gaussian of that standard deviation in pixels, cut at four of them, of sum 1. */
export function gaussianKernel(sigma: number): readonly number[] {
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
  for (let i = 0; i < out.values.length; i++) out.values[i] = Math.hypot(dx.values[i]!, dy.values[i]!);
  return out;
}
