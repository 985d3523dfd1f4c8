/**
 * The points that k-means begins with, by k-means++ (Arthur and Vassilvitskii 2007). They are those that ml-kmeans draws, which computes the
 * distances anew for every draw: of 256 filters of a 3×3 layer that takes seconds a run, of 512 minutes.
 */
import { Random } from 'ml-random';

/** Squared Euclidean distances between all points: [points, points], row after row. */
export function squaredDistances(points: readonly (readonly number[])[]): Float64Array {
  const size = points.length;
  const distances = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const distance = squaredDistance(points[i]!, points[j]!);
      distances[i * size + j] = distance;
      distances[j * size + i] = distance;
    }
  }
  return distances;
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k]! - b[k]!) * (a[k]! - b[k]!);
  return sum;
}

/**
 * Indices of the points to begin with: each is the best of a few that are drawn in proportion to their distance from those before.
 * @param distances of all points, as `squaredDistances` gives them
 */
export function seedIndices(distances: Float64Array, clusters: number, seed: number): readonly number[] {
  const size = Math.sqrt(distances.length);
  const random = new Random(seed);
  const trials = 2 + Math.floor(Math.log(clusters));
  const from = (point: number): Float64Array => distances.subarray(point * size, (point + 1) * size);
  const chosen = [random.randInt(size)];
  let closest = from(chosen[0]!);
  while (chosen.length < clusters) {
    const scale = 1 / sumOf(closest);
    const probabilities = Array.from(closest, distance => distance * scale);
    const candidates = random.choice(size, { replace: true, size: trials, probabilities });
    let [best, least, nearest] = [Number.NaN, Infinity, closest];
    for (const candidate of candidates) {
      const own = from(candidate);
      const next = closest.map((distance, i) => Math.min(distance, own[i]!));
      const sum = sumOf(next);
      if (sum < least) [best, least, nearest] = [candidate, sum, next];
    }
    chosen.push(best);
    closest = nearest;
  }
  return chosen;
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
