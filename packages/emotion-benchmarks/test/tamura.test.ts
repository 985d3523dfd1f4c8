/** Tamura's measures of hand-made textures. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directionality } from '../src/features/texture/directionality.ts';
import { coarseness, contrast, edgeAngles, tamura, tamuraTexture } from '../src/features/texture/tamura.ts';
import fixtures from './fixtures/texture.json' with { type: 'json' };
import { analysisOf, mirrored, planeFrom, texture } from './textures.ts';

const noise = (seed: number, width = 48, height = 40) => {
  const rng = Rng.seeded(seed);
  return planeFrom(width, height, () => rng.int(256));
};

describe('coarseness', () => {
  it('is that of the definition, window by window', () => {
    expect(coarseness(planeFrom(48, 48, texture))).toBe(fixtures.coarseness);
  });

  it('of one edge is that of the largest windows which reach it', () => {
    // At a distance d of 1 to 31 from the edge, windows of side s differ by 1 - d / s where s > d: most for 32, in 62 columns. On the edge
    // all windows differ alike, and beyond 31 none: there the smallest, 2, counts.
    const plane = planeFrom(128, 32, x => (x < 64 ? 0 : 255));
    expect(coarseness(plane)).toBeCloseTo((62 * 32 + 66 * 2) / 128 / 32, 12);
  });

  it('grows with the size of random squares', () => {
    const values = noise(1, 128, 96);
    const squares = [1, 2, 4, 8, 16].map(side =>
      coarseness(planeFrom(128, 96, (x, y) => values.values[Math.floor(y / side) * 128 + Math.floor(x / side)]!)),
    );
    expect(squares).toEqual([...squares].sort((a, b) => a - b));
    expect(new Set(squares).size).toBe(5);
  });
});

describe('contrast', () => {
  it('is 127.5 / 128 of half black, half white, and in proportion to the range', () => {
    // Two equal halves: σ is half the range and the kurtosis 1.
    const halves = (range: number) => planeFrom(32, 32, x => 50 + range * (x % 2));
    expect(contrast(halves(255))).toBeCloseTo(127.5 / 128, 10);
    expect(contrast(halves(64))).toBeCloseTo(32 / 128, 10);
  });

  it('is less the rarer the extremes', () => {
    // A share p of white: σ² = p(1-p)255², and the kurtosis is 1 / (p(1-p)) - 3.
    const plane = planeFrom(32, 32, x => (x % 8 === 0 ? 255 : 0));
    const variance = 7 / 64;
    expect(contrast(plane)).toBeCloseTo((255 * Math.sqrt(variance)) / (1 / variance - 3) ** 0.25 / 128, 10);
  });
});

describe('edgeAngles', () => {
  it('puts gradients to the right in bin 0, downwards in bin 8, and down to the right in bin 4', () => {
    const bins = [
      planeFrom(32, 32, x => 5 * x),
      planeFrom(32, 32, (_, y) => 5 * y),
      planeFrom(34, 34, (x, y) => 3 * (x + y)),
    ];
    const inner = bins.map(plane => edgeAngles(plane).indexOf(Math.max(...edgeAngles(plane))));
    expect(inner).toEqual([0, 8, 4]);
  });

  it('leaves out edges below 12', () => {
    // Prewitt's sum of a ramp is 6 times its slope, and half of it counts.
    expect(edgeAngles(planeFrom(64, 32, x => 3.9 * x)).every(share => share === 0)).toBe(true);
    expect(edgeAngles(planeFrom(64, 32, x => 4 * x))[0]).toBe(1);
  });

  it('of a mirrored plane are mirrored', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        const plane = noise(seed);
        const shares = edgeAngles(plane);
        const turned = edgeAngles(mirrored(plane));
        for (const [bin, share] of shares.entries()) expect(turned[(16 - bin) % 16]).toBe(share);
      }),
      { numRuns: 20 },
    );
  });
});

describe('directionality', () => {
  const histogram = (shares: Readonly<Record<number, number>>) => Array.from({ length: 16 }, (_, i) => shares[i] ?? 0);
  const bin = Math.PI / 16;

  it('is 1 on peaks alone, 0 without a peak or an edge', () => {
    expect(directionality(histogram({ 3: 1 }))).toBe(1);
    expect(directionality(histogram({ 3: 0.5, 11: 0.5 }))).toBe(1);
    expect(directionality(new Array<number>(16).fill(1 / 16))).toBe(0);
    expect(directionality(histogram({}))).toBe(0);
  });

  it('falls with second moments about peaks, around the circle too', () => {
    const peak = histogram({ 15: 0.25, 0: 0.5, 1: 0.25 });
    expect(directionality(peak, 'raw')).toBeCloseTo((0.5 * bin ** 2) / 5, 12);
    expect(directionality(peak)).toBeCloseTo(1 - (12 / Math.PI ** 2) * 0.5 * bin ** 2, 12);
  });

  it('divides at valleys, each bin of which belongs to the nearer peak', () => {
    // Peaks at 2 and 6 and a valley at 3 and 4: 3 is one bin from its peak, 4 two from both, and 5 one.
    const shares = histogram({ 2: 0.3, 3: 0.1, 4: 0.1, 5: 0.2, 6: 0.3 });
    expect(directionality(shares, 'raw')).toBeCloseTo(((0.1 + 0.1 * 4 + 0.2) * bin ** 2) / 5, 12);
    expect(directionality(shares)).toBeCloseTo(1 - 2 * (12 / Math.PI ** 2) * 0.7 * bin ** 2, 12);
  });

  it('takes no wave for a peak that is low, or parted from a higher one by less than half its height', () => {
    // Bin 4 is a wave here, so it counts two bins from the peak at 2. The valley at 3 belongs to the peak beside it either way.
    const shallow = histogram({ 2: 0.5, 3: 0.17, 4: 0.33 });
    expect(directionality(shallow, 'raw')).toBeCloseTo(((0.17 + 0.33 * 4) * bin ** 2) / 5, 12);
    const parted = histogram({ 2: 0.5, 3: 0.16, 4: 0.34 });
    expect(directionality(parted, 'raw')).toBeCloseTo((0.16 * bin ** 2) / 5, 12);
    const low = histogram({ 2: 0.9, 4: 0.1 });
    expect(directionality(low, 'raw')).toBeCloseTo((0.1 * 4 * bin ** 2) / 5, 12);
  });

  it('takes the shorter way around to a peak', () => {
    // All but the peak at 0 and the valley at 15 are alike, so they belong to the peak from its other side.
    const shares = histogram(Object.fromEntries(Array.from({ length: 15 }, (_, i) => [i, i === 0 ? 0.58 : 0.03])));
    let squares = 0;
    for (let i = 1; i < 15; i++) squares += Math.min(i, 16 - i) ** 2;
    expect(directionality(shares, 'raw')).toBeCloseTo((0.03 * squares * bin ** 2) / 5, 12);
  });

  it('is between 0 and 1, and the same of a mirrored histogram', () => {
    const histograms = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 16, maxLength: 16 })
      .filter(counts => counts.some(count => count > 0));
    fc.assert(
      fc.property(histograms, counts => {
        const total = counts.reduce((a, b) => a + b);
        const value = directionality(counts.map(count => count / total));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(directionality(counts.map(count => count / total).reverse())).toBeCloseTo(value, 10);
      }),
    );
  });
});

describe('tamura', () => {
  it('finds stripes more directed than noise', () => {
    const stripes = analysisOf(64, 64, x => 128 + 100 * Math.sin(x / 2)).get(tamura);
    const rng = Rng.seeded(3);
    const random = analysisOf(64, 64, () => rng.int(256)).get(tamura);
    expect(stripes[2]).toBe(1);
    expect(random[2]).toBeLessThan(0.2);
  });

  it('has no contrast and no direction in one colour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), grey => {
        // The smallest windows: 2 of 32.
        expect(tamuraTexture.extract(analysisOf(37, 33, () => grey))).toEqual([1 / 16, 0, 0]);
      }),
      { numRuns: 20 },
    );
  });
});
