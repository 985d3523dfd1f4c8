/** Saliency by the spectral residual (Hou & Zhang 2007; section 4.9 of the specification). */
import { blurred } from '../../raster/filter.ts';
import { fourier, realInverse, type Spectrum } from '../../raster/fourier.ts';
import { type Plane, planeLike } from '../../raster/picture.ts';
import { resized } from '../../raster/resize.ts';
import { sumOf } from '../../raster/statistics.ts';
import type { Part } from '../analysis.ts';
import { reducedGrey } from './reduced.ts';

const SIDE = 64;
const BLUR = 2.5;
/** Amplitudes below this share of the greatest are rounding errors: they count as this share, and their phases are ignored. */
const NOISE = 1e-9;

/**
 * A saliency map on a grid of 64×64, at least 0 and of sum 1: what the log amplitude of the spectrum of luma differs by from its local mean,
 * transformed back with the phases of the picture, squared and blurred. The same everywhere for a picture of one colour.
 */
export const smallSaliency: Part<Plane> = analysis => {
  const spectrum = fourier(resized(analysis.get(reducedGrey), SIDE, SIDE));
  const map = realInverse(withResidualAmplitude(spectrum));
  return ofSumOne(blurred({ ...map, values: map.values.map(value => value ** 2) }, BLUR));
};

/** The saliency map at the size of the picture, of sum 1. */
export const saliency: Part<Plane> = analysis => {
  const { width, height } = analysis.picture;
  return ofSumOne(resized(analysis.get(smallSaliency), width, height));
};

function withResidualAmplitude({ width, height, values }: Spectrum): Spectrum {
  const amplitudes = new Float64Array(width * height);
  for (let i = 0; i < amplitudes.length; i++) amplitudes[i] = Math.sqrt(values[2 * i]! ** 2 + values[2 * i + 1]! ** 2);
  const least = NOISE * amplitudes.reduce((a, b) => Math.max(a, b), 0);
  const logs = amplitudes.map(amplitude => Math.log(Math.max(amplitude, least, Number.MIN_VALUE)));
  const means = periodicMeans(periodicMeans(logs, height, width, 1, width), width, height, width, 1);
  const out = new Float64Array(values.length);
  amplitudes.forEach((amplitude, i) => {
    if (amplitude <= least) return;
    const scale = Math.exp(logs[i]! - means[i]!) / amplitude;
    out[2 * i] = scale * values[2 * i]!;
    out[2 * i + 1] = scale * values[2 * i + 1]!;
  });
  return { width, height, values: out };
}

/** Means of each value and the two beside it on a line whose ends meet: a discrete spectrum is periodic. */
function periodicMeans(
  values: Float64Array,
  lines: number,
  length: number,
  step: number,
  lineStep: number,
): Float64Array {
  const out = new Float64Array(values.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let place = 0; place < length; place++) {
      const before = start + (place === 0 ? length - 1 : place - 1) * step;
      const after = start + (place === length - 1 ? 0 : place + 1) * step;
      const at = start + place * step;
      out[at] = (values[before]! + values[at]! + values[after]!) / 3;
    }
  }
  return out;
}

/** Scaled to a sum of 1; a plane of zeros becomes the same everywhere. */
function ofSumOne(plane: Plane): Plane {
  const sum = sumOf(plane.values);
  const out = planeLike(plane);
  const even = 1 / out.values.length;
  for (let i = 0; i < out.values.length; i++) out.values[i] = sum > 0 ? plane.values[i]! / sum : even;
  return out;
}
