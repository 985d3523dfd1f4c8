/** Canny's edge detector. */

import { neighbourOffsets } from './bordered.ts';
import { directionOf } from './direction.ts';
import { blurred, magnitude, sobel } from './filter.ts';
import type { Bytes } from './morphology.ts';
import type { Plane } from './picture.ts';
import { valuesAtRanks } from './statistics.ts';

const BLUR = Math.SQRT2;
/** The share of pixels whose gradient is below the high threshold, and the low threshold as a share of the high one. */
const BELOW_HIGH = 0.7;
const LOW = 0.4;
/** No high threshold is lower, in units of the plane per pixel: rounding and noise make no edges. */
const LEAST_HIGH = 2;

/** Edges of a plane. */
export interface Edges {
  /** 1 on edges, which are a pixel wide. */
  readonly mask: Bytes;
  /** The direction across the edge, in radians: [height, width], 0 off edges. */
  readonly across: Float32Array;
}

/** Edges of a plane of 0 to 255 (Canny 1986). */
export function canny(plane: Plane): Edges {
  const { width, height } = plane;
  const gradient = sobel(blurred(plane, BLUR));
  const lengths = magnitude(gradient).values;
  const high = Math.max(LEAST_HIGH, ...valuesAtRanks(lengths, [Math.floor(BELOW_HIGH * lengths.length)]));
  const [dx, dy] = [gradient.dx.values, gradient.dy.values];
  const ridge = ridges(lengths, dx, dy, width, height, LOW * high);

  const mask: Bytes = { width, height, values: new Uint8Array(lengths.length) };
  const across = new Float32Array(lengths.length);
  const pending: number[] = [];
  const add = (pixel: number): void => {
    mask.values[pixel] = 1;
    across[pixel] = directionOf(dx[pixel]!, dy[pixel]!);
    pending.push(pixel);
  };
  for (let pixel = 0; pixel < lengths.length; pixel++) if (ridge[pixel] === 1 && lengths[pixel]! >= high) add(pixel);
  // No ridge is at the edge of the plane, so all of its neighbours are there.
  const offsets = neighbourOffsets(width);
  for (let pixel = pending.pop(); pixel !== undefined; pixel = pending.pop()) {
    for (let k = 0; k < 8; k++) {
      const near = pixel + offsets[k]!;
      if (ridge[near] === 1 && mask.values[near] === 0) add(near);
    }
  }
  return { mask, across };
}

/** 1 where the gradient is at least `least` and no smaller than on either side along its direction. Outermost pixels are none. */
function ridges(
  lengths: Float32Array,
  dx: Float32Array,
  dy: Float32Array,
  width: number,
  height: number,
  least: number,
): Uint8Array {
  const out = new Uint8Array(lengths.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const length = lengths[at]!;
      if (length < least) continue;
      // Along the longer axis a whole pixel, along the other one a fraction, between two pixels.
      const a = Math.abs(dx[at]!);
      const b = Math.abs(dy[at]!);
      const fraction = Math.min(a, b) / Math.max(a, b);
      const sideways = dx[at]! < 0 ? -1 : 1;
      const downwards = dy[at]! < 0 ? -width : width;
      const straight = a >= b ? sideways : downwards;
      const diagonal = sideways + downwards;
      const rest = 1 - fraction;
      const behind = rest * lengths[at - straight]! + fraction * lengths[at - diagonal]!;
      const ahead = rest * lengths[at + straight]! + fraction * lengths[at + diagonal]!;
      // Of two equal neighbours across an edge only one is a ridge.
      if (length > behind && length >= ahead) out[at] = 1;
    }
  }
  return out;
}
