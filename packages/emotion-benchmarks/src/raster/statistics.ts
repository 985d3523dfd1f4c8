/** Statistics of a plane's values. */

/** The first three moments. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
  /** The cube root of the third central moment, in the values' units. */
  readonly skew: number;
}

/**
 * Returns the mean, the standard deviation (divided by n) and the skew of the values where `mask` is 1 (default: of all); zeros if
 * there are none.
 */
export function moments(values: Float32Array, mask?: Uint8Array): Moments {
  const start = mask === undefined ? 0 : mask.indexOf(1);
  // Differences from one of the values: the deviation of equal values is exactly 0.
  const origin = values[start];
  if (origin === undefined) return { mean: 0, deviation: 0, skew: 0 };
  let count = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = start; i < values.length; i++) {
    if (mask !== undefined && mask[i] === 0) continue;
    const d = values[i]! - origin;
    sum1 += d;
    sum2 += d * d;
    sum3 += d * d * d;
    count++;
  }
  const [m1, m2, m3] = [sum1 / count, sum2 / count, sum3 / count];
  return {
    mean: origin + m1,
    deviation: Math.sqrt(Math.max(0, m2 - m1 * m1)),
    skew: Math.cbrt(m3 - 3 * m1 * m2 + 2 * m1 ** 3),
  };
}

/** The sum of values. */
export function sumOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

/** Enough that few values share a bin with the least of the largest. */
const BINS = 4096;

/** Returns the mean of the `count` largest of values that aren't negative; `count` is 1 to their number. */
export function meanOfLargest(values: Float32Array, count: number): number {
  const { bins, scale } = binned(values);
  let bin = BINS - 1;
  let held = bins[bin]!;
  while (held < count) held += bins[--bin]!;
  const candidates = new Float32Array(held);
  for (let i = 0, k = 0; k < held; i++) if (((values[i]! * scale) | 0) >= bin) candidates[k++] = values[i]!;
  candidates.sort();
  return candidates.subarray(held - count).reduce((a, b) => a + b, 0) / count;
}

/** Returns the values that would stand at these places, rising, if values, none of them negative, were sorted. */
export function valuesAtRanks(values: Float32Array, ranks: readonly number[]): readonly number[] {
  const { bins, scale } = binned(values);
  // Only values of the bins that hold a rank are sorted; before those of a bin there are as many as all earlier such bins hold.
  const wanted = new Uint8Array(BINS);
  const places: number[] = [];
  let [bin, below, sorted] = [0, 0, 0];
  for (const rank of ranks) {
    while (below + bins[bin]! <= rank) {
      if (wanted[bin] === 1) sorted += bins[bin]!;
      below += bins[bin++]!;
    }
    wanted[bin] = 1;
    places.push(sorted + rank - below);
  }
  const candidates = new Float32Array(sorted + bins[bin]!);
  for (let i = 0, k = 0; i < values.length; i++) {
    if (wanted[(values[i]! * scale) | 0] === 1) candidates[k++] = values[i]!;
  }
  candidates.sort();
  return places.map(place => candidates[place]!);
}

/** How many of values that aren't negative lie in each of equal bins up to the largest; a value's bin is that times `scale`, cut. */
function binned(values: Float32Array): { readonly bins: Uint32Array; readonly scale: number } {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  const scale = most === 0 ? 0 : (BINS - 1) / most;
  const bins = new Uint32Array(BINS);
  for (let i = 0; i < values.length; i++) bins[(values[i]! * scale) | 0]!++;
  return { bins, scale };
}
