/** Radial symmetry (Loy & Zelinsky 2003; section 4.6 of the specification). */
import { blurred, sobel } from '../../raster/filter.ts';
import { type Plane, planeLike } from '../../raster/picture.ts';
import { resized } from '../../raster/resize.ts';
import type { Part } from '../analysis.ts';
import { reducedGrey } from '../content/reduced.ts';

/** In pixels of half the smaller copy. */
const RADII = [1, 2, 4, 8] as const;
/** k: more votes than that don't make a centre stronger. */
const enoughVotes = (radius: number): number => (radius === 1 ? 8 : 9.9);
const STRICTNESS = 2;
/** Gradients below this, in grey levels per pixel, have no direction. */
const LEAST_GRADIENT = 1;
const GRID = 6;

/**
 * 36 numbers: means of the fast radial symmetry transform over a grid of 6×6 cells, by rows, on half the smaller copy (at most 64×64); above 0 about bright centres, below 0 about
 * dark ones. As in the original, counts of votes are cut at k.
 */
export const radialSymmetry: Part<readonly number[]> = analysis => {
  const grey = analysis.get(reducedGrey);
  const { dx, dy } = sobel(resized(grey, Math.ceil(grey.width / 2), Math.ceil(grey.height / 2)));
  const voters = votersOf(dx, dy);
  const sum = planeLike(dx);
  for (const radius of RADII) {
    const { values } = blurred(symmetryAt(voters, dx, radius), radius / 4);
    for (let i = 0; i < values.length; i++) sum.values[i]! += values[i]! / RADII.length;
  }
  return Array.from(resized(sum, GRID, GRID).values);
};

/** The pixels that have a direction. */
interface Voters {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The gradient's direction, of length 1. */
  readonly right: Float32Array;
  readonly down: Float32Array;
  /** The gradient's length, in shares of 255. */
  readonly length: Float32Array;
}

function votersOf(dx: Plane, dy: Plane): Voters {
  const floats = () => new Float32Array(dx.values.length);
  const [x, y, right, down, lengths] = [floats(), floats(), floats(), floats(), floats()];
  let count = 0;
  for (let i = 0; i < dx.values.length; i++) {
    const length = Math.sqrt(dx.values[i]! ** 2 + dy.values[i]! ** 2);
    if (length < LEAST_GRADIENT) continue;
    x[count] = i % dx.width;
    y[count] = Math.floor(i / dx.width);
    right[count] = dx.values[i]! / length;
    down[count] = dy.values[i]! / length;
    lengths[count++] = length / 255;
  }
  return { count, x, y, right, down, length: lengths };
}

/** Each pixel votes for the one that lies `radius` ahead along its gradient, and against the one as far behind. */
function symmetryAt(voters: Voters, { width, height }: Plane, radius: number): Plane {
  const directions = new Float32Array(width * height);
  const lengths = new Float32Array(width * height);
  for (let i = 0; i < voters.count; i++) {
    const u = Math.round(radius * voters.right[i]!);
    const v = Math.round(radius * voters.down[i]!);
    for (let sign = 1; sign >= -1; sign -= 2) {
      const x = voters.x[i]! + sign * u;
      const y = voters.y[i]! + sign * v;
      if (x < 0 || x >= width || y < 0 || y >= height) continue;
      directions[y * width + x]! += sign;
      lengths[y * width + x]! += sign * voters.length[i]!;
    }
  }
  const enough = enoughVotes(radius);
  const out = planeLike({ width, height });
  for (let i = 0; i < lengths.length; i++) {
    const share = Math.min(1, Math.abs(directions[i]!) / enough);
    out.values[i] = (lengths[i]! / enough) * share ** STRICTNESS;
  }
  return out;
}
