/** Two-dimensional Fourier transforms of planes whose sides are powers of two. */
import { RefoldError } from '@refold/core';
import { transformLines } from './fft.ts';
import { type Plane, planeLike } from './picture.ts';
import { scratchBy } from './scratch.ts';

/** A complex number for each place or frequency. */
export interface Spectrum {
  readonly width: number;
  readonly height: number;
  /** [height, width, 2]: real and imaginary parts. As a spectrum, frequency (u, v) in cycles per picture is at column u and row v, modulo the size. */
  readonly values: Float64Array;
}

/**
 * A spectrum whose values are 0.
 *
 * @throws RefoldError when a side isn't a power of two of at least 4
 */
export function spectrumLike({ width, height }: Pick<Plane, 'width' | 'height'>): Spectrum {
  for (const side of [width, height]) {
    if (side < 4 || !Number.isInteger(Math.log2(side))) {
      throw new RefoldError(
        `a plane of ${width}×${height} has no fast Fourier transform: resize it to sides that are powers of two`,
      );
    }
  }
  return { width, height, values: new Float64Array(2 * width * height) };
}

/**
 * The spectrum of a plane, not scaled: the value of frequency 0 is the sum of the plane. It is written to `spectrum` if that is given, one of the
 * plane's size.
 *
 * @throws RefoldError when a side isn't a power of two of at least 4
 */
export function fourier(plane: Plane, spectrum: Spectrum = spectrumLike(plane)): Spectrum {
  const { values } = spectrum;
  for (let i = 0; i < plane.values.length; i++) {
    values[2 * i] = plane.values[i]!;
    values[2 * i + 1] = 0;
  }
  transform(spectrum);
  return spectrum;
}

/** The real part of the plane whose spectrum this is. The spectrum is used up: its values are overwritten. */
export function realInverse(spectrum: Spectrum): Plane {
  // The inverse transform is the conjugate of the transform of the conjugate, over the number of values.
  const { values } = spectrum;
  for (let i = 1; i < values.length; i += 2) values[i] = -values[i]!;
  transform(spectrum);
  const plane = planeLike(spectrum);
  const count = plane.values.length;
  for (let i = 0; i < count; i++) plane.values[i] = values[2 * i]! / count;
  return plane;
}

/** Transforms in place: rows, then columns. Rows of zeros, of which band-pass filters leave many, cost nothing. */
export function transform({ width, height, values }: Spectrum): void {
  const scratch = scratchOf(values.length);
  for (let y = 0; y < height; y++) {
    const [begin, end] = [2 * y * width, 2 * (y + 1) * width];
    let first = begin;
    while (first < end && values[first] === 0) first++;
    if (first < end) transformLines(values, scratch, y * width, width, 1);
  }
  transformLines(values, scratch, 0, height, width);
}

const scratchOf = scratchBy(length => new Float64Array(length));
