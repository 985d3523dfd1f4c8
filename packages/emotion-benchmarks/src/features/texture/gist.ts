/** GIST: how strongly a picture is striped at each scale and orientation, over a coarse grid (Oliva and Torralba 2001). */
import { fourier, realInverse, type Spectrum, spectrumLike, transform } from '../../raster/fourier.ts';
import { type Plane, planeLike } from '../../raster/picture.ts';
import { resized } from '../../raster/resize.ts';
import type { PictureExtractor } from '../extractor.ts';
import { grey } from '../parts.ts';

/** Side of the square that the whole picture is resized to, whatever its aspect. */
const SIDE = 128;
const SCALES = 4;
const ORIENTATIONS = 8;
/** Blocks along a side over which responses are averaged. */
const BLOCKS = 4;
/** Side of a block in pixels. */
const BLOCK = SIDE / BLOCKS;
/** Half-amplitude frequency of the prefilter's low pass, in cycles per picture. */
const PREFILTER_CYCLES = 4;
/** Gains below this are 0: they would change a response by less than single precision shows. */
const NEGLIGIBLE = 1e-8;

/** Frequency of column or row `index`, in cycles per pixel from -1/2 to 1/2. */
const frequency = (index: number): number => (index < SIDE / 2 ? index : index - SIDE) / SIDE;

/** What `gain` gives for each frequency: across to the right and downwards, in cycles per pixel; [SIDE, SIDE]. */
function transferFunction(gain: (across: number, down: number) => number): Float64Array {
  return Float64Array.from({ length: SIDE * SIDE }, (_, i) =>
    gain(frequency(i % SIDE), frequency(Math.floor(i / SIDE))),
  );
}

/**
 * A Gabor filter for waves that run at `angle` (0: to the right, π/2: downwards) with `centre` cycles per pixel. It passes one of each
 * pair of opposite frequencies, so the modulus of its response is the local amplitude of the wave. It blocks frequency 0, which has no angle.
 */
const gabor = (centre: number, angle: number): Float64Array =>
  transferFunction((across, down) => {
    const radius = Math.hypot(across, down);
    if (radius === 0) return 0;
    const turn = Math.atan2(down, across) - angle;
    const nearest = turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
    const sharpness = (16 * ORIENTATIONS ** 2) / 32 ** 2;
    const gain = Math.exp(-10 * 0.35 * (radius / centre - 1) ** 2 - 2 * sharpness * Math.PI * nearest ** 2);
    return gain < NEGLIGIBLE ? 0 : gain;
  });

/** The frequencies that a filter lets through, and its gain at each: coarse scales pass few. */
interface PassBand {
  readonly places: Uint16Array;
  readonly gains: Float64Array;
}

function passBand(gains: Float64Array): PassBand {
  const places = Uint16Array.from(gains.keys()).filter(place => gains[place] !== 0);
  return { places, gains: Float64Array.from(places, place => gains[place]!) };
}

/** Filters and buffers, which are made when the first picture comes. */
interface Bank {
  /** By scale, then orientation. */
  readonly gabors: readonly PassBand[];
  readonly lowPass: Float64Array;
  /** Spectra of a picture and of what is left of it behind a filter. */
  readonly picture: Spectrum;
  readonly product: Spectrum;
}

let made: Bank | undefined;

function bank(): Bank {
  made ??= {
    gabors: Array.from({ length: SCALES * ORIENTATIONS }, (_, i) =>
      passBand(gabor(0.3 / 1.85 ** Math.floor(i / ORIENTATIONS), (Math.PI * (i % ORIENTATIONS)) / ORIENTATIONS)),
    ),
    lowPass: transferFunction((across, down) =>
      Math.exp((-Math.LN2 * SIDE ** 2 * (across ** 2 + down ** 2)) / PREFILTER_CYCLES ** 2),
    ),
    picture: spectrumLike({ width: SIDE, height: SIDE }),
    product: spectrumLike({ width: SIDE, height: SIDE }),
  };
  return made;
}

function lowPassed(plane: Plane): Plane {
  const { lowPass, product } = bank();
  const spectrum = fourier(plane, product);
  for (let i = 0; i < lowPass.length; i++) {
    spectrum.values[2 * i]! *= lowPass[i]!;
    spectrum.values[2 * i + 1]! *= lowPass[i]!;
  }
  return realInverse(spectrum);
}

/** Evens out light and contrast: the logarithm of 1 + grey, less its local mean, over .2 + its local standard deviation. */
function prefiltered(plane: Plane): Plane {
  const out = planeLike(plane);
  for (let i = 0; i < out.values.length; i++) out.values[i] = Math.log1p(plane.values[i]!);
  const mean = lowPassed(out);
  const square = planeLike(plane);
  for (let i = 0; i < out.values.length; i++) {
    out.values[i]! -= mean.values[i]!;
    square.values[i] = out.values[i]! ** 2;
  }
  const variance = lowPassed(square);
  // A low pass of squares is positive but for rounding.
  for (let i = 0; i < out.values.length; i++) out.values[i]! /= 0.2 + Math.sqrt(Math.max(0, variance.values[i]!));
  return out;
}

/**
 * Mean moduli of 32 Gabor responses in 4×4 blocks: 512 numbers, by scale (fine to coarse: .3 / 1.85ˢ cycles per pixel), orientation
 * (multiples of π/8, from waves to the right over waves downwards), row, and column of the block. The plane is resized
 * to 128×128 first. Filters wrap around at its borders.
 */
export function gistOf(plane: Plane): Float32Array {
  const { gabors, picture, product } = bank();
  const spectrum = fourier(resized(plane, SIDE, SIDE), picture).values;
  const moduli = new Float32Array(gabors.length * BLOCKS ** 2);
  for (const [i, band] of gabors.entries()) {
    filterConjugate(spectrum, band, product.values);
    transform(product);
    for (let part = 0; part < BLOCKS ** 2; part++) {
      moduli[i * BLOCKS ** 2 + part] = blockSum(product.values, part) / (BLOCK ** 2 * SIDE ** 2);
    }
  }
  return moduli;
}

/** An inverse transform has the modulus of the transform of the conjugate, over the number of values: writes the conjugate of what a filter passes. */
function filterConjugate(spectrum: Float64Array, { places, gains }: PassBand, product: Float64Array): void {
  product.fill(0);
  for (let k = 0; k < places.length; k++) {
    const at = 2 * places[k]!;
    product[at] = spectrum[at]! * gains[k]!;
    product[at + 1] = -spectrum[at + 1]! * gains[k]!;
  }
}

/** The sum of moduli in a block. */
function blockSum(values: Float64Array, part: number): number {
  const top = BLOCK * Math.floor(part / BLOCKS);
  const left = BLOCK * (part % BLOCKS);
  let sum = 0;
  for (let y = top; y < top + BLOCK; y++) {
    for (let k = 2 * (y * SIDE + left), end = k + 2 * BLOCK; k < end; k += 2) {
      sum += Math.sqrt(values[k]! * values[k]! + values[k + 1]! * values[k + 1]!);
    }
  }
  return sum;
}

/** GIST of the grey picture at 128×128 after the prefilter, as in the authors' descriptor: light and contrast then hardly count. */
export const gist: PictureExtractor = {
  name: 'gist',
  title: 'GIST',
  source: 'Oliva and Torralba 2001',
  size: SCALES * ORIENTATIONS * BLOCKS ** 2,
  version: 1,
  extract: analysis => gistOf(prefiltered(resized(analysis.get(grey), SIDE, SIDE))),
};
