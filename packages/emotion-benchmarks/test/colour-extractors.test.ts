/** Extractors of colour on pictures made by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../src/features/analysis.ts';
import { areaOfInterest } from '../src/features/colour/area-of-interest.ts';
import { colourMoments } from '../src/features/colour/colour-moments.ts';
import { colourNameShares } from '../src/features/colour/colour-name-shares.ts';
import { colourStatistics } from '../src/features/colour/colour-statistics.ts';
import { COLOUR_SUMMARY, colourSummary } from '../src/features/colour/colour-summary.ts';
import { hsvHistogram } from '../src/features/colour/hsv-histogram.ts';
import { rgbHistogram } from '../src/features/colour/rgb-histogram.ts';
import { saliency } from '../src/features/content/saliency.ts';
import type { PictureExtractor } from '../src/features/extractor.ts';
import { analysisOf } from './textures.ts';

type Colour = readonly [red: number, green: number, blue: number];
const RED: Colour = [255, 0, 0];
const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];
const halves = (left: Colour, right: Colour) => analysisOf(32, 32, x => (x < 16 ? left : right));
const numbers = (extractor: PictureExtractor, analysis: Analysis) => Array.from(extractor.extract(analysis));
const named = (values: readonly number[]) =>
  Object.fromEntries(values.map((value, k) => [COLOUR_SUMMARY[k]!, value])) as Record<string, number>;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const EXTRACTORS = [
  colourStatistics,
  areaOfInterest,
  rgbHistogram,
  hsvHistogram,
  colourMoments,
  colourNameShares,
] as const;

describe.each(EXTRACTORS)('$name', extractor => {
  it('has as many numbers as it says, all finite, of a constant picture and of noise', () => {
    const noise = analysisOf(40, 33, (x, y) => [(x * 97 + y * 31) % 256, (x * y * 13) % 256, (x * x + 7 * y) % 256]);
    for (const analysis of [analysisOf(32, 32, () => 128), halves(BLACK, WHITE), noise]) {
      const values = numbers(extractor, analysis);
      expect(values).toHaveLength(extractor.size);
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('whole pictures', () => {
  it.each([colourStatistics, rgbHistogram, hsvHistogram, colourMoments, colourNameShares])(
    'mirrored has the same $name',
    extractor => {
      const colours = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 48, maxLength: 48 });
      fc.assert(
        fc.property(colours, bytes => {
          const at = (x: number, y: number): Colour => {
            const k = 3 * ((x >> 3) + 4 * (y >> 3));
            return [bytes[k]!, bytes[k + 1]!, bytes[k + 2]!];
          };
          const mirrored = numbers(
            extractor,
            analysisOf(32, 32, (x, y) => at(31 - x, y)),
          );
          // Only the order of sums differs; the cube root of a skew near 0 makes 1e-5 of 1e-15.
          numbers(extractor, analysisOf(32, 32, at)).forEach((value, k) => {
            expect(value).toBeCloseTo(mirrored[k]!, 4);
          });
        }),
        { numRuns: 10 },
      );
    },
  );
});

describe('colour statistics', () => {
  it('has twenty names, each once', () => {
    expect(new Set(COLOUR_SUMMARY).size).toBe(20);
  });

  it('has the means of red, and no deviations', () => {
    const red = named(numbers(colourStatistics, halves(RED, RED)));
    expect(red).toMatchObject({ 'mean red': 1, 'mean green': 0, 'mean saturation': 1, 'mean value': 1 });
    expect(red).toMatchObject({ 'mean cosine of hue': 1, 'mean sine of hue': 0, 'dispersion of hue': 0 });
    expect(COLOUR_SUMMARY.filter(name => name.startsWith('deviation')).map(name => red[name])).toEqual(
      new Array(8).fill(0),
    );
    // Red − green is 1 and yellow − blue ½ everywhere: .3 of the length of (1, ½).
    expect(red.colourfulness).toBeCloseTo(0.3 * Math.hypot(1, 0.5), 6);
  });

  it('has the deviations of black and white', () => {
    const steps = named(numbers(colourStatistics, halves(BLACK, WHITE)));
    for (const channel of ['red', 'green', 'blue', 'value']) {
      expect(steps[`mean ${channel}`]).toBe(0.5);
      expect(steps[`deviation of ${channel}`]).toBe(0.5);
    }
    expect(steps['deviation of L*']).toBeCloseTo(50, 3);
    expect(steps).toMatchObject({ 'mean saturation': 0, colourfulness: 0, 'dispersion of hue': 0 });
  });

  it('looks only where the mask is', () => {
    const left = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 32 < 16 ? 1 : 0));
    const [masked, whole] = [colourSummary(halves(RED, WHITE), left), colourSummary(halves(RED, RED))];
    masked.forEach((value, k) => {
      expect(value, COLOUR_SUMMARY[k]).toBeCloseTo(whole[k]!, 6);
    });
  });
});

describe('area of interest', () => {
  it('is all of a picture in which nothing stands out', () => {
    const grey = analysisOf(32, 32, () => 128);
    expect(numbers(areaOfInterest, grey)).toEqual(numbers(colourStatistics, grey));
  });

  it('is where saliency exceeds three times its mean', () => {
    const stripes = analysisOf(64, 64, (x, y) =>
      x > 27 && x < 36 && y > 27 && y < 36 ? RED : Math.round(180 + 40 * Math.sin(x / 2)),
    );
    const mask = Uint8Array.from(stripes.get(saliency).values, value => (value * 64 * 64 > 3 ? 1 : 0));
    expect(mask).toContain(1);
    expect(numbers(areaOfInterest, stripes)).toEqual(colourSummary(stripes, mask));
    expect(numbers(areaOfInterest, stripes)).not.toEqual(numbers(colourStatistics, stripes));
  });
});

describe('histograms', () => {
  it('counts bytes of each channel', () => {
    const values = numbers(rgbHistogram, halves([1, 2, 255], [1, 7, 0]));
    const filled = values.flatMap((share, bin) => (share > 0 ? [[bin, share]] : []));
    expect(filled).toEqual([
      [1, 1],
      [256 + 2, 0.5],
      [256 + 7, 0.5],
      [512, 0.5],
      [512 + 255, 0.5],
    ]);
  });

  it('has roots of the shares of hue, saturation and value', () => {
    const values = numbers(hsvHistogram, halves(RED, [0, 0, 100]));
    // Red: hue 0, full saturation and value. Dark blue: hue ⅔ is in bin 5 of 8, value 100 / 255 in bin 1 of 4.
    const bins = [0 * 16 + 3 * 4 + 3, 5 * 16 + 3 * 4 + 1];
    bins.forEach(bin => {
      expect(values[bin]).toBeCloseTo(Math.SQRT1_2, 6);
    });
    expect(sum(values.map(value => value ** 2))).toBeCloseTo(1, 6);
  });
});

describe('colour moments', () => {
  it('has hue about its mean direction', () => {
    // Reds 1/60 of the circle on both sides of 0; as plain numbers their mean would be ½.
    const [mean, deviation] = numbers(colourMoments, halves([250, 0, 25], [250, 25, 0]));
    expect(Math.min(mean!, 1 - mean!)).toBeCloseTo(0, 6);
    expect(deviation).toBeCloseTo(1 / 60, 6);
  });

  it('has mean, deviation and skew of value', () => {
    // A quarter white: mean ¼, variance 3/16, third central moment (¾ · (−¼)³ + ¼ · (¾)³) = 3/32.
    const quarter = analysisOf(32, 32, x => (x < 8 ? 255 : 0));
    const [mean, deviation, skew] = numbers(colourMoments, quarter).slice(6);
    expect(mean).toBeCloseTo(1 / 4, 9);
    expect(deviation).toBeCloseTo(Math.sqrt(3 / 16), 9);
    expect(skew).toBeCloseTo(Math.cbrt(3 / 32), 9);
  });
});
