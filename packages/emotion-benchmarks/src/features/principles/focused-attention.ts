/** The rate of focused attention (section 4.6 of the specification). */
import type { Part } from '../analysis.ts';
import { smallSaliency } from '../content/saliency.ts';

/** The disc's radius and half the width of the bands, as shares of the shorter side. */
const RADIUS = 1 / 3;
const HALF_BAND = 1 / 6;

/**
 * Three numbers: the shares of saliency in a disc in the middle, a third of the shorter side in radius, and in bands along the falling and the
 * rising diagonal, a third of the shorter side wide (the width is our choice).
 */
export const focusedAttention: Part<readonly [number, number, number]> = analysis => {
  const { width, height } = analysis.picture;
  const map = analysis.get(smallSaliency);
  const shorter = Math.min(width, height);
  const diagonal = Math.hypot(width, height);
  const shares: [number, number, number] = [0, 0, 0];
  for (let row = 0, i = 0; row < map.height; row++) {
    const y = ((row + 0.5) / map.height - 0.5) * height;
    for (let column = 0; column < map.width; column++, i++) {
      const x = ((column + 0.5) / map.width - 0.5) * width;
      if (Math.hypot(x, y) <= RADIUS * shorter) shares[0] += map.values[i]!;
      if (Math.abs(x * height - y * width) / diagonal <= HALF_BAND * shorter) shares[1] += map.values[i]!;
      if (Math.abs(x * height + y * width) / diagonal <= HALF_BAND * shorter) shares[2] += map.values[i]!;
    }
  }
  return shares;
};
