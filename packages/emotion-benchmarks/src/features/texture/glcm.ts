/** Grey-level co-occurrence: which levels lie side by side (Haralick, Shanmugam and Dinstein 1973). */
import type { Plane } from '../../raster/picture.ts';
import type { Part } from '../analysis.ts';
import type { PictureExtractor } from '../extractor.ts';
import { scaledHsy } from './scaled-hsy.ts';

const LEVELS = 8;

/** A plane of whole numbers below `count`: values of 0 to 1 cut in equal steps. */
export function quantized({ width, height, values }: Plane, count = LEVELS): Levels {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.min(count - 1, (count * values[i]!) | 0);
  return { width, height, values: out, count };
}

/** A picture in few levels. */
export interface Levels {
  readonly width: number;
  readonly height: number;
  /** [height, width], each below `count` */
  readonly values: Uint8Array;
  readonly count: number;
}

/** How often level j lies right of level i: [count, count], row i and column j, not symmetric. */
export function cooccurrence({ width, height, values, count }: Levels): Float64Array {
  const pairs = new Float64Array(count ** 2);
  for (let y = 0; y < height; y++) {
    for (let x = 1, at = y * width + 1; x < width; x++, at++) pairs[values[at - 1]! * count + values[at]!]!++;
  }
  return pairs;
}

/** Haralick's measures of a matrix of co-occurrence. */
export interface CooccurrenceMeasures {
  /** Σ (i - j)² P */
  readonly contrast: number;
  /** Σ (i - μᵢ)(j - μⱼ) P / (σᵢ σⱼ), and 0 when a σ is 0. */
  readonly correlation: number;
  /** Σ P² (the angular second moment) */
  readonly energy: number;
  /** Σ P / (1 + |i - j|) */
  readonly homogeneity: number;
}

/** Measures of how often pairs occur, [count, count]: of their shares P. */
export function cooccurrenceMeasures(pairs: Float64Array): CooccurrenceMeasures {
  const count = Math.sqrt(pairs.length);
  let [total, squares, contrast, homogeneity] = [0, 0, 0, 0];
  let [sumI, sumJ, sumII, sumJJ, sumIJ] = [0, 0, 0, 0, 0];
  for (const [at, n] of pairs.entries()) {
    const [i, j] = [Math.floor(at / count), at % count];
    total += n;
    squares += n ** 2;
    contrast += n * (i - j) ** 2;
    homogeneity += n / (1 + Math.abs(i - j));
    sumI += n * i;
    sumJ += n * j;
    sumII += n * i ** 2;
    sumJJ += n * j ** 2;
    sumIJ += n * i * j;
  }
  // Sums of whole numbers are exact, so a variance of 0 is found for certain.
  const variances = (total * sumII - sumI ** 2) * (total * sumJJ - sumJ ** 2);
  return {
    contrast: contrast / total,
    correlation: variances === 0 ? 0 : (total * sumIJ - sumI * sumJ) / Math.sqrt(variances),
    energy: squares / total ** 2,
    homogeneity: homogeneity / total,
  };
}

/** 12 numbers: contrast, correlation, energy and homogeneity, each of hue (0 to 1), saturation and luma in 8 levels. */
export const hsyCooccurrence: Part<readonly number[]> = analysis => {
  const measures = analysis.get(scaledHsy).map(plane => cooccurrenceMeasures(cooccurrence(quantized(plane))));
  return (['contrast', 'correlation', 'energy', 'homogeneity'] as const).flatMap(name =>
    measures.map(measure => measure[name]),
  );
};

/** Co-occurrence in hue, saturation and luma. */
export const glcm: PictureExtractor = {
  name: 'glcm',
  title: 'Grey-level co-occurrence',
  source: 'Haralick et al. 1973; Machajdik and Hanbury 2010',
  size: 12,
  version: 1,
  extract: analysis => analysis.get(hsyCooccurrence),
};
