/** K-means as the authors use it: k-means++ at the start, the best of ten restarts. */
import { RefoldError, type Rng } from '@refold/core';
import { kmeans } from 'ml-kmeans';
import { seedIndices, squaredDistances } from './seeding.ts';

const RESTARTS = 10;
const OPTIONS = { maxIterations: 300, tolerance: 1e-4 } as const;

/**
 * Clusters of points by Euclidean distance, with members in ascending order and clusters in that of their first members; none is empty.
 * Points that are all alike are cut into clusters in their order.
 * @throws RefoldError for points that hold NaN, and unless 1 ≤ clusters ≤ points
 */
export function kmeansClusters(points: readonly (readonly number[])[], clusters: number, rng: Rng): number[][] {
  if (!(Number.isInteger(clusters) && clusters >= 1 && clusters <= points.length)) {
    throw new RefoldError(`${points.length} filters can't be divided into ${clusters} clusters`);
  }
  if (points.some(point => !point.every(Number.isFinite))) {
    throw new RefoldError("filters that hold NaN or infinity can't be clustered");
  }
  if (clusters === points.length) return points.map((_, i) => [i]);
  const distinct = distinctOf(points);
  // Fewer different points than clusters: some of those that are alike get clusters of their own, which changes no mean.
  if (distinct.length <= clusters) return split(distinct, clusters);
  const own = compacted(distinct.map(([first]) => points[first!]!));
  const distances = squaredDistances(own);
  const runs = Array.from({ length: RESTARTS }, (_, i) => {
    const seed = Math.floor(rng.fork(`restart ${i}`).uniform() * 2 ** 31);
    return once(own, seedIndices(distances, clusters, seed));
  });
  const whole = runs.filter(({ members }) => members.every(({ length }) => length > 0));
  const best = whole.reduce<Run | undefined>(
    (best, run) => (best && best.inertia <= run.inertia ? best : run),
    undefined,
  );
  if (best === undefined) throw new RefoldError(`k-means found fewer than ${clusters} clusters ${RESTARTS} times`);
  return sorted(best.members.map(members => members.flatMap(one => distinct[one]!)));
}

/** Indices of points that are alike, each list in ascending order. */
function distinctOf(points: readonly (readonly number[])[]): number[][] {
  const alike = new Map<string, number[]>();
  for (const [i, point] of points.entries()) {
    const key = point.join();
    const known = alike.get(key);
    if (known) known.push(i);
    else alike.set(key, [i]);
  }
  return [...alike.values()];
}

/**
 * The same points in as many dimensions as there are of them, if they have more: their coordinates in an orthonormal basis of what they span
 * (Gram-Schmidt), so that no distance changes. A filter has thousands of numbers, its layer hundreds of filters.
 */
function compacted(points: readonly (readonly number[])[]): number[][] {
  const count = points.length;
  if (points[0]!.length <= count) return points.map(point => [...point]);
  const basis: Float64Array[] = [];
  return points.map(point => {
    const rest = Float64Array.from(point);
    const coordinates = new Array<number>(count).fill(0);
    for (const [i, axis] of basis.entries()) {
      coordinates[i] = dot(rest, axis);
      for (let k = 0; k < rest.length; k++) rest[k]! -= coordinates[i]! * axis[k]!;
    }
    const left = Math.sqrt(dot(rest, rest));
    // A point within the span of those before it adds nothing but rounding.
    if (left > ROUNDING * Math.sqrt(dot(point, point))) {
      coordinates[basis.length] = left;
      basis.push(rest.map(value => value / left));
    }
    return coordinates;
  });
}

const ROUNDING = 1e-12;

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function split(lists: readonly (readonly number[])[], clusters: number): number[][] {
  const parts = lists.map(list => [...list]);
  while (parts.length < clusters) {
    const longest = parts.reduce((a, b) => (b.length > a.length ? b : a));
    parts.push([longest.pop()!]);
  }
  return sorted(parts);
}

const sorted = (lists: readonly (readonly number[])[]): number[][] =>
  lists.map(list => [...list].sort((a, b) => a - b)).sort((a, b) => a[0]! - b[0]!);

interface Run {
  readonly members: readonly (readonly number[])[];
  /** Sum of squared distances to the means. */
  readonly inertia: number;
}

/** @param seeds indices of the points to begin with */
function once(points: number[][], seeds: readonly number[]): Run {
  const clusters = seeds.length;
  const initialization = seeds.map(seed => points[seed]!);
  const { clusters: of, centroids } = kmeans(points, clusters, { ...OPTIONS, initialization });
  const members = Array.from({ length: clusters }, (): number[] => []);
  let inertia = 0;
  for (const [i, cluster] of of.entries()) {
    members[cluster]!.push(i);
    inertia += points[i]!.reduce((sum, value, k) => sum + (value - centroids[cluster]![k]!) ** 2, 0);
  }
  return { members, inertia };
}
