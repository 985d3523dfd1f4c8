/** Keypoints of a plane: blobs with a scale, an orientation and a descriptor that tells them from others and from their mirror images. */
import { directionOf } from './direction.ts';
import { blurred, type Gradient, sobel } from './filter.ts';
import { type Plane, planeLike } from './picture.ts';
import { resized } from './resize.ts';

/** A blob. */
export interface Keypoint {
  /** Pixels from the left and from the top; the centre of the first pixel is at ½. */
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly scale: number;
  /** Dominant direction of the gradient about it: radians, clockwise from the right. */
  readonly orientation: number;
  /** [4 along the orientation, 4 across it, 8 directions], of length 1. */
  readonly descriptor: Float32Array;
}

/** The blur of each octave in its pixels. Blobs are what the same blur once more, √2 as wide in all, takes away. */
const BLUR = 1.6;
/** Octaves: the plane, half of it, and so on, while the shorter side has so many pixels. */
const OCTAVES = 4;
const LEAST_SIDE = 16;
/** Blobs that stand out less, in units of the plane, are noise. */
const LEAST_CONTRAST = 2;
/** At least this far from the edge of their octave, in pixels. */
const MARGIN = 3;

const ORIENTATIONS = 36;
const ORIENTATION_REACH = 6;
const ORIENTATION_SIGMA = 1.5 * BLUR;
const ORIENTATION_SIDE = 2 * ORIENTATION_REACH + 1;
/** Closeness of the places about a blob: [rows, columns]. */
const ORIENTATION_WEIGHTS = gaussianSquare(ORIENTATION_SIDE, ORIENTATION_SIGMA);

const CELLS = 4;
const DIRECTIONS = 8;
/** Side of a descriptor's cell in pixels of its octave. */
const CELL = 3;
const SIDE = CELLS * CELL;
/** Closeness of a descriptor's places to its middle: [along, across]. */
const DESCRIPTOR_WEIGHTS = gaussianSquare(SIDE, SIDE / 2);
/** No number of a descriptor is larger than this before it is normalized again: a single strong edge shouldn't make it all. */
const CLIP = 0.2;

/** A Gaussian about the middle of a square, 1 there. */
function gaussianSquare(side: number, sigma: number): Float64Array {
  const middle = (side - 1) / 2;
  return Float64Array.from({ length: side * side }, (_, i) => {
    const squared = (Math.floor(i / side) - middle) ** 2 + ((i % side) - middle) ** 2;
    return Math.exp(-squared / (2 * sigma ** 2));
  });
}

/** An octave that was blurred, and its gradient in polar form. */
interface Octave {
  readonly scale: number;
  readonly blobs: Plane;
  readonly lengths: Float32Array;
  readonly angles: Float32Array;
}

/**
 * The most distinct blobs of a plane of 0 to 255, at most `most`, the most distinct first. Blobs are the extrema of a difference of Gaussians
 * in each of four octaves; orientations and descriptors are those of SIFT (Lowe 2004), with one orientation for each blob and without
 * refinement between pixels and octaves.
 */
export function keypoints(plane: Plane, most: number): readonly Keypoint[] {
  const found: { readonly octave: Octave; readonly x: number; readonly y: number; readonly contrast: number }[] = [];
  let level = plane;
  for (let k = 0; k < OCTAVES && Math.min(level.width, level.height) >= LEAST_SIDE; k++) {
    if (k > 0) level = resized(level, Math.ceil(level.width / 2), Math.ceil(level.height / 2));
    const octave = octaveOf(level, plane.width / level.width);
    for (const [x, y, contrast] of extrema(octave.blobs)) found.push({ octave, x, y, contrast });
  }
  found.sort((a, b) => b.contrast - a.contrast);
  return found.slice(0, most).map(({ octave, x, y }) => {
    const orientation = dominantDirection(octave, x, y);
    return {
      x: (x + 0.5) * octave.scale,
      y: (y + 0.5) * octave.scale,
      scale: BLUR * octave.scale,
      orientation,
      descriptor: descriptorOf(octave, x, y, orientation),
    };
  });
}

function octaveOf(plane: Plane, scale: number): Octave {
  const inner = blurred(plane, BLUR);
  const outer = blurred(inner, BLUR);
  const blobs = planeLike(plane);
  for (let i = 0; i < blobs.values.length; i++) blobs.values[i] = outer.values[i]! - inner.values[i]!;
  return { scale, blobs, ...polar(sobel(inner)) };
}

function polar({ dx, dy }: Gradient): Pick<Octave, 'lengths' | 'angles'> {
  const lengths = new Float32Array(dx.values.length);
  const angles = new Float32Array(dx.values.length);
  for (let i = 0; i < lengths.length; i++) {
    const right = dx.values[i]!;
    const down = dy.values[i]!;
    lengths[i] = Math.sqrt(right ** 2 + down ** 2);
    angles[i] = directionOf(right, down);
  }
  return { lengths, angles };
}

