/** Straight lines among edges, by Hough's transform. */
import type { Edges } from './canny.ts';
import { scratchBy } from './scratch.ts';

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
  const { width, height } = mask;
  const pixels = edgePixels(mask, across);
  const reach = Math.ceil(Math.hypot(width, height));
  const offsets = 2 * reach + 1;
  const ballot: Ballot = {
    votes: votesOf(ANGLES * offsets).fill(0),
    best: new Int32Array(ANGLES),
    changed: new Uint8Array(ANGLES).fill(1),
    reach,
  };
  const { votes } = ballot;
  // Edge pixels that are on no line yet.
  const left = Int32Array.from(pixels.x.keys());
  let count = left.length;
  for (let pixel = 0; pixel < count; pixel++) cast(ballot, pixels, pixel, 1);

  const segments: Segment[] = [];
  let least = shortest;
  for (let line = 0; line < LINES; line++) {
    const peak = mostVotes(ballot);
    if (votes[peak]! < least) break;
    if (line === 0) least = Math.max(shortest, LEAST_VOTES * votes[peak]!);
    const t = Math.floor(peak / offsets);
    const r = (peak % offsets) - reach;
    const along = takeLine(pixels, left.subarray(0, count), t, r);
    for (const pixel of along.pixels) cast(ballot, pixels, pixel, -1);
    count -= along.pixels.length;
    for (const length of runs(along.places.sort((a, b) => a - b))) {
      if (length >= shortest) segments.push({ angle: angleOfLine(t), length });
    }
  }
  return segments;
}

/** Votes for lines. They change for few angles at a time: only those are looked through for the most again. */
interface Ballot {
  /** [angles, offsets of −reach to reach] */
  readonly votes: Int32Array;
  /** Where the most votes for each angle stand, where it hasn't changed. */
  readonly best: Int32Array;
  readonly changed: Uint8Array;
  readonly reach: number;
}

/** Adds `by` to the votes for the lines that a pixel may be on. */
function cast({ votes, changed, reach }: Ballot, { x, y, normal }: EdgePixels, pixel: number, by: number): void {
  for (let turn = 0; turn <= 2 * SPREAD; turn++) {
    const t = wrapped(normal[pixel]! - SPREAD + turn);
    // The nearest whole offset: what is cut isn't negative.
    const offset = (x[pixel]! * COS[t]! + y[pixel]! * SIN[t]! + reach + 0.5) | 0;
    votes[t * (2 * reach + 1) + offset]! += by;
    changed[t] = 1;
  }
}

/** Where the most votes stand. */
function mostVotes({ votes, best, changed, reach }: Ballot): number {
  const offsets = 2 * reach + 1;
  let most = 0;
  for (let t = 0; t < ANGLES; t++) {
    if (changed[t] === 1) best[t] = indexOfMax(votes, t * offsets, (t + 1) * offsets);
    changed[t] = 0;
    if (votes[best[t]!]! > votes[most]!) most = best[t]!;
  }
  return most;
}

const votesOf = scratchBy(length => new Int32Array(length));

/** Where the pixels of edges are, by rows, and their normals in whole degrees, 0 to 179. */
interface EdgePixels {
  readonly x: Int16Array;
  readonly y: Int16Array;
  readonly normal: Int16Array;
}

function edgePixels({ width, values }: Edges['mask'], across: Float32Array): EdgePixels {
  const places: number[] = [];
  for (let pixel = 0; pixel < values.length; pixel++) if (values[pixel] === 1) places.push(pixel);
  return {
    x: Int16Array.from(places, place => place % width),
    y: Int16Array.from(places, place => Math.floor(place / width)),
    normal: Int16Array.from(places, place => (Math.round((across[place]! * 180) / Math.PI) + 2 * ANGLES) % ANGLES),
  };
}

/** An angle of less than half a turn too little or too much, as 0 to 179 degrees. */
const wrapped = (t: number): number => (t < 0 ? t + ANGLES : t >= ANGLES ? t - ANGLES : t);

/** The pixels that are on a line and voted for it, and their places along it. Those of `left` that aren't move to its front, in order. */
function takeLine({ x, y, normal }: EdgePixels, left: Int32Array, t: number, r: number) {
  const [pixels, places]: [number[], number[]] = [[], []];
  const [cos, sin] = [COS[t]!, SIN[t]!];
  let kept = 0;
  for (let i = 0; i < left.length; i++) {
    const pixel = left[i]!;
    const apart = Math.abs(normal[pixel]! - t);
    const near = Math.abs(x[pixel]! * cos + y[pixel]! * sin - r) <= CLOSE;
    if (near && (apart <= SPREAD || apart >= ANGLES - SPREAD)) {
      pixels.push(pixel);
      places.push(y[pixel]! * cos - x[pixel]! * sin);
    } else left[kept++] = pixel;
  }
  return { pixels, places };
}

const COS = Float64Array.from({ length: ANGLES }, (_, t) => Math.cos((t * Math.PI) / 180));
const SIN = Float64Array.from({ length: ANGLES }, (_, t) => Math.sin((t * Math.PI) / 180));

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
