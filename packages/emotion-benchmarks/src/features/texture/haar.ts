/** Energies of Haar wavelets in hue, saturation and luma (Datta, Joshi, Li and Wang 2006). */
import { type Plane, planeLike } from '../../raster/picture.ts';
import { sumOf } from '../../raster/statistics.ts';
import type { Part } from '../analysis.ts';
import type { PictureExtractor } from '../extractor.ts';
import { scaledHsy } from './scaled-hsy.ts';

const LEVELS = 3;

/** One level of a Haar transform. */
export interface HaarLevel {
  readonly approximation: Plane;
  /** Means of the absolute coefficients of the three detail bands. */
  readonly detail: Plane;
}

/** An orthonormal Haar step: planes of half the size. A last odd row or column is paired with itself. */
export function haarStep({ width, height, values }: Plane): HaarLevel {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const approximation = planeLike(half);
  const detail = planeLike(half);
  for (let y = 0, out = 0; y < half.height; y++) {
    const top = 2 * y * width;
    const bottom = Math.min(2 * y + 1, height - 1) * width;
    for (let x = 0; x < half.width; x++, out++) {
      const right = Math.min(2 * x + 1, width - 1);
      const a = values[top + 2 * x]!;
      const b = values[top + right]!;
      const c = values[bottom + 2 * x]!;
      const d = values[bottom + right]!;
      approximation.values[out] = (a + b + c + d) / 2;
      detail.values[out] = (Math.abs(a - b + c - d) + Math.abs(a + b - c - d) + Math.abs(a - b - c + d)) / 6;
    }
  }
  return { approximation, detail };
}

/** Levels 1 to 3 of a plane. */
function haarLevels(plane: Plane): readonly HaarLevel[] {
  const levels: HaarLevel[] = [];
  for (let level = 0; level < LEVELS; level++) levels.push(haarStep(levels[level - 1]?.approximation ?? plane));
  return levels;
}

/** Of hue (0 to 1), saturation and luma: details at levels 1 to 3. */
const haarDetails: Part<readonly (readonly Plane[])[]> = analysis =>
  analysis.get(scaledHsy).map(plane => haarLevels(plane).map(({ detail }) => detail));

/**
 * 12 numbers: mean absolute detail coefficients by level (1 to 3) and channel (hue of 0 to 1, saturation, luma), then for each level the
 * sum over its channels.
 */
export const haarEnergies: Part<readonly number[]> = analysis => {
  const channels = analysis.get(haarDetails);
  const levels = Array.from({ length: LEVELS }, (_, level) => channels.map(details => mean(details[level]!.values)));
  return [...levels.flat(), ...levels.map(energies => energies.reduce((a, b) => a + b, 0))];
};

const mean = (values: Float32Array): number => sumOf(values) / values.length;

/**
 * Low depth of field: for hue, saturation and luma the share of the detail of level 3 that lies in the middle half of the width and
 * height; 0 when there is no detail (Datta et al. 2006, section 2.10).
 */
export const lowDepthOfField: Part<readonly [number, number, number]> = analysis => {
  const [hue, saturation, luma] = analysis.get(haarDetails).map(details => centralShare(details[LEVELS - 1]!));
  return [hue!, saturation!, luma!];
};

/** The share of a plane's sum in the middle half of its width and height. */
function centralShare({ width, height, values }: Plane): number {
  const middle = (place: number, size: number): boolean => Math.abs(2 * place + 1 - size) < size / 2;
  let [inside, total] = [0, 0];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      total += values[i]!;
      if (middle(x, width) && middle(y, height)) inside += values[i]!;
    }
  }
  return total === 0 ? 0 : inside / total;
}

/** Haar energies of hue, saturation and luma. */
export const wavelets: PictureExtractor = {
  name: 'wavelets',
  title: 'Haar wavelets',
  source: 'Datta et al. 2006; Machajdik and Hanbury 2010',
  size: LEVELS * 4,
  version: 1,
  extract: analysis => analysis.get(haarEnergies),
};
