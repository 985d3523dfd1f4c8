/** Gradation: windowed total, inherent and relative variation (Xu et al. 2012; section 4.6 of the specification). */
import { gaussianKernel } from '../../raster/filter.ts';
import type { Plane } from '../../raster/picture.ts';
import { scratchBy } from '../../raster/scratch.ts';
import type { Part } from '../analysis.ts';
import { reducedHsy } from '../content/reduced.ts';

/** Deviation of the Gaussian window, in pixels of the smaller copy. */
const WINDOW = 3;
/** Windows lie about every fourth pixel of every fourth row. */
const STRIDE = 4;
/** Keeps the relative variation finite where there is no inherent one. Channels are 0 to 1. */
const EPSILON = 1e-3;

/**
 * Nine numbers: means over windows of total variation D, then of inherent variation L, then of relative variation D / (L + ε), each summed over
 * both directions, for hue (in turns), saturation and luma. D is the windowed mean of absolute derivatives, L the absolute windowed mean of
 * derivatives: a ramp has D = L, a texture D much above L. Differences of hue go the shorter way around the circle.
 */
export const gradation: Part<readonly number[]> = analysis => {
  const [hue, saturation, luma] = analysis.get(reducedHsy);
  const variations = [variation(hue, 2 * Math.PI), variation(saturation), variation(luma)];
  return [
    ...variations.map(({ total }) => total),
    ...variations.map(({ inherent }) => inherent),
    ...variations.map(({ relative }) => relative),
  ];
};

interface Variation {
  readonly total: number;
  readonly inherent: number;
  readonly relative: number;
}

/** Of a plane, or of one whose values go around a circle of that circumference: then in turns. */
function variation(plane: Plane, circumference?: number): Variation {
  let [total, inherent, relative, windows] = [0, 0, 0, 0];
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
  ] as const) {
    const signed = differences(plane, dx, dy);
    if (circumference !== undefined) {
      for (let i = 0; i < signed.length; i++) signed[i] = nearestTurn(signed[i]! / circumference);
    }
    const sums = windowed(signed, plane);
    windows = sums.absolute.length;
    for (let i = 0; i < windows; i++) {
      const within = Math.abs(sums.signed[i]!);
      total += sums.absolute[i]!;
      inherent += within;
      relative += sums.absolute[i]! / (within + EPSILON);
    }
  }
  return { total: total / windows, inherent: inherent / windows, relative: relative / windows };
}

/** A difference in turns, the shorter way around: −½ to ½. */
const nearestTurn = (difference: number): number => difference - Math.round(difference);

const signedOf = scratchBy(length => new Float64Array(length));
const absoluteOf = scratchBy(length => new Float64Array(length));

/** From each pixel to the next one in a direction; 0 from the last. Until the next call. */
function differences({ width, height, values }: Plane, dx: 0 | 1, dy: 0 | 1): Float64Array {
  const out = signedOf(values.length).fill(0);
  const next = dx + dy * width;
  for (let y = 0; y < height - dy; y++) {
    for (let x = 0, at = y * width; x < width - dx; x++, at++) out[at] = values[at + next]! - values[at]!;
  }
  return out;
}

/** Gaussian means of values and of their absolute values. */
interface Means {
  readonly signed: Float64Array;
  readonly absolute: Float64Array;
}

/** Means about every STRIDE-th pixel of every STRIDE-th row; beyond the edge there is 0. */
function windowed(signed: Float64Array, { width, height }: Pick<Plane, 'width' | 'height'>): Means {
  const absolute = absoluteOf(signed.length);
  for (let i = 0; i < absolute.length; i++) absolute[i] = Math.abs(signed[i]!);
  const columns = Math.ceil(width / STRIDE);
  const narrow = strided({ signed, absolute }, height, width, width, 1);
  return strided(narrow, columns, height, 1, columns);
}

/** Correlates lines with the Gaussian at every STRIDE-th place: [lines, places] if a line's step is 1, else [places, lines]. */
function strided({ signed, absolute }: Means, lines: number, length: number, lineStep: number, step: number): Means {
  const places = Math.ceil(length / STRIDE);
  const out = { signed: new Float64Array(lines * places), absolute: new Float64Array(lines * places) };
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < places; place++) {
      const centre = place * STRIDE;
      const first = Math.max(0, centre - REACH);
      const last = Math.min(length - 1, centre + REACH);
      let sum = 0;
      let sumOfAbsolute = 0;
      for (let k = first, at = line * lineStep + first * step; k <= last; k++, at += step) {
        const weight = KERNEL[k - centre + REACH]!;
        sum += weight * signed[at]!;
        sumOfAbsolute += weight * absolute[at]!;
      }
      const to = step === 1 ? line * places + place : place * lines + line;
      out.signed[to] = sum;
      out.absolute[to] = sumOfAbsolute;
    }
  }
  return out;
}

const KERNEL = Float64Array.from(gaussianKernel(WINDOW));
const REACH = (KERNEL.length - 1) >> 1;