/** Pixels that differ from 0 by at least the least contrast, and by more than their eight neighbours on the same side of 0. */
function extrema({ width, height, values }: Plane): readonly (readonly [x: number, y: number, contrast: number])[] {
  const found: [number, number, number][] = [];
  for (let y = MARGIN; y < height - MARGIN; y++) {
    for (let x = MARGIN; x < width - MARGIN; x++) {
      const at = y * width + x;
      const sign = Math.sign(values[at]!);
      const contrast = sign * values[at]!;
      if (contrast >= LEAST_CONTRAST && exceedsNeighbours(values, at, width, sign)) found.push([x, y, contrast]);
    }
  }
  return found;
}

function exceedsNeighbours(values: Float32Array, at: number, width: number, sign: number): boolean {
  for (let dy = -width; dy <= width; dy += width) {
    for (let other = at + dy - 1; other <= at + dy + 1; other++) {
      if (other !== at && sign * values[other]! >= sign * values[at]!) return false;
    }
  }
  return true;
}

/** The peak of a smoothed histogram of directions, weighted by length and closeness. */
function dominantDirection({ blobs: { width, height }, lengths, angles }: Octave, x: number, y: number): number {
  const histogram = new Float64Array(ORIENTATIONS);
  for (let i = 0, k = 0; i < ORIENTATION_SIDE; i++) {
    for (let j = 0; j < ORIENTATION_SIDE; j++, k++) {
      const column = x + j - ORIENTATION_REACH;
      const row = y + i - ORIENTATION_REACH;
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const at = row * width + column;
      addBetween(histogram, 0, ORIENTATIONS, angles[at]!, lengths[at]! * ORIENTATION_WEIGHTS[k]!);
    }
  }
  const bin = (k: number): number => histogram[(k + ORIENTATIONS) % ORIENTATIONS]!;
  const smooth = Array.from(
    histogram,
    (_, k) => bin(k - 2) + 4 * bin(k - 1) + 6 * bin(k) + 4 * bin(k + 1) + bin(k + 2),
  );
  const peak = smooth.indexOf(Math.max(...smooth));
  const [before, after] = [smooth.at(peak - 1)!, smooth[(peak + 1) % ORIENTATIONS]!];
  const curvature = before - 2 * smooth[peak]! + after;
  const shift = curvature === 0 ? 0 : (before - after) / (2 * curvature);
  return ((peak + 0.5 + shift) * 2 * Math.PI) / ORIENTATIONS;
}

/** Adds to the two of `bins` equal parts of a turn, from `start` on, between whose middles an angle lies. */
function addBetween(
  histogram: Float64Array | Float32Array,
  start: number,
  bins: number,
  angle: number,
  weight: number,
) {
  const place = (angle / (2 * Math.PI) + 2) * bins - 0.5;
  const low = Math.floor(place);
  const share = place - low;
  histogram[start + (low % bins)]! += weight * (1 - share);
  histogram[start + ((low + 1) % bins)]! += weight * share;
}

function descriptorOf(octave: Octave, x: number, y: number, orientation: number): Float32Array {
  const { width, height } = octave.blobs;
  const descriptor = new Float32Array(CELLS * CELLS * DIRECTIONS);
  const [cos, sin] = [Math.cos(orientation), Math.sin(orientation)];
  for (let i = 0, k = 0; i < SIDE; i++) {
    for (let j = 0; j < SIDE; j++, k++) {
      const along = i - (SIDE - 1) / 2;
      const across = j - (SIDE - 1) / 2;
      const column = Math.round(x + along * cos - across * sin);
      const row = Math.round(y + along * sin + across * cos);
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const at = row * width + column;
      const weight = octave.lengths[at]! * DESCRIPTOR_WEIGHTS[k]!;
      const cell = Math.floor(i / CELL) * CELLS + Math.floor(j / CELL);
      addBetween(descriptor, cell * DIRECTIONS, DIRECTIONS, octave.angles[at]! - orientation, weight);
    }
  }
  normalize(descriptor);
  for (let i = 0; i < descriptor.length; i++) descriptor[i] = Math.min(CLIP, descriptor[i]!);
  normalize(descriptor);
  return descriptor;
}

function normalize(vector: Float32Array): void {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i]! ** 2;
  if (squares === 0) return;
  const length = Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}

/** The descriptor that the mirror image of a keypoint has: cells across its orientation change places, and directions their sign. */
export function mirroredDescriptor(descriptor: Float32Array): Float32Array {
  const out = new Float32Array(descriptor.length);
  for (let along = 0; along < CELLS; along++) {
    for (let across = 0; across < CELLS; across++) {
      const from = (along * CELLS + across) * DIRECTIONS;
      const to = (along * CELLS + CELLS - 1 - across) * DIRECTIONS;
      for (let k = 0; k < DIRECTIONS; k++) out[to + DIRECTIONS - 1 - k] = descriptor[from + k]!;
    }
  }
  return out;
}
