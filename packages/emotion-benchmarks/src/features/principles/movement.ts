/** Movement: where the gaze goes (section 4.6 of the specification). */
import { octantOf } from '../../raster/direction.ts';
import type { Plane } from '../../raster/picture.ts';
import type { Part } from '../analysis.ts';
import { smallSaliency } from '../content/saliency.ts';

const FIXATIONS = 10;
/** Deviation of the inhibition about a fixation, as a share of the map's side. */
const INHIBITION = 1 / 12;
/** What exceeds the mean by less draws no gaze: a plain picture's map is even but for rounding errors. */
const LEAST_EXCESS = 1.001;
/** Saccades longer than this share of the diagonal are long. */
const LONG = 1 / 4;

/** A place on a map, in pixels of the map. */
export interface Fixation {
  readonly column: number;
  readonly row: number;
}

/**
 * Up to ten fixations: the most salient place, then the most salient one once places about earlier ones are inhibited, and so on
 * (winner takes all, Itti, Koch & Niebur 1998). Fewer when nothing is left that exceeds the map's mean.
 */
export function scanPath({ width, height, values }: Plane): readonly Fixation[] {
  const left = Float32Array.from(values);
  const least = (LEAST_EXCESS * values.reduce((a, b) => a + b, 0)) / values.length;
  const path: Fixation[] = [];
  while (path.length < FIXATIONS) {
    let best = 0;
    for (let i = 1; i < left.length; i++) if (left[i]! > left[best]!) best = i;
    if (!(left[best]! > least)) break;
    const [column, row] = [best % width, Math.floor(best / width)];
    path.push({ column, row });
    const [across, down] = [inhibition(column, width), inhibition(row, height)];
    for (let i = 0; i < left.length; i++) left[i]! *= 1 - across[i % width]! * down[Math.floor(i / width)]!;
  }
  return path;
}

/** A Gaussian about a place on a line of that length, 1 at the place. */
const inhibition = (place: number, length: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.exp(-((k - place) ** 2) / (2 * (INHIBITION * length) ** 2)));

/**
 * 16 numbers: the shares of saccades in eight directions (right, then clockwise), short ones and then long ones, between the fixations of the
 * scan path on the saliency map; zeros with fewer than two fixations. A stand-in for the original's model of gaze, which isn't described.
 */
export const movement: Part<readonly number[]> = analysis => {
  const map = analysis.get(smallSaliency);
  const { width, height } = analysis.picture;
  const path = scanPath(map);
  const shares = new Array<number>(16).fill(0);
  path.slice(1).forEach(({ column, row }, k) => {
    const from = path[k]!;
    const [dx, dy] = [((column - from.column) * width) / map.width, ((row - from.row) * height) / map.height];
    const long = Math.hypot(dx, dy) > LONG * Math.hypot(width, height);
    shares[octantOf(dx, dy) + (long ? 8 : 0)]! += 1 / (path.length - 1);
  });
  return shares;
};
