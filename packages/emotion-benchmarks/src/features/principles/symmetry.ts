/** Bilateral and rotational symmetry of keypoints (Loy & Eklundh 2006; section 4.6 of the specification). */
import { type Keypoint, keypoints, mirroredDescriptor } from '../../raster/keypoints.ts';
import type { Part } from '../analysis.ts';
import { reducedGrey } from '../content/reduced.ts';

const MOST_KEYPOINTS = 80;
const PEAKS = 3;
/** The deviation of the weight of distances, as a share of the longer side. */
const DISTANCE = 0.5;
/** Pairs turned by less, in radians, have their centre too far away to be found. */
const LEAST_TURN = Math.PI / 18;
/** How far apart votes for one peak are at most: shares of the half diagonal, and of half a turn. */
const APART = 0.06;
const APART_TURN = 10 / 180;

/** A pair of keypoints votes for an axis or a centre. */
interface Vote {
  /** Bilateral: distance of the axis from the middle in half diagonals, and the angle of its normal in half turns. Rotational: column and row, 0 to 1. */
  readonly at: readonly [number, number];
  readonly weight: number;
}

/**
 * The two symmetries, 12 numbers each: for the three strongest peaks the count of votes, the two numbers of where it is, and the sum of weights;
 * zeros where there are fewer. An axis is given by its signed distance from the picture's middle in half diagonals and by the angle of its normal in
 * half turns from the right, clockwise, 0 to 1; a centre by its column and row as shares of width and height.
 *
 * Each keypoint is paired with the one whose descriptor is nearest to its own (rotational) or to its mirror image's (bilateral).
 */
export const symmetries: Part<{
  readonly bilateral: readonly number[];
  readonly rotational: readonly number[];
}> = analysis => {
  const plane = analysis.get(reducedGrey);
  const { width, height } = plane;
  const points = keypoints(plane, MOST_KEYPOINTS);
  const descriptors = points.map(({ descriptor }) => descriptor);
  const mirrored = nearestPairs(descriptors, descriptors.map(mirroredDescriptor));
  const turned = nearestPairs(descriptors, descriptors);
  const axes = mirrored.flatMap(([i, j]) => axisVote(points[i]!, points[j]!, width, height));
  const centres = turned.flatMap(([i, j]) => centreVote(points[i]!, points[j]!, width, height));
  return { bilateral: strongest(axes, axisCloseness), rotational: strongest(centres, centreCloseness) };
};

/**
 * Pairs i < j in which j's descriptor is the nearest to i's target, or i's to j's. The product of i's target and j's descriptor must be that of
 * j's target and i's descriptor, as it is of mirror images.
 */
function nearestPairs(
  descriptors: readonly Float32Array[],
  targets: readonly Float32Array[],
): readonly (readonly [number, number])[] {
  const best = new Float64Array(targets.length).fill(Number.NEGATIVE_INFINITY);
  const nearest = new Int32Array(targets.length).fill(-1);
  for (let i = 0; i < targets.length; i++) {
    for (let j = i + 1; j < descriptors.length; j++) {
      const product = dot(targets[i]!, descriptors[j]!);
      if (product > best[i]!) {
        best[i] = product;
        nearest[i] = j;
      }
      if (product > best[j]!) {
        best[j] = product;
        nearest[j] = i;
      }
    }
  }
  const pairs: (readonly [number, number])[] = [];
  nearest.forEach((j, i) => {
    // A pair that is the nearest both ways is one.
    if (j > i) pairs.push([i, j]);
    else if (j >= 0 && nearest[j] !== i) pairs.push([j, i]);
  });
  return pairs;
}

/** The product of two descriptors, whose length is a multiple of 4: four sums, none of which waits for another. */
function dot(one: Float32Array, other: Float32Array): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = 0; k < one.length; k += 4) {
    a += one[k]! * other[k]!;
    b += one[k + 1]! * other[k + 1]!;
    c += one[k + 2]! * other[k + 2]!;
    d += one[k + 3]! * other[k + 3]!;
  }
  return a + b + c + d;
}

/** How much alike two scales are, and how near two points. */
function pairWeight(one: Keypoint, other: Keypoint, longest: number): number {
  const scales = Math.exp(-Math.abs(one.scale - other.scale) / (one.scale + other.scale)) ** 2;
  const squared = (one.x - other.x) ** 2 + (one.y - other.y) ** 2;
  return scales * Math.exp(-squared / (2 * (DISTANCE * longest) ** 2));
}

function axisVote(one: Keypoint, other: Keypoint, width: number, height: number): readonly Vote[] {
  if (one.x === other.x && one.y === other.y) return [];
  const angle = (Math.atan2(other.y - one.y, other.x - one.x) + 2 * Math.PI) % Math.PI;
  const phase = 1 - Math.cos(one.orientation + other.orientation - 2 * angle);
  const [x, y] = [(one.x + other.x - width) / 2, (one.y + other.y - height) / 2];
  const distance = (x * Math.cos(angle) + y * Math.sin(angle)) / (Math.hypot(width, height) / 2);
  return [{ at: [distance, angle / Math.PI], weight: phase * pairWeight(one, other, Math.max(width, height)) }];
}

/** The centre about which one keypoint turns into the other, in place and orientation; none outside the picture or without a turn. */
function centreVote(one: Keypoint, other: Keypoint, width: number, height: number): readonly Vote[] {
  const turn = Math.atan2(Math.sin(other.orientation - one.orientation), Math.cos(other.orientation - one.orientation));
  if (Math.abs(turn) < LEAST_TURN) return [];
  const across = 1 / (2 * Math.tan(turn / 2));
  const x = (one.x + other.x) / 2 - across * (other.y - one.y);
  const y = (one.y + other.y) / 2 + across * (other.x - one.x);
  if (x < 0 || x > width || y < 0 || y > height) return [];
  return [{ at: [x / width, y / height], weight: pairWeight(one, other, Math.max(width, height)) }];
}

/** 1 of the same, 0 of votes for different peaks. */
const centreCloseness = (one: Vote, other: Vote): number =>
  Math.max(0, 1 - Math.sqrt((one.at[0] - other.at[0]) ** 2 + (one.at[1] - other.at[1]) ** 2) / (Math.SQRT2 * APART));

function axisCloseness(one: Vote, other: Vote): number {
  const turn = one.at[1] - other.at[1];
  // An angle and its opposite are the same axis, with the distance counted the other way.
  const same = Math.abs(turn) <= 0.5;
  const apart = same ? Math.abs(turn) : 1 - Math.abs(turn);
  const distance = same ? one.at[0] - other.at[0] : one.at[0] + other.at[0];
  return Math.max(0, 1 - Math.sqrt((distance / APART) ** 2 + (apart / APART_TURN) ** 2));
}

/** Peaks are at the votes that have most weight about them; each takes the votes about it away from the next. */
function strongest(votes: readonly Vote[], closeness: (one: Vote, other: Vote) => number): readonly number[] {
  const numbers: number[] = [];
  let left = votes;
  for (let k = 0; k < PEAKS && left.length > 0; k++) {
    const weights = left.map(vote => left.reduce((sum, other) => sum + other.weight * closeness(vote, other), 0));
    const best = weights.indexOf(Math.max(...weights));
    const peak = left[best]!;
    const others = left.filter(vote => closeness(peak, vote) === 0);
    numbers.push(left.length - others.length, peak.at[0], peak.at[1], weights[best]!);
    left = others;
  }
  return [...numbers, ...new Array<number>(4 * PEAKS - numbers.length).fill(0)];
}
