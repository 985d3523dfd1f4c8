/** Gradation: windowed total, inherent and relative variation (Xu et al. 2012; section 4.6 of the specification). */
import { gaussianKernel } from '../../raster/filter.ts';
import type { Plane } from '../../raster/picture.ts';
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
  const variations = [
    variation(hue, difference => difference / (2 * Math.PI) - Math.round(difference / (2 * Math.PI))),
    variation(saturation, difference => difference),
    variation(luma, difference => difference),
  ];
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

function variation(plane: Plane, between: (difference: number) => number): Variation {
  const sums = { total: 0, inherent: 0, relative: 0 };
  let windows = 0;
  for (const [dx, dy] of [
    [1, 0],
    [0, 1],
  ] as const) {
    const signed = differences(plane, dx, dy, between);
    const inherent = windowed(signed, plane);
    const total = windowed(absolute(signed), plane);
    for (let i = 0; i < total.length; i++) {
      sums.total += total[i]!;
      sums.inherent += Math.abs(inherent[i]!);
      sums.relative += total[i]! / (Math.abs(inherent[i]!) + EPSILON);
    }
    windows = total.length;
  }
  return {
    total: sums.total / windows,
    inherent: sums.inherent / windows,
    relative: sums.relative / windows,
  };
}

/** From each pixel to the next one in a direction; 0 from the last. */
function differences(
  { width, height, values }: Plane,
  dx: 0 | 1,
  dy: 0 | 1,
  between: (difference: number) => number,
): Float32Array {
  const out = new Float32Array(values.length);
  for (let y = 0; y < height - dy; y++) {
    for (let x = 0; x < width - dx; x++) {
      const at = y * width + x;
      out[at] = between(values[at + dx + dy * width]! - values[at]!);
    }
  }
  return out;
}

function absolute(values: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.abs(values[i]!);
  return out;
}

/** Gaussian means about every STRIDE-th pixel of every STRIDE-th row; beyond the edge there is 0. */
function windowed(values: Float32Array, { width, height }: Pick<Plane, 'width' | 'height'>): Float32Array {
  const columns = Math.ceil(width / STRIDE);
  const narrow = strided(values, height, width, width, 1);
  return strided(narrow, columns, height, 1, columns);
}

/** Correlates lines with the Gaussian at every STRIDE-th place: [lines, places] if a line's step is 1, else [places, lines]. */
function strided(values: Float32Array, lines: number, length: number, lineStep: number, step: number): Float32Array {
  const places = Math.ceil(length / STRIDE);
  const out = new Float32Array(lines * places);
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < places; place++) {
      const centre = place * STRIDE;
      const last = Math.min(length - 1, centre + REACH);
      let sum = 0;
      for (let k = Math.max(0, centre - REACH); k <= last; k++) {
        sum += KERNEL[k - centre + REACH]! * values[line * lineStep + k * step]!;
      }
      out[step === 1 ? line * places + place : place * lines + line] = sum;
    }
  }
  return out;
}

const KERNEL = gaussianKernel(WINDOW);
const REACH = (KERNEL.length - 1) / 2;
