/** Hues as directions, whose means don't depend on where the circle is cut. */
import type { Part } from '../analysis.ts';

/** The cosine and the sine of hues; hue 0 of greys. */
export interface Directions {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/** The direction of the hue (`hsyOf`) of each pixel. */
export const hueDirections: Part<Directions> = ({ picture: { width, height, pixels } }) => {
  const cos = new Float32Array(width * height);
  const sin = new Float32Array(width * height);
  for (let i = 0, k = 0; k < pixels.length; i++, k += 3) {
    const along = pixels[k]! - (pixels[k + 1]! + pixels[k + 2]!) / 2;
    const across = (Math.sqrt(3) / 2) * (pixels[k + 1]! - pixels[k + 2]!);
    const length = Math.sqrt(along * along + across * across);
    cos[i] = length === 0 ? 1 : along / length;
    sin[i] = length === 0 ? 0 : across / length;
  }
  return { cos, sin };
};

/** The mean direction of hues over the whole picture. */
export const meanHue: Part<MeanDirection> = analysis => meanDirection(analysis.get(hueDirections));

/** A mean of directions: longest, 1, if all are the same. */
export interface MeanDirection {
  readonly cos: number;
  readonly sin: number;
  /** The angle in radians, above −π to π. */
  readonly angle: number;
  /** 1 − length: 0 of one hue, 1 of hues that cancel. */
  readonly dispersion: number;
}

/**
 * Returns the mean direction, weighted by `weights` if given, over the places where `mask` is 1 if given; hue 0 when all weights are 0,
 * as greys have it.
 */
export function meanDirection({ cos, sin }: Directions, weights?: Float32Array, mask?: Uint8Array): MeanDirection {
  let along = 0;
  let across = 0;
  let total = 0;
  for (let i = 0; i < cos.length; i++) {
    if (mask !== undefined && mask[i] === 0) continue;
    const weight = weights === undefined ? 1 : weights[i]!;
    along += weight * cos[i]!;
    across += weight * sin[i]!;
    total += weight;
  }
  if (total === 0) return { cos: 1, sin: 0, angle: 0, dispersion: 0 };
  const mean = { cos: along / total, sin: across / total };
  return {
    ...mean,
    angle: Math.atan2(mean.sin, mean.cos),
    // Rounding can make the mean of one hue longer than 1.
    dispersion: Math.max(0, 1 - Math.hypot(mean.cos, mean.sin)),
  };
}
