/** Co-occurrence of levels, by hand and by scikit-image. */
import { Rng } from '@refold/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cooccurrence, cooccurrenceMeasures, glcm, hsyCooccurrence, quantized } from '../src/features/texture/glcm.ts';
import fixtures from './fixtures/texture.json' with { type: 'json' };
import { analysisOf, mirrored, planeFrom, texture } from './textures.ts';

describe('quantized', () => {
  it('cuts 0 to 1 in equal steps, 1 itself in the last', () => {
    const plane = { width: 5, height: 1, values: Float32Array.of(0, 0.124, 0.125, 0.99, 1) };
    expect([...quantized(plane).values]).toEqual([0, 0, 1, 7, 7]);
  });
});

describe('cooccurrence', () => {
  it('counts pairs of a pixel and its right neighbour, in that order', () => {
    // Rows 0 1 1 and 2 0 1: pairs 01, 11, 20, 01.
    const pairs = cooccurrence({ width: 3, height: 2, values: Uint8Array.of(0, 1, 1, 2, 0, 1), count: 3 });
    expect([...pairs]).toEqual([0, 2, 0, 0, 1, 0, 1, 0, 0]);
  });

  it("is scikit-image's, and so are its measures", () => {
    const { pairs, ...measures } = fixtures.cooccurrence;
    const levels = planeFrom(32, 32, (x, y) => (Math.floor(texture(x, y) / 32) + 0.5) / 8);
    const ours = cooccurrence(quantized(levels));
    expect([...ours]).toEqual(pairs);
    for (const [name, value] of Object.entries(cooccurrenceMeasures(ours))) {
      expect(value).toBeCloseTo(measures[name as keyof typeof measures], 12);
    }
  });

  it('of a mirrored plane is transposed', () => {
    fc.assert(
      fc.property(fc.integer(), seed => {
        const rng = Rng.seeded(seed);
        const plane = planeFrom(20, 10, () => rng.uniform());
        const [pairs, turned] = [cooccurrence(quantized(plane)), cooccurrence(quantized(mirrored(plane)))];
        for (const [at, count] of pairs.entries()) expect(turned[(at % 8) * 8 + Math.floor(at / 8)]).toBe(count);
      }),
      { numRuns: 20 },
    );
  });
});

describe('cooccurrenceMeasures', () => {
  it('of a checkerboard of the outermost levels', () => {
    // 33 columns: as many pairs 0 7 as 7 0. Differences are 7, levels opposed, P is ½ twice.
    const board = planeFrom(33, 32, (x, y) => (x + y) % 2);
    expect(cooccurrenceMeasures(cooccurrence(quantized(board)))).toEqual({
      contrast: 49,
      correlation: -1,
      energy: 1 / 2,
      homogeneity: 1 / 8,
    });
  });

  it('has no correlation where all first or all second levels are equal', () => {
    const step = { width: 2, height: 3, values: Uint8Array.of(5, 1, 5, 2, 5, 7), count: 8 };
    expect(cooccurrenceMeasures(cooccurrence(step)).correlation).toBe(0);
  });
});

describe('hsyCooccurrence', () => {
  it('has the measures of hue, saturation and luma in turn', () => {
    // Red beside blue: hue 0 and 2/3 of a turn (levels 0 and 5), saturation 1 and 1, luma .299 and .114 (levels 2 and 0).
    const measures = analysisOf(33, 32, (x, y) => ((x + y) % 2 === 0 ? [255, 0, 0] : [0, 0, 255])).get(hsyCooccurrence);
    expect(measures).toEqual([25, 0, 4, -1, 0, -1, 1 / 2, 1, 1 / 2, 1 / 6, 1, 1 / 3]);
  });

  it('of one colour has energy and homogeneity 1, contrast and correlation 0', () => {
    const bytes = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(bytes, bytes, bytes), colour => {
        expect(glcm.extract(analysisOf(32, 35, () => colour))).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
      }),
      { numRuns: 20 },
    );
  });
});
