/** Local binary patterns, by hand and by scikit-image. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lbp, uniformPatterns } from '../src/features/texture/lbp.ts';
import type { Plane } from '../src/raster/picture.ts';
import fixtures from './fixtures/texture.json' with { type: 'json' };
import { analysisOf, mirrored, planeFrom, texture } from './textures.ts';

/** The bin of the only pattern of a plane of 3×3. */
const binOf = (...values: readonly number[]): number =>
  uniformPatterns({ width: 3, height: 3, values: Float32Array.from(values) }).indexOf(1);

/** The uniform codes in rising order: runs of ones around the circle, none and all. */
const UNIFORM = [
  ...new Set(
    Array.from({ length: 8 * 9 }, (_, i) => {
      const run = 2 ** Math.floor(i / 8) - 1;
      return ((run << (i % 8)) | (run >> (8 - (i % 8)))) & 255;
    }),
  ),
].sort((a, b) => a - b);

const planes = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 12 * 9, maxLength: 12 * 9 })
  .map((values): Plane => ({ width: 12, height: 9, values: Float32Array.from(values) }));

describe('uniformPatterns', () => {
  it("counts as scikit-image's nri_uniform on the inner pixels", () => {
    expect([...uniformPatterns(planeFrom(128, 128, texture))]).toEqual(fixtures.patterns);
  });

  it('orders codes by their bits: to the right first, then counter-clockwise', () => {
    expect(UNIFORM).toHaveLength(58);
    expect(binOf(0, 0, 0, 0, 9, 0, 0, 0, 0)).toBe(0);
    // The whole right side is lighter: to the right, up right and down right, which are bits 0, 1 and 7.
    expect(binOf(0, 0, 9, 0, 5, 9, 0, 0, 9)).toBe(UNIFORM.indexOf(0b10000011));
    // The top: bits 1, 2 and 3.
    expect(binOf(9, 9, 9, 0, 5, 0, 0, 0, 0)).toBe(UNIFORM.indexOf(0b00001110));
    // Left and right only: four changes.
    expect(binOf(0, 0, 0, 9, 5, 9, 0, 0, 0)).toBe(58);
  });

  it('interpolates diagonals', () => {
    // Up right: .293 (0 + 0) + .707 · 9 of the greys above 5: .293 (-5 - 5) + .707 · x is at least 0 from x = 4.14.
    expect(binOf(0, 0, 9, 0, 5, 0, 0, 0, 0)).toBe(0);
    expect(binOf(0, 0, 10, 0, 5, 0, 0, 0, 0)).toBe(UNIFORM.indexOf(0b00000010));
  });

  it('counts every inner pixel once', () => {
    fc.assert(
      fc.property(planes, plane => {
        expect(uniformPatterns(plane).reduce((a, b) => a + b)).toBe(10 * 7);
      }),
    );
  });

  it('of a mirrored plane has mirrored codes', () => {
    fc.assert(
      fc.property(planes, plane => {
        const [counts, turned] = [uniformPatterns(plane), uniformPatterns(mirrored(plane))];
        for (const [bin, code] of UNIFORM.entries()) {
          let other = 0;
          for (let bit = 0; bit < 8; bit++) if ((code >> bit) & 1) other |= 1 << ((12 - bit) % 8);
          expect(turned[UNIFORM.indexOf(other)]).toBe(counts[bin]);
        }
        expect(turned[58]).toBe(counts[58]);
      }),
    );
  });
});

describe('lbp', () => {
  it('has length 1', () => {
    const features = lbp.extract(analysisOf(40, 36, texture));
    expect(features).toHaveLength(59);
    expect([...features].reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(1, 5);
  });

  it('of one colour is the pattern of all bits alone', () => {
    const expected = new Array<number>(59).fill(0);
    expected[57] = 1;
    for (const colour of [
      [0, 0, 0],
      [13, 200, 77],
      [255, 255, 255],
    ] as const) {
      expect([...lbp.extract(analysisOf(32, 32, () => colour))]).toEqual(expected);
    }
  });
});
