/** Straight lines among edges, by Hough's transform. */
import type { Edges } from './canny.ts';

/** A straight piece of an edge. */
export interface Segment {
  /** Degrees from the horizontal, counter-clockwise, above −90 to 90. */
  readonly angle: number;
  /** Pixels. */
  readonly length: number;
}

const ANGLES = 180;
/** An edge pixel votes for lines whose normal is within so many degrees of its gradient. */
const SPREAD = 6;
/** At most so many lines are taken, those with most votes first, and none with less than this share of the votes of the first. */
const LINES = 20;
const LEAST_VOTES = 0.25;
/** Pixels this close to a line are on it; gaps of so many pixels divide it. */
const CLOSE = 1.5;
const GAP = 4;

/**
 * Segments of at least `shortest` pixels. Lines are x cos t + y sin t = r, in steps of a degree and a pixel. The line with most votes is
 * taken, its pixels are taken out of the vote, and so on (Duda & Hart 1972).
 */
export function houghSegments({ mask, across }: Edges, shortest: number): readonly Segment[] {
  const { width, height, values } = mask;
  const reach = Math.ceil(Math.hypot(width, height));
  const offsets = 2 * reach + 1;
  const votes = new Int32Array(ANGLES * offsets);
  // Votes change for few angles at a time: only those are looked through for the most again.
  const best = new Int32Array(ANGLES);
  const changed = new Uint8Array(ANGLES).fill(1);
  const cast = (pixel: number, by: number): void => {
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    const normal = Math.round((across[pixel]! * 180) / Math.PI);
    for (let turn = normal - SPREAD; turn <= normal + SPREAD; turn++) {
      const t = (turn + 2 * ANGLES) % ANGLES;
      votes[t * offsets + reach + Math.round(x * COS[t]! + y * SIN[t]!)]! += by;
      changed[t] = 1;
    }
  };
  const mostVotes = (): number => {
    let most = 0;
    for (let t = 0; t < ANGLES; t++) {
      if (changed[t] === 1) best[t] = indexOfMax(votes, t * offsets, (t + 1) * offsets);
      changed[t] = 0;
      if (votes[best[t]!]! > votes[most]!) most = best[t]!;
    }
    return most;
  };
  // Edge pixels that are on no line yet.
  const left: number[] = [];
  for (let pixel = 0; pixel < values.length; pixel++) if (values[pixel] === 1) left.push(pixel);
  for (const pixel of left) cast(pixel, 1);

  const segments: Segment[] = [];
  let least = shortest;
  for (let line = 0; line < LINES; line++) {
    const peak = mostVotes();
    if (votes[peak]! < least) break;
    if (line === 0) least = Math.max(shortest, LEAST_VOTES * votes[peak]!);
    const t = Math.floor(peak / offsets);
    const r = (peak % offsets) - reach;
    const along: number[] = [];
    let kept = 0;
    for (const pixel of left) {
      const x = pixel % width;
      const y = Math.floor(pixel / width);
      if (Math.abs(x * COS[t]! + y * SIN[t]! - r) > CLOSE || !votesFor(across[pixel]!, t)) {
        left[kept++] = pixel;
        continue;
      }
      along.push(y * COS[t]! - x * SIN[t]!);
      cast(pixel, -1);
    }
    left.length = kept;
    for (const length of runs(along.sort((a, b) => a - b))) {
      if (length >= shortest) segments.push({ angle: angleOfLine(t), length });
    }
  }
  return segments;
}

const COS = Float64Array.from({ length: ANGLES }, (_, t) => Math.cos((t * Math.PI) / 180));
const SIN = Float64Array.from({ length: ANGLES }, (_, t) => Math.sin((t * Math.PI) / 180));

/** Whether a pixel with that direction across its edge votes for lines of normal t. */
function votesFor(across: number, t: number): boolean {
  const apart = (Math.round((across * 180) / Math.PI) - t + 3 * ANGLES) % ANGLES;
  return Math.min(apart, ANGLES - apart) <= SPREAD;
}

/** The line of a normal t degrees clockwise from the right (rows count downwards) rises by 90 − t degrees. */
const angleOfLine = (t: number): number => 90 - t;

/** Lengths of the runs of sorted places without a gap. */
function runs(places: readonly number[]): readonly number[] {
  const lengths: number[] = [];
  let start = 0;
  places.forEach((place, k) => {
    const next = places[k + 1];
    if (next !== undefined && next - place <= GAP) return;
    lengths.push(place - places[start]! + 1);
    start = k + 1;
  });
  return lengths;
}

function indexOfMax(values: Int32Array, begin: number, end: number): number {
  let best = begin;
  for (let i = begin + 1; i < end; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
